// What is different between two runs, as lines of a table.
import type { ResultDocument } from '../api';
import * as format from './format';
import { rowOf, title } from './row';

export interface Difference {
  what: string;
  a: string;
  b: string;
  change: string;
  verdict: 'better' | 'worse' | 'same' | '';
}

function line(what: string, a: number, b: number, show: (n: number) => string,
              lessIsBetter: boolean | null): Difference {
  let verdict: Difference['verdict'] = '';
  if (lessIsBetter !== null) {
    const rise = a > 0 ? (b - a) / a : b > 0 ? 1 : 0;
    verdict = Math.abs(rise) < 0.02 ? 'same' : (rise < 0) === lessIsBetter ? 'better' : 'worse';
  }
  return { what, a: show(a), b: show(b), change: format.change(a, b), verdict };
}

export function differences(a: ResultDocument, b: ResultDocument): Difference[] {
  const of = (document: ResultDocument) => rowOf(document.total, -1);
  const [ra, rb] = [of(a), of(b)];
  const failed = (r: typeof ra) => (r.requests > 0 ? (100 * r.failures) / r.requests : 0);
  const percent = (n: number) => format.share(n, 100);
  const lines = [
    line('Length', a.run.elapsed_us, b.run.elapsed_us, format.clock, null),
    line('Most users', a.run.peak_users, b.run.peak_users, format.count, null),
    line('Requests', ra.requests, rb.requests, format.count, null),
    line('Requests/s', ra.total_rps, rb.total_rps, format.rate, false),
    line('Failed', failed(ra), failed(rb), percent, true),
    line('Average', ra.average, rb.average, format.duration, true),
    line('p50', ra.p50, rb.p50, format.duration, true),
    line('p95', ra.p95, rb.p95, format.duration, true),
    line('p99', ra.p99, rb.p99, format.duration, true),
    line('p99.9', ra.p999, rb.p999, format.duration, true),
    line('Maximum', ra.max, rb.max, format.duration, true),
  ];
  return lines;
}

// p95 of each name that either run has.
export function nameDifferences(a: ResultDocument, b: ResultDocument): Difference[] {
  const rows = (document: ResultDocument) =>
    new Map(document.entries.map((entry, at) => [title(entry), rowOf(entry, at)]));
  const [ra, rb] = [rows(a), rows(b)];
  return [...new Set([...ra.keys(), ...rb.keys()])].sort().map((name) => {
    const [x, y] = [ra.get(name), rb.get(name)];
    if (x && y) return line(name, x.p95, y.p95, format.duration, true);
    const shown = (row: typeof x) => (row ? format.duration(row.p95) : 'not there');
    return { what: name, a: shown(x), b: shown(y), change: '', verdict: '' };
  });
}

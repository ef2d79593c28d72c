// What a ledger says in words: what adds up, and what nobody can count.
import type { Ledger, WorkerLedger } from '../api';
import { count } from './format';

// How many requests nobody can count, at least and at most; null when all are counted.
export function uncounted(ledger: Ledger): [least: number, most: number] | null {
  if (ledger.unknown.length === 0) return null;
  return ledger.unknown.reduce<[number, number]>(([least, most], one) => [
    least + one.requests_at_least, most + one.requests_at_most,
  ], [0, 0]);
}

export function span(least: number, most: number): string {
  return least === most ? count(most) : `${count(least)} to ${count(most)}`;
}

export function balanceText(ledger: Ledger): string {
  const open = uncounted(ledger);
  if (!open) return 'Everything planned, started and measured adds up.';
  const who = new Set(ledger.unknown.map((one) => `${one.worker_id} ${one.incarnation}`)).size;
  const whose = who === 1
    ? 'a lost worker did after its last word' : 'lost workers did after their last words';
  const requests = open[1] === 1 ? 'request' : 'requests';
  const begin = ledger.complete ? 'Complete' : 'Everything adds up';
  return `${begin} but for what ${whose}: ${span(...open)} ${requests} nobody can count.`;
}

// Whether a worker's sums equal the master's. A lost worker never said its last ones: there is
// nothing to compare.
export function sumsText(ledger: Ledger, worker: WorkerLedger): string {
  if (worker.digest_equal) return '✓ yes';
  const lost = ledger.unknown.some(
    (one) => one.worker_id === worker.worker_id && one.incarnation === worker.incarnation,
  );
  if (lost) return '– (lost)';
  return ledger.final ? '✕ no' : 'not yet known';
}

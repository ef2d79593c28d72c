// One live message on top of what the page holds. Pure: what did not change keeps its identity, so
// that only what changed is drawn again.
import type { Live, LogLine, Row } from '../api';
import { emptySeries, mergeSeries } from '../values/series';
import type { RunView } from './run_view';

export const LOGS_KEPT = 2000;
export const EVENTS_KEPT = 1000;

export function apply(view: RunView, live: Live): RunView {
  const held = live.reset
    ? { ...view, rows: [], series: emptySeries(), errors: [], exceptions: [], events: [] }
    : view;
  return {
    state: live.state ?? held.state,
    distributed: live.distributed ?? held.distributed,
    readyWorkers: live.ready_workers ?? held.readyWorkers,
    run: live.run === undefined ? held.run : live.run,
    total: live.run === null ? null : (live.total ?? held.total),
    rows: live.rows ? mergeRows(held.rows, live.rows) : held.rows,
    series: live.series ? mergeSeries(held.series, live.series) : held.series,
    errors: live.errors ?? held.errors,
    exceptions: live.exceptions ?? held.exceptions,
    users: live.users ?? held.users,
    workers: live.workers ?? held.workers,
    ledger: live.ledger ?? held.ledger,
    generator: live.generator ?? held.generator,
    verdict: live.verdict ?? held.verdict,
    thresholds: live.thresholds ?? held.thresholds,
    events: live.events?.length ? held.events.concat(live.events).slice(-EVENTS_KEPT) : held.events,
    logs: live.logs?.length ? mergeLogs(held.logs, live.logs) : held.logs,
  };
}

export function mergeRows(held: Row[], news: Row[]): Row[] {
  if (held.length === 0) return news;
  if (news.length === 0) return held;
  const places = new Map(held.map((row, at) => [row.id, at]));
  const rows = held.slice();
  for (const row of news) {
    const at = places.get(row.id);
    if (at === undefined) {
      places.set(row.id, rows.push(row) - 1);
    } else {
      rows[at] = row;
    }
  }
  return rows;
}

// A connection that was lost begins whole again: lines that are there already are not shown twice.
function mergeLogs(held: LogLine[], news: LogLine[]): LogLine[] {
  const last = held.length > 0 ? held[held.length - 1]!.sequence : -1;
  return held.concat(news.filter((line) => line.sequence > last)).slice(-LOGS_KEPT);
}

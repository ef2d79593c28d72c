import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogLine } from '../src/api';
import { apply, EVENTS_KEPT, LOGS_KEPT, mergeRows } from '../src/live/apply';
import { emptyView } from '../src/live/run_view';
import { live, row, series } from './made';

const first = apply(emptyView(), live({
  state: 'running', rows: [row(0, '/a'), row(1, '/b')], series: series(1, 0, 3),
  events: [{ at_us: 0, kind: 'started', text: 'begun', worker_id: '' }],
}));

test('what a message does not have keeps its identity', () => {
  const next = apply(first, live({ state: 'stopping' }));
  assert.equal(next.state, 'stopping');
  for (const key of ['rows', 'series', 'errors', 'events', 'workers', 'logs'] as const) {
    assert.equal(next[key], first[key]);
  }
});

test('lines change in place and new ones come last', () => {
  const next = apply(first, live({ rows: [row(1, '/b', { requests: 99 }), row(7, '/c')] }));
  assert.deepEqual(next.rows.map((one) => [one.id, one.requests]), [[0, 10], [1, 99], [7, 10]]);
  assert.equal(next.rows[0], first.rows[0]);
});

test('a reset forgets what was before, and keeps what comes with it', () => {
  const next = apply(first, live({ reset: true, rows: [row(5, '/z')], series: series(1, 9, 1) }));
  assert.deepEqual(next.rows.map((one) => one.id), [5]);
  assert.deepEqual(next.series, series(1, 9, 1));
  assert.deepEqual(next.events, []);
});

test('no run is something else than nothing new about the run', () => {
  const run = { run_id: 'x' } as never;
  const held = apply(first, live({ run, total: row(-1, '') }));
  assert.equal(apply(held, live({})).run, run);
  const gone = apply(held, live({ run: null }));
  assert.equal(gone.run, null);
  assert.equal(gone.total, null);
});

test('log lines come once and stay bounded', () => {
  const line = (sequence: number) => ({ sequence, source: '', level: 'INFO', text: '' }) as LogLine;
  let view = apply(emptyView(), live({ logs: [line(1), line(2)] }));
  view = apply(view, live({ logs: [line(2), line(3)] }));
  assert.deepEqual(view.logs.map((one) => one.sequence), [1, 2, 3]);
  const many = Array.from({ length: LOGS_KEPT + 5 }, (_, at) => line(at + 4));
  view = apply(view, live({ logs: many }));
  assert.equal(view.logs.length, LOGS_KEPT);
  assert.equal(view.logs.at(-1)!.sequence, LOGS_KEPT + 8);
});

test('events stay bounded', () => {
  let view = emptyView();
  for (let at = 0; at < EVENTS_KEPT + 3; at++) {
    view = apply(view, live({ events: [{ at_us: at, kind: 'k', text: '', worker_id: '' }] }));
  }
  assert.equal(view.events.length, EVENTS_KEPT);
  assert.equal(view.events.at(-1)!.at_us, EVENTS_KEPT + 2);
});

test('10,000 lines with 10,000 changes merge in a moment', () => {
  const rows = Array.from({ length: 10_000 }, (_, at) => row(at, `/${at}`));
  const begun = performance.now();
  const merged = mergeRows(rows, rows.map((one) => ({ ...one, requests: 11 })));
  assert.equal(merged.length, 10_000);
  assert.ok(performance.now() - begun < 500);
});

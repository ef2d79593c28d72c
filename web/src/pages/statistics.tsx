// A line for each request name.
import type { Row } from '../api';
import type { RunView } from '../live/run_view';
import { LongTable, type Column } from '../parts/long_table';
import { bytes, count, ms, rate, share } from '../values/format';
import { title } from '../values/row';

type Key = keyof Row;

function column(key: Key, label: string, show: (n: number) => string, hint: string,
                optional = false): Column<Row> {
  return {
    key, label, hint, optional, value: (row) => row[key],
    show: (row) => show(row[key] as number),
  };
}

const NOW = 'of the last 10 seconds';
const WHOLE = 'over the whole run';
const NAMES: Column<Row>[] = [
  { key: 'name', label: 'Name', text: true, width: 210, value: (row) => row.name || 'Aggregated' },
  { key: 'method', label: 'Method', width: 84, value: (row) => row.method, text: true },
  column('requests', 'Requests', count, 'completed, with or without success'),
  column('failures', 'Failures', count, 'requests that failed'),
  {
    key: 'failed', label: 'Failed', hint: 'share of the requests that failed',
    value: (row) => (row.requests > 0 ? row.failures / row.requests : 0),
    show: (row) => share(row.failures, row.requests),
  },
];
const TIMES: Column<Row>[] = [
  column('average', 'Average', ms, 'ms, from the intended time to the last byte'),
  column('min', 'Min', ms, 'ms', true),
  column('p50', 'p50', ms, 'ms: half took at most this long'),
  column('p90', 'p90', ms, 'ms', true),
  column('p95', 'p95', ms, 'ms'),
  column('p99', 'p99', ms, 'ms'),
  column('p999', 'p99.9', ms, 'ms', true),
  column('max', 'Max', ms, 'ms'),
  column('service_p95', 'Service p95', ms, 'ms from sending to the last byte', true),
  column('average_bytes', 'Size', bytes, "average of a response's body", true),
];
const WHILE_IT_RUNS: Column<Row>[] = [
  ...NAMES,
  column('rps', 'Requests/s', rate, NOW),
  column('fps', 'Failures/s', rate, NOW, true),
  column('now_p50', 'p50 now', ms, `ms ${NOW}`, true),
  column('now_p95', 'p95 now', ms, `ms ${NOW}`),
  column('now_p99', 'p99 now', ms, `ms ${NOW}`, true),
  ...TIMES,
  column('total_rps', 'Requests/s in total', rate, WHOLE, true),
  column('total_fps', 'Failures/s in total', rate, WHOLE, true),
];
// The last seconds of a run that is over are its end, not what it did.
const WHEN_IT_IS_OVER: Column<Row>[] = [
  ...NAMES,
  column('total_rps', 'Requests/s', rate, WHOLE),
  column('total_fps', 'Failures/s', rate, WHOLE, true),
  ...TIMES,
];

export function StatisticsPage({ view }: { view: RunView }) {
  const over = view.state === 'stopped';
  return (
    <LongTable key={over ? 'over' : 'running'} id={over ? 'statistics.over' : 'statistics'}
      caption="Requests by name; times in ms" columns={over ? WHEN_IT_IS_OVER : WHILE_IT_RUNS}
      lines={view.rows} total={view.total} lineKey={(row) => row.id} text={title}
      order={{ key: 'name', descending: false }} empty="No request has been made yet."
      marked={(row) => (row.failures > 0 ? 'has-failures' : undefined)} />
  );
}

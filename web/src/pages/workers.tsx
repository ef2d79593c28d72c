// Every worker with all that the master knows about it; those that are missing stand out.
import type { Worker } from '../api';
import type { RunView } from '../live/run_view';
import { Badge } from '../parts/badge';
import { LongTable, type Column } from '../parts/long_table';
import { bytes, count, duration, rate } from '../values/format';

const percent = (value: number) => `${rate(value)} %`;

const TONES: Record<string, 'good' | 'warn' | 'bad' | 'calm' | 'busy'> = {
  ready: 'good', running: 'busy', stopping: 'warn', finished: 'calm', left: 'calm',
  missing: 'warn', lost: 'bad',
};

function column(key: keyof Worker, label: string, show: (n: number) => string, hint = '',
                optional = false): Column<Worker> {
  return {
    key, label, hint, optional, width: 108, value: (worker) => worker[key] as number,
    show: (worker) => show(worker[key] as number),
  };
}

const COLUMNS: Column<Worker>[] = [
  { key: 'worker_id', label: 'Worker', text: true, width: 180, value: (worker) => worker.worker_id },
  {
    key: 'state', label: 'State', text: true, width: 136, value: (worker) => worker.state,
    show: (worker) => <Badge tone={TONES[worker.state] ?? 'calm'} text={worker.state} />,
  },
  column('users', 'Users', count, 'running there'),
  column('rps', 'Requests/s', rate),
  column('cpu_percent', 'CPU', percent, '100 % is one core'),
  column('busiest_loop_percent', 'Busiest loop', percent, 'of its core'),
  column('busy_share', 'Busy share', (part) => percent(100 * part),
    'share of the run with a loop above 90 % of its core'),
  column('rss_bytes', 'Memory', bytes),
  column('loop_lag_us', 'Loop lag p99', duration, 'of its last snapshot'),
  column('loop_lag_p99_us', 'Lag, whole run', duration, '99th percentile'),
  column('last_seen_us', 'Last seen', (us) => `${duration(us)} ago`),
  column('shards', 'Shards', count, 'parts of the users, of 1024'),
  column('loops', 'Loops', count, 'threads that offer load'),
  column('capacity', 'Capacity', count, 'its share against other workers', true),
  {
    key: 'clock', label: 'Clock offset', hint: "the master's clock minus the worker's", width: 132,
    value: (worker) => worker.clock_offset_us,
    show: (worker) => worker.clock_known
      ? `${duration(worker.clock_offset_us)} ± ${duration(worker.clock_uncertainty_us)}` : 'unknown',
  },
  column('snapshots_acknowledged', 'Snapshots', count, 'seconds that the master has taken'),
  { key: 'peer', label: 'Address', text: true, width: 160, value: (worker) => worker.peer },
  { key: 'version', label: 'Version', text: true, width: 90, value: (worker) => worker.version },
  column('incarnation', 'Incarnation', String, 'drawn anew at each start', true),
];

export function WorkersPage({ view }: { view: RunView }) {
  const gone = view.workers.filter((one) => one.state === 'missing' || one.state === 'lost');
  return (
    <>
      {gone.length > 0 && (
        <p class="obstacle" role="status">
          <span aria-hidden="true">! </span>
          {gone.map((one) => `${one.worker_id} is ${one.state}`).join(', ')}
        </p>
      )}
      <LongTable id="workers" caption="Workers" columns={COLUMNS} lines={view.workers}
        lineKey={(worker) => `${worker.worker_id} ${worker.incarnation}`}
        text={(worker) => `${worker.worker_id} ${worker.state} ${worker.peer}`}
        order={{ key: 'worker_id', descending: false }} empty="No worker yet."
        marked={(worker) => ({ missing: 'line-warn', lost: 'line-bad' })[worker.state]} />
    </>
  );
}

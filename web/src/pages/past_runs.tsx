// The runs that were kept: open one, or lay two on top of each other.
import { useState } from 'preact/hooks';
import type { RunSummary } from '../api';
import { go, href } from '../live/address';
import { live } from '../live/connection';
import { getRuns } from '../live/requests';
import { useAnswer } from '../live/use_answer';
import { TrustBadge } from '../parts/badge';
import { Mistake } from '../parts/field';
import { LongTable, type Column } from '../parts/long_table';
import { baseName, clock, count, moment, ms, rate, share } from '../values/format';

function number(key: keyof RunSummary, label: string, show: (n: number) => string): Column<RunSummary> {
  return {
    key, label, value: (run) => run[key] as number, show: (run) => show(run[key] as number),
  };
}

const goesOn = (run: RunSummary) =>
  run.run_id === live.value.run?.run_id && live.value.state !== 'stopped';

export function PastRunsPage() {
  const runs = useAnswer(getRuns, 'runs', 10_000);
  const [chosen, choose] = useState<string[]>([]);
  const turn = (id: string, on: boolean) => choose(
    on ? [...chosen, id].slice(-2) : chosen.filter((one) => one !== id),
  );
  const columns: Column<RunSummary>[] = [
    {
      key: 'started', label: 'Started', text: true, width: 250,
      value: (run) => moment(run.started_unix_us),
      show: (run) => (
        <a href={run.stored ? href('runs', run.run_id, 'charts') : href('run', 'charts')}>
          {moment(run.started_unix_us)}{goesOn(run) ? ' (now)' : ''}
        </a>
      ),
    },
    {
      key: 'compare', label: 'Compare', width: 92, value: (run) => Number(chosen.includes(run.run_id)),
      show: (run) => (
        <input type="checkbox" checked={chosen.includes(run.run_id)} disabled={!run.stored}
          aria-label={`Compare the run of ${moment(run.started_unix_us)}`}
          onChange={(event) => turn(run.run_id, event.currentTarget.checked)} />
      ),
    },
    {
      key: 'scenario', label: 'Scenario', text: true, width: 180,
      value: (run) => baseName(run.scenario), title: (run) => run.scenario,
    },
    { key: 'host', label: 'Host', text: true, width: 200, value: (run) => run.host || '–' },
    number('elapsed_us', 'Length', clock),
    number('peak_users', 'Users', count),
    number('requests', 'Requests', count),
    {
      key: 'failures', label: 'Failed', value: (run) => run.failures / Math.max(1, run.requests),
      show: (run) => share(run.failures, run.requests),
    },
    number('rps', 'Requests/s', rate),
    number('p50_us', 'p50, ms', ms),
    number('p95_us', 'p95, ms', ms),
    number('p99_us', 'p99, ms', ms),
    {
      key: 'trust', label: 'Verdict', text: true, width: 170, value: (run) => run.trust,
      show: (run) => (
        <>
          <TrustBadge trust={run.trust} />
          {run.stored && !run.complete && <small> incomplete</small>}
        </>
      ),
    },
    { key: 'run_id', label: 'Run', text: true, width: 160, optional: true, value: (run) => run.run_id },
  ];
  return (
    <section class="page">
      <h1>Past runs</h1>
      {runs.failure && <Mistake text={runs.failure} />}
      {runs.pending && <p class="empty">Reading…</p>}
      {runs.value && (
        <>
          <p class="buttons">
            <button type="button" class="primary" disabled={chosen.length !== 2}
              onClick={() => go('compare', chosen[0]!, chosen[1]!)}>
              Lay two runs on top of each other
            </button>
            <span class="note">{chosen.length === 2 ? '' : `${chosen.length} of 2 chosen`}</span>
          </p>
          <LongTable id="runs" caption="Runs that were kept" columns={columns} lines={runs.value}
            lineKey={(run) => run.run_id} order={{ key: 'started', descending: true }}
            text={(run) => `${run.scenario} ${run.host} ${run.run_id} ${moment(run.started_unix_us)}`}
            empty="No run has been kept yet." />
        </>
      )}
    </section>
  );
}

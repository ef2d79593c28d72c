// The run at a glance.
import type { RunView } from '../live/run_view';
import { baseName, clock, count, duration, moment, rate, share } from '../values/format';
import { StateBadge, TrustBadge } from './badge';

function Figure(props: { label: string; value: string; note?: string; alarm?: boolean }) {
  return (
    <div class={props.alarm ? 'figure alarm' : 'figure'}>
      <dt>{props.label}</dt>
      <dd>
        <strong>{props.value}</strong>
        {props.note && <small>{props.note}</small>}
      </dd>
    </div>
  );
}

export function RunTitle({ view }: { view: RunView }) {
  const run = view.run;
  const limit = run?.run_time_us ? ` of ${clock(run.run_time_us)}` : '';
  return (
    <div class="run-title">
      <h1 title={run?.scenario}>{run ? baseName(run.scenario) || 'Run' : 'No run yet'}</h1>
      <StateBadge state={view.state} />
      {view.verdict && (
        <TrustBadge trust={view.verdict.trust} title={view.verdict.reasons.join('\n')} />
      )}
      {run && (
        <p class="note">
          {run.host && <span>{run.host}</span>}
          <span>{`${clock(run.elapsed_us)}${limit}`}</span>
          <span>{`since ${moment(run.started_unix_us)}`}</span>
          <span class="run-id">{run.run_id}</span>
        </p>
      )}
    </div>
  );
}

// `now`: whether figures of the last ten seconds mean anything.
export function Figures({ view, now }: { view: RunView; now: boolean }) {
  const { run, total } = view;
  if (!run || !total) return null;
  const target = run.target_users !== run.user_count ? `of ${count(run.target_users)}` : '';
  const time = (us: number) => (us > 0 ? duration(us) : '–');
  const both = (current: number, whole: number) => now
    ? { value: time(current), note: `${time(whole)} in total` }
    : { value: time(whole) };
  return (
    <dl class="figures">
      {now
        ? <Figure label="Users" value={count(run.user_count)} note={target} />
        : <Figure label="Most users" value={count(run.peak_users)} />}
      <Figure label="Requests/s" value={rate(now ? total.rps : total.total_rps)}
        note={`${count(total.requests)} requests`} />
      <Figure label="Failures" value={share(total.failures, total.requests)}
        note={`${count(total.failures)} failed`} alarm={total.failures > 0} />
      <Figure label="p50" {...both(total.now_p50, total.p50)} />
      <Figure label="p95" {...both(total.now_p95, total.p95)} />
      <Figure label="p99" {...both(total.now_p99, total.p99)} />
    </dl>
  );
}

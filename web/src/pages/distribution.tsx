// How response times are spread: a name's whole curve, and what of it was spent waiting to be sent.
import { useMemo, useState } from 'preact/hooks';
import type { Entry, Latency } from '../api';
import { CurveChart, type Curve } from '../charts/curve_chart';
import type { Ink } from '../charts/palette';
import { useOrigin } from '../live/origin';
import type { RunView } from '../live/run_view';
import { useAnswer } from '../live/use_answer';
import { Mistake } from '../parts/field';
import { NameChoice } from '../parts/name_choice';
import { PlainTable } from '../parts/plain_table';
import { count, duration } from '../values/format';
import { curvePoints } from '../values/percentile_axis';
import { title } from '../values/row';

const REFRESH_MS = 5000;

// Older documents have no curve: then the percentiles are its points.
function curveOf(latency: Latency): [number, number][] {
  if (latency.curve && latency.curve.length > 0) return latency.curve;
  return Object.entries(latency.percentiles_us)
    .map(([percent, us]): [number, number] => [Number(percent), us])
    .sort((a, b) => a[0] - b[0]);
}

function curve(label: string, ink: Ink, latency: Latency, dash?: number[]): Curve {
  return { label, ink, dash, ...curvePoints(curveOf(latency)) };
}

export function DistributionPage({ view }: { view: RunView }) {
  const origin = useOrigin();
  const [selected, select] = useState(-1);
  const row = view.rows.find((one) => one.id === selected);
  const goesOn = origin.kind === 'live' && view.state !== 'stopped' && view.state !== 'ready';
  const entry = useAnswer(
    () => origin.entry(row?.method ?? '', row?.name ?? ''),
    view.total?.requests ? `${view.run?.run_id} ${selected} ${view.state}` : null,
    goesOn ? REFRESH_MS : 0,
  );
  if (!view.total?.requests) return <p class="empty">No request has been made yet.</p>;
  return (
    <>
      <NameChoice rows={view.rows} selected={selected} onChange={select} />
      {entry.failure && <Mistake text={entry.failure} />}
      {entry.value && <EntryCurve entry={entry.value} name={row ? title(row) : 'All requests'} />}
    </>
  );
}

export function EntryCurve({ entry, name }: { entry: Entry; name: string }) {
  const curves = useMemo(() => [
    curve('Response time', 'blue', entry.response_time),
    curve('Service time', 'orange', entry.service_time, [8, 4]),
  ], [entry]);
  const percents = Object.keys(entry.response_time.percentiles_us)
    .sort((a, b) => Number(a) - Number(b));
  const at = (latency: Latency, percent: string) => latency.percentiles_us[percent] ?? NaN;
  return (
    <>
      <CurveChart title={`Latency of ${name}`} curves={curves} />
      <p class="note">
        Response time runs from the intended moment to the last byte, service time from sending to
        the last byte. Where they part, requests had to wait for their turn.
      </p>
      <PlainTable caption={`Percentiles of ${name}, ${count(entry.response_time.count)} requests`}
        lines={percents} columns={[
          { label: 'Percentile', show: (percent) => (percent === '100' ? 'Maximum' : `${percent} %`) },
          { label: 'Response time', number: true,
            show: (percent) => duration(at(entry.response_time, percent)) },
          { label: 'Service time', number: true,
            show: (percent) => duration(at(entry.service_time, percent)) },
          { label: 'Difference', number: true,
            show: (percent) => duration(Math.max(0,
              at(entry.response_time, percent) - at(entry.service_time, percent))) },
        ]} />
    </>
  );
}

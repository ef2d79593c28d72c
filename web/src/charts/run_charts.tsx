// The charts of one run, or of two on top of each other.
import { signal } from '@preact/signals';
import { useMemo, useRef } from 'preact/hooks';
import type { RunEvent, Series } from '../api';
import { clock, count, duration, rate } from '../values/format';
import { ends, lastRequestsAt, percentileLine, perSecond } from '../values/series';
import { HeatChart } from './heat_chart';
import { zoom } from './time_axis';
import { TimeChart, type Course, type Line } from './time_chart';

export const paused = signal(false);

export interface Drawn {
  label: string; // empty with one run alone
  series: Series;
  events: RunEvent[];
}

// With two runs only the second one's lines are dashed: the eye tells runs by dashes, and lines of
// a run by their colour and order.
function courses(runs: Drawn[], lines: (series: Series) => Line[]): Course[] {
  return runs.map(({ label, series }, at) => ({
    x: ends(series),
    lines: lines(series).map((line) => ({
      ...line,
      label: label ? `${line.label} (${label})` : line.label,
      dash: runs.length === 1 ? line.dash : at > 0 ? [6, 5] : undefined,
      fill: runs.length === 1 && line.fill,
    })),
  }));
}

// A step shows what was so since the point before it: the first needs one where the series begins.
function begun(runs: Drawn[], drawn: Course[]): Course[] {
  return drawn.map((course, at) => (course.x.length === 0 ? course : {
    x: [runs[at]!.series.from_us[0]! / 1e6, ...course.x],
    lines: course.lines.map((line) => ({ ...line, values: [line.values[0]!, ...line.values] })),
  }));
}

const throughput = (series: Series): Line[] => [
  { label: 'Requests/s', ink: 'blue', fill: true, values: perSecond(series, 'requests') },
  { label: 'Failures/s', ink: 'red', dash: [2, 3], values: perSecond(series, 'failures') },
];
const percentiles = (series: Series): Line[] => [
  { label: 'p50', ink: 'green', values: percentileLine(series, 'p50_us') },
  { label: 'p95', ink: 'orange', dash: [8, 3], values: percentileLine(series, 'p95_us') },
  { label: 'p99', ink: 'purple', dash: [2, 3], values: percentileLine(series, 'p99_us') },
];
const users = (series: Series): Line[] => [
  { label: 'Users', ink: 'blue', fill: true, stepped: true, values: series.users },
];
const workers = (series: Series): Line[] => [
  { label: 'Workers', ink: 'grey', fill: true, stepped: true, values: series.workers },
];

export function RunCharts(props: { runs: Drawn[]; pausable?: boolean; goesOn?: boolean }) {
  const held = useRef(props.runs);
  const stopped = props.pausable === true && paused.value;
  if (!stopped) held.current = props.runs;
  const runs = held.current;
  const events = useMemo(() => runs.flatMap((run) => run.events),
    runs.length === 1 ? [runs[0]!.events] : [runs]);
  const series = runs.map((run) => run.series);
  const until = Math.max(0, ...series.map((one) => (one.to_us[one.to_us.length - 1] ?? 0) / 1e6));
  const restAt = props.goesOn ? undefined : Math.max(0, ...series.map(lastRequestsAt));
  const made = useMemo(() => ({
    throughput: courses(runs, throughput),
    percentiles: courses(runs, percentiles),
    users: begun(runs, courses(runs, users)),
    workers: begun(runs, courses(runs, workers)),
  }), [...series, stopped]);
  if (series.every((one) => one.to_us.length === 0)) {
    return <p class="empty">No points yet: the first comes with the first second.</p>;
  }
  return (
    <>
      <div class="chart-bar">
        {props.pausable && (
          <button type="button" class="small" aria-pressed={stopped}
            onClick={() => (paused.value = !paused.value)}>
            {stopped ? 'Go on' : 'Pause charts'}
          </button>
        )}
        <button type="button" class="small" disabled={zoom.value === null}
          onClick={() => (zoom.value = null)}>Reset zoom</button>
        <span class="note">{zoom.value
          ? `${clock(zoom.value.min * 1e6)} to ${clock(zoom.value.max * 1e6)}`
          : 'Drag across a chart to zoom; double-click shows the whole run.'}</span>
      </div>
      <div class="charts">
        <TimeChart title="Requests and failures" courses={made.throughput} show={rate}
          events={events} restAt={restAt} />
        <TimeChart title="Response times" courses={made.percentiles} show={duration}
          events={events} restAt={restAt} />
        {runs.map((run) => (
          <HeatChart key={run.label} series={run.series} events={run.events} until={until}
            title={run.label ? `Latency heat map (${run.label})` : 'Latency heat map'} />
        ))}
        <TimeChart title="Users" courses={made.users} show={count} whole events={events}
          restAt={restAt} />
        <TimeChart title="Workers" courses={made.workers} show={count} whole events={events}
          restAt={restAt} />
      </div>
    </>
  );
}

// Lines over the time of a run; with two runs both lie on the same axes, aligned at time zero.
import { useLayoutEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import type { RunEvent } from '../api';
import { theme } from '../live/theme';
import { savePng, saveCsv } from './download';
import { keepFitting, plotWidth } from './fit';
import { ChartFrame } from './frame';
import { markers } from './markers';
import { inks, type Ink } from './palette';
import { linkedCursor, shownRange, timeAxis, valueAxis, zoom, zoomOnSelect } from './time_axis';

export interface Line {
  label: string;
  ink: Ink;
  dash?: number[];
  fill?: boolean;
  stepped?: boolean;
  values: (number | null)[];
}

export interface Course {
  x: number[]; // seconds
  lines: Line[];
}

const HEIGHT = 220;
const NO_EVENTS: RunEvent[] = [];

function joined(courses: Course[]): uPlot.AlignedData {
  const tables = courses.map(
    (course) => [course.x, ...course.lines.map((line) => line.values)] as uPlot.AlignedData,
  );
  return tables.length === 1 ? tables[0]! : uPlot.join(tables);
}

export function TimeChart(props: {
  title: string;
  courses: Course[];
  show: (value: number) => string;
  whole?: boolean; // of things that have no halves
  events?: RunEvent[];
  restAt?: number; // seconds: what the legend says while nobody points; absent: the last point
}) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const lines = props.courses.flatMap((course) => course.lines);
  const shape = lines.map((line) => line.label).join('|');
  const dress = theme.value;
  const range = zoom.value;

  useLayoutEffect(() => {
    const colours = inks(dress);
    const made = new uPlot({
      width: plotWidth(box.current!),
      height: HEIGHT,
      cursor: linkedCursor(),
      scales: {
        x: { time: false, auto: false },
        y: { range: (_, low, high) => [Math.min(0, low ?? 0), (high ?? 0) > 0 ? high * 1.08 : 1] },
      },
      axes: [timeAxis(dress), valueAxis(dress, latest.current.show, props.whole)],
      series: [
        { label: 'Time', value: (_, value) => clockOf(value) },
        ...lines.map((line): uPlot.Series => ({
          label: line.label,
          stroke: colours[line.ink],
          width: 2,
          dash: line.dash,
          fill: line.fill ? colours[line.ink] + '22' : undefined,
          points: { show: (self) => self.data[0].length < 3 },
          paths: line.stepped ? uPlot.paths.stepped!({ align: -1 }) : undefined,
          value: (_, value) => (value === null ? '–' : latest.current.show(value)),
        })),
      ],
      hooks: { setSelect: [zoomOnSelect], setCursor: [(self) => restLegend(self, latest.current.restAt)] },
      plugins: [markers(() => latest.current.events ?? NO_EVENTS)],
    }, joined(latest.current.courses), box.current!);
    chart.current = made;
    const endFitting = keepFitting(box.current!, made);
    return () => {
      endFitting();
      made.destroy();
      chart.current = null;
    };
  }, [dress, shape]);

  useLayoutEffect(() => {
    const made = chart.current;
    if (!made) return;
    const data = joined(props.courses);
    made.batch(() => {
      made.setData(data, false);
      made.setScale('x', shownRange(data[0][data[0].length - 1] ?? 0, range));
    });
    restLegend(made, props.restAt);
  }, [props.courses, props.events, props.restAt, range, dress, shape]);

  const onCsv = () => {
    const data = joined(props.courses);
    saveCsv(props.title, ['seconds', ...lines.map((line) => line.label)],
      Array.from(data[0], (x, at) => [x, ...data.slice(1).map((column) => column[at] ?? null)]));
  };
  const onPng = () => {
    const colours = inks(dress);
    savePng(props.title, lines.map((line) => ({ label: line.label, ink: colours[line.ink] })),
      chart.current!, dress);
  };
  return (
    <ChartFrame title={props.title} onCsv={onCsv} onPng={onPng}>
      <div class="plot" ref={box} />
    </ChartFrame>
  );
}

// Nobody points at anything: the legend says how it is now, or was at last.
function restLegend(chart: uPlot, at: number | undefined): void {
  if (chart.cursor.left !== undefined && chart.cursor.left >= 0) return;
  const x = chart.data[0];
  let idx = x.length - 1;
  while (at !== undefined && idx > 0 && x[idx]! > at) idx--;
  chart.setLegend({ idx }, false);
}

function clockOf(seconds: number | null): string {
  if (seconds === null || seconds === undefined) return '–';
  const whole = Math.round(seconds);
  const two = (n: number) => n.toString().padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  return `${hours > 0 ? `${hours}:` : ''}${two(Math.floor((whole % 3600) / 60))}:${two(whole % 60)}`;
}

// Response times over the time of a run: the darker (by day) or lighter (by night) a cell, the more
// requests took that long.
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import type { RunEvent, Series } from '../api';
import { theme, type Theme } from '../live/theme';
import { clock, duration, rate } from '../values/format';
import { bucketRange, heatCells, heatStep, latencyTicks, low, type HeatCell } from '../values/heat';
import { ends } from '../values/series';
import { saveCsv, savePng } from './download';
import { keepFitting, plotWidth } from './fit';
import { ChartFrame } from './frame';
import { markers } from './markers';
import { heatInks } from './palette';
import { linkedCursor, shownRange, timeAxis, valueAxis, zoom, zoomOnSelect } from './time_axis';

const HEIGHT = 240;

interface Painted {
  cells: HeatCell[];
  least: number;
  most: number;
  range: [number, number];
}

function paint(chart: uPlot, { cells, least, most }: Painted, dress: Theme): void {
  const shades = heatInks(dress);
  const pen = chart.ctx;
  const { left, top, width, height } = chart.bbox;
  pen.save();
  pen.beginPath();
  pen.rect(left, top, width, height);
  pen.clip();
  const { min, max } = chart.scales['x']!;
  for (const cell of cells) {
    if (cell.to < min! || cell.from > max!) continue;
    pen.fillStyle = shades[heatStep(cell.perSecond, least, most, shades.length)]!;
    const x0 = Math.round(chart.valToPos(cell.from, 'x', true));
    const x1 = Math.round(chart.valToPos(cell.to, 'x', true));
    const y1 = Math.round(chart.valToPos(cell.bucket, 'y', true));
    const y0 = Math.round(chart.valToPos(cell.bucket + 1, 'y', true));
    pen.fillRect(x0, y0, Math.max(1, x1 - x0), Math.max(1, y1 - y0));
  }
  pen.restore();
}

function octaves(range: [number, number]): [number, number] {
  return [Math.floor(range[0] / 4) * 4, Math.ceil(range[1] / 4) * 4];
}

export function HeatChart(props: {
  title: string;
  series: Series;
  events: RunEvent[];
  until: number; // seconds: the end of the axis
}) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const [under, point] = useState('');
  const painted = useMemo<Painted>(() => {
    const cells = heatCells(props.series);
    const most = cells.reduce((high, cell) => Math.max(high, cell.perSecond), 0);
    const least = cells.reduce((small, cell) => Math.min(small, cell.perSecond), most);
    return { cells, least, most, range: octaves(bucketRange(props.series) ?? [40, 60]) };
  }, [props.series]);
  const x = useMemo(() => ends(props.series), [props.series]);
  const latest = useRef({ ...props, painted });
  latest.current = { ...props, painted };
  const dress = theme.value;
  const wanted = zoom.value;

  useLayoutEffect(() => {
    const describe = (self: uPlot) => {
      const { left = -1, top = -1 } = self.cursor;
      if (left < 0 || top < 0) return point('');
      const at = self.posToVal(left, 'x');
      const bucket = Math.floor(self.posToVal(top, 'y'));
      const cell = latest.current.painted.cells.find(
        (one) => one.bucket === bucket && one.from <= at && at < one.to,
      );
      const span = `${duration(low(bucket))} to ${duration(low(bucket + 1))}`;
      return point(`${clock(at * 1e6)}: ${span}: ${rate(cell?.perSecond ?? 0)} requests/s`);
    };
    const made = new uPlot({
      width: plotWidth(box.current!),
      height: HEIGHT,
      legend: { show: false },
      cursor: linkedCursor(),
      scales: {
        x: { time: false, auto: false },
        y: { auto: false, range: () => latest.current.painted.range },
      },
      axes: [
        timeAxis(dress),
        {
          ...valueAxis(dress, (bucket) => duration(Math.round(low(bucket)))),
          splits: (_self, _axis, from, to) => latencyTicks(from, to, 9),
        },
      ],
      series: [{}, { paths: () => null, points: { show: false } }],
      hooks: {
        setSelect: [zoomOnSelect],
        setCursor: [describe],
        draw: [(self) => paint(self, latest.current.painted, dress)],
      },
      plugins: [markers(() => latest.current.events)],
    }, [x, x.map(() => null)], box.current!);
    chart.current = made;
    const endFitting = keepFitting(box.current!, made);
    return () => {
      endFitting();
      made.destroy();
      chart.current = null;
    };
  }, [dress]);

  useLayoutEffect(() => {
    const made = chart.current;
    made?.batch(() => {
      made.setData([x, x.map(() => null)], false);
      made.setScale('x', shownRange(props.until, wanted));
      made.setScale('y', { min: painted.range[0], max: painted.range[1] });
    });
  }, [x, painted, wanted, dress, props.until]);

  const onCsv = () => saveCsv(props.title,
    ['from seconds', 'to seconds', 'from us', 'to us', 'requests/s'],
    painted.cells.map((cell) => [
      cell.from, cell.to, Math.round(low(cell.bucket)), Math.round(low(cell.bucket + 1)),
      Number(cell.perSecond.toPrecision(6)),
    ]));
  const shades = heatInks(dress);
  const key = [{ label: 'rare', ink: shades[0]! }, { label: 'frequent', ink: shades[7]! }];
  return (
    <ChartFrame title={props.title} wide onCsv={onCsv}
      onPng={() => savePng(props.title, key, chart.current!, dress)}>
      <div class="plot" ref={box} />
      <p class="heat-key">
        <span>rare</span>
        {shades.map((_, at) => <i key={at} class={`shade shade-${at}`} />)}
        <span>{painted.most > 0 ? `${rate(painted.most)} requests/s` : 'frequent'}</span>
        <span class="under">{under}</span>
      </p>
    </ChartFrame>
  );
}

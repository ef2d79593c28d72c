// Latency curves: how long each share of the requests took at most, each further nine as wide as
// the one before.
import { useLayoutEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { theme } from '../live/theme';
import { duration } from '../values/format';
import { labelledPositions, percentLabel, percentOf } from '../values/percentile_axis';
import { saveCsv, savePng } from './download';
import { keepFitting, plotWidth } from './fit';
import { ChartFrame } from './frame';
import { inks, type Ink } from './palette';
import { timeAxis, valueAxis } from './time_axis';

export interface Curve {
  label: string;
  ink: Ink;
  dash?: number[];
  x: number[];
  us: number[];
}

const HEIGHT = 320;
const VALUES = 64; // px, for the axis of values
const RIGHT = 30; // px, for half of the last label

export function CurveChart(props: { title: string; curves: Curve[] }) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const dress = theme.value;
  const data = () => uPlot.join(props.curves.map(
    (curve) => [curve.x, curve.us] as uPlot.AlignedData,
  ));
  const shape = props.curves.map((curve) => curve.label).join('|');
  useLayoutEffect(() => {
    const colours = inks(dress);
    const made = new uPlot({
      width: plotWidth(box.current!),
      height: HEIGHT,
      padding: [12, RIGHT, 0, 0],
      cursor: { drag: { x: false, y: false } },
      scales: {
        x: { time: false, distr: 3, log: 10, range: () => [1, 1e5] },
        y: { range: (_, _low, high) => [0, high > 0 ? high * 1.08 : 1] },
      },
      axes: [
        {
          ...timeAxis(dress), incrs: undefined, space: 40,
          splits: (self) => labelledPositions(self.width - VALUES - RIGHT),
          filter: (_, splits) => splits,
          values: (_, splits) => splits.map((at) => percentLabel(percentOf(at))),
        },
        { ...valueAxis(dress, duration), size: VALUES },
      ],
      series: [
        { label: 'Percentile', value: (_, at) => (at === null ? '–' : percentLabel(percentOf(at))) },
        ...props.curves.map((curve): uPlot.Series => ({
          label: curve.label, stroke: colours[curve.ink], width: 2, dash: curve.dash,
          spanGaps: true, points: { show: false },
          value: (_, us) => (us === null || us === undefined ? '–' : duration(us)),
        })),
      ],
    }, data(), box.current!);
    chart.current = made;
    const endFitting = keepFitting(box.current!, made);
    return () => {
      endFitting();
      made.destroy();
      chart.current = null;
    };
  }, [dress, shape]);
  useLayoutEffect(() => chart.current?.setData(data()), [props.curves, dress, shape]);

  const onCsv = () => saveCsv(props.title, ['curve', 'percent', 'us'], props.curves.flatMap(
    (curve) => curve.x.map((at, place) => [curve.label, percentOf(at), curve.us[place]!]),
  ));
  const onPng = () => {
    const colours = inks(dress);
    savePng(props.title, props.curves.map((curve) => ({ label: curve.label, ink: colours[curve.ink] })),
      chart.current!, dress);
  };
  return (
    <ChartFrame title={props.title} onCsv={onCsv} onPng={onPng}>
      <div class="plot" ref={box} />
    </ChartFrame>
  );
}

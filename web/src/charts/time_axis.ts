// What all charts over a run's time have in common: the axis, the linked cursor, the zoom.
import { signal } from '@preact/signals';
import uPlot from 'uplot';
import type { Theme } from '../live/theme';
import { clock } from '../values/format';
import { paper } from './palette';

export interface Zoom {
  min: number;
  max: number;
}
export const zoom = signal<Zoom | null>(null);

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200,
  86400];
export const FONT = '12px system-ui, sans-serif';

export function timeAxis(theme: Theme): uPlot.Axis {
  const colours = paper(theme);
  return {
    incrs: STEPS, space: 64, stroke: colours.text, font: FONT, size: 30,
    grid: { stroke: colours.grid, width: 1 }, ticks: { stroke: colours.grid, width: 1, size: 4 },
    values: (_, splits) => splits.map((seconds) => clock(seconds * 1e6)),
  };
}

const COUNTS = [1, 2, 5].flatMap((step) => [...Array(9).keys()].map((power) => step * 10 ** power))
  .sort((a, b) => a - b);

// `whole`: of things that have no halves.
export function valueAxis(theme: Theme, show: (value: number) => string,
                          whole = false): uPlot.Axis {
  const colours = paper(theme);
  return {
    stroke: colours.text, font: FONT, size: 64, space: 32, incrs: whole ? COUNTS : undefined,
    grid: { stroke: colours.grid, width: 1 }, ticks: { show: false },
    values: (_, splits) => splits.map((value) => (value === null ? '' : show(value))),
  };
}

export function linkedCursor(): uPlot.Cursor {
  return {
    sync: { key: 'run', scales: ['x', null], setSeries: false },
    drag: { x: true, y: false, setScale: false, dist: 8 },
    points: { size: 7 },
    bind: {
      // A drag may begin on the mark of an event too, which is an element of its own.
      mousedown: (_self, _target, begin) => (event) => {
        if (event.button === 0) begin(event);
        return null;
      },
      dblclick: () => () => {
        zoom.value = null;
        return null;
      },
    },
  };
}

// A selection becomes the zoom of all charts.
export function zoomOnSelect(chart: uPlot): void {
  const { left, width } = chart.select;
  if (width < 8) return;
  const min = chart.posToVal(left, 'x');
  const max = chart.posToVal(left + width, 'x');
  chart.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
  zoom.value = { min: Math.max(0, min), max };
}

export function shownRange(until: number, wanted: Zoom | null): Zoom {
  return wanted ?? { min: 0, max: Math.max(10, until) };
}

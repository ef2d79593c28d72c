// Events of a run as marks on a chart's time axis; the text shows on hover, and all of them are in
// the list below the charts.
import type uPlot from 'uplot';
import type { RunEvent } from '../api';
import { clock } from '../values/format';

const MOST = 200;

export function markers(events: () => RunEvent[]): uPlot.Plugin {
  const marks: HTMLElement[] = [];
  const place = (chart: uPlot) => {
    const { min, max } = chart.scales['x']!;
    const shown = events().filter((event) => {
      const at = event.at_us / 1e6;
      return min != null && max != null && at >= min && at <= max;
    }).slice(-MOST);
    while (marks.length > shown.length) marks.pop()!.remove();
    shown.forEach((event, at) => {
      let mark = marks[at];
      if (!mark) {
        mark = document.createElement('div');
        mark.className = 'marker';
        mark.setAttribute('aria-hidden', 'true');
        mark.append(document.createElement('span'));
        marks.push(mark);
        chart.over.append(mark);
      }
      const left = chart.valToPos(event.at_us / 1e6, 'x');
      mark.style.left = `${left}px`;
      mark.classList.toggle('flip', left > chart.over.clientWidth / 2);
      mark.dataset['kind'] = event.kind;
      const text = `${clock(event.at_us)}  ${event.text}`;
      if (mark.firstElementChild!.textContent !== text) mark.firstElementChild!.textContent = text;
    });
  };
  return { hooks: { draw: place, setSize: place } };
}

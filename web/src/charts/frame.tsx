// What is around a chart: its title, and the buttons that save it.
import type { ComponentChildren } from 'preact';

export function ChartFrame(props: {
  title: string;
  wide?: boolean;
  onCsv: () => void;
  onPng: () => void;
  children: ComponentChildren;
}) {
  return (
    <figure class={props.wide ? 'chart wide' : 'chart'} aria-label={props.title}>
      <figcaption>
        <h3>{props.title}</h3>
        <span class="chart-tools">
          <button type="button" class="small quiet" onClick={props.onCsv}
            aria-label={`${props.title}: data as CSV`}>CSV</button>
          <button type="button" class="small quiet" onClick={props.onPng}
            aria-label={`${props.title}: picture as PNG`}>PNG</button>
        </span>
      </figcaption>
      {props.children}
    </figure>
  );
}

// A short table as it is: a caption, columns, lines.
import type { ComponentChildren } from 'preact';

export interface PlainColumn<T> {
  label: string;
  number?: boolean;
  show: (line: T) => ComponentChildren;
}

export function PlainTable<T>(props: {
  caption: string;
  columns: PlainColumn<T>[];
  lines: T[];
  marked?: (line: T) => string | undefined; // a class for the line
  empty?: string;
}) {
  if (props.lines.length === 0) return props.empty ? <p class="empty">{props.empty}</p> : null;
  return (
    <div class="table-box" role="region" aria-label={props.caption} tabIndex={0}>
      <table>
        <caption>{props.caption}</caption>
        <thead>
          <tr>
            {props.columns.map((column) => (
              <th key={column.label} scope="col" class={column.number ? 'number' : undefined}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.lines.map((line, at) => (
            <tr key={at} class={props.marked?.(line)}>
              {props.columns.map((column, place) => place === 0
                ? <th key={place} scope="row">{column.show(line)}</th>
                : <td key={place} class={column.number ? 'number' : undefined}>
                    {column.show(line)}
                  </td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function Facts(props: { caption: string; facts: [string, ComponentChildren][] }) {
  return (
    <section class="facts" aria-label={props.caption}>
      <h3>{props.caption}</h3>
      <dl>
        {props.facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

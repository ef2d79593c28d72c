// A table for up to many thousand lines: sorted, filtered, with a choice of columns that the
// browser remembers. Only the lines in sight exist as elements.
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { recall, remember } from '../live/memory';
import { printing } from '../live/theme';
import { count } from '../values/format';
import { filtered, nextOrder, sorted, visible, type Order } from '../values/table';
import { ColumnChoice } from './column_choice';

export interface Column<T> {
  key: string;
  label: string;
  hint?: string;
  value: (line: T) => number | string;
  show?: (line: T) => ComponentChildren;
  title?: (line: T) => string; // on hover, where it is not the value
  text?: boolean; // left-aligned and wide; sorts ascending first
  optional?: boolean; // not shown until chosen
  width?: number;
}

const LINE = 34; // px, as in the style sheet
const ALL_BELOW = 120;

export function LongTable<T>(props: {
  id: string;
  caption: string;
  columns: Column<T>[];
  lines: T[];
  lineKey: (line: T) => string | number;
  text: (line: T) => string; // what the filter looks at
  order: Order;
  total?: T | null;
  marked?: (line: T) => string | undefined;
  empty: string;
}) {
  const [order, setOrder] = useState<Order>(() => recall(`${props.id}.order`, props.order));
  const [wanted, setWanted] = useState('');
  const [shown, setShown] = useState<string[]>(() => recall(`${props.id}.columns`,
    props.columns.filter((column) => !column.optional).map((column) => column.key)));
  const columns = props.columns.filter((column, at) => at === 0 || shown.includes(column.key));
  const sortedBy = props.columns.find((column) => column.key === order.key) ?? props.columns[0]!;
  const lines = useMemo(
    () => sorted(filtered(props.lines, props.text, wanted), sortedBy.value, order.descending),
    [props.lines, wanted, order, sortedBy.key],
  );

  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  const measure = () => {
    if (!box.current) return;
    const { scrollTop, clientHeight } = box.current;
    setView((held) => held.top === scrollTop && held.height === clientHeight
      ? held : { top: scrollTop, height: clientHeight });
  };
  useLayoutEffect(measure, [lines.length]);
  const whole = printing.value || lines.length <= ALL_BELOW;
  const part = whole
    ? { from: 0, to: lines.length } : visible(lines.length, LINE, view.top, view.height);

  const sort = (column: Column<T>) => {
    const next = nextOrder(order, column.key, !column.text);
    setOrder(next);
    remember(`${props.id}.order`, next);
  };
  const choose = (keys: string[]) => {
    setShown(keys);
    remember(`${props.id}.columns`, keys);
  };
  const cells = (line: T) => columns.map((column, at) => {
    const content = column.show ? column.show(line) : column.value(line);
    const hover = column.title ? column.title(line) : String(column.value(line));
    if (at === 0) return <th key={column.key} scope="row" title={hover}>{content}</th>;
    return (
      <td key={column.key} class={column.text ? undefined : 'number'}
        title={column.text ? hover : undefined}>{content}</td>
    );
  });
  const widths = columns.map((column) => column.width ?? (column.text ? 220 : 94));
  const others = widths.slice(1).reduce((sum, width) => sum + width, 0);

  if (props.lines.length === 0 && !props.total) return <p class="empty">{props.empty}</p>;
  return (
    <>
      <div class="table-bar">
        <label class="filter">
          <span>Filter</span>
          <input type="search" value={wanted} placeholder="words, all of them"
            onInput={(event) => setWanted(event.currentTarget.value)} />
        </label>
        <span class="note" role="status">
          {wanted ? `${count(lines.length)} of ${count(props.lines.length)}` : count(props.lines.length)}
          {props.lines.length === 1 ? ' line' : ' lines'}
        </span>
        <ColumnChoice columns={props.columns.slice(1)} shown={shown} onChange={choose} />
      </div>
      <div class={whole ? 'table-box' : 'table-box long'} ref={box} role="region" tabIndex={0}
        aria-label={props.caption} onScroll={measure}>
        <table class="fixed" style={{ '--others': `${others}px`, '--first': `${widths[0]}px` }}
          aria-rowcount={lines.length + 1}>
          <caption>{props.caption}</caption>
          <colgroup>
            {columns.map((column, at) => (
              <col key={column.key} style={at === 0 ? {} : { width: `${widths[at]}px` }} />
            ))}
          </colgroup>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column.key} scope="col" class={column.text ? undefined : 'number'}
                  aria-sort={order.key !== column.key ? undefined
                    : order.descending ? 'descending' : 'ascending'}>
                  {/* Browsers leave buttons out of a header that is repeated on paper. */}
                  {printing.value ? column.label : (
                    <button type="button" class="sort" title={column.hint}
                      onClick={() => sort(column)}>
                      {column.label}
                      <span aria-hidden="true" class="arrow">
                        {order.key === column.key ? (order.descending ? '▼' : '▲') : ''}
                      </span>
                    </button>
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {part.from > 0 && (
              <tr key="before" class="gap" aria-hidden="true">
                <td colSpan={columns.length} style={{ height: `${part.from * LINE}px` }} />
              </tr>
            )}
            {lines.slice(part.from, part.to).map((line, at) => (
              <tr key={props.lineKey(line)} class={props.marked?.(line)}
                aria-rowindex={part.from + at + 2}>{cells(line)}</tr>
            ))}
            {part.to < lines.length && (
              <tr key="after" class="gap" aria-hidden="true">
                <td colSpan={columns.length} style={{ height: `${(lines.length - part.to) * LINE}px` }} />
              </tr>
            )}
          </tbody>
          {props.total && <tfoot><tr>{cells(props.total)}</tr></tfoot>}
        </table>
      </div>
      {lines.length === 0 && wanted && <p class="empty">Nothing has all of these words.</p>}
    </>
  );
}

// One name out of possibly thousands.
import { useState } from 'preact/hooks';
import type { Row } from '../api';
import { count } from '../values/format';
import { title } from '../values/row';
import { filtered } from '../values/table';

const SHOWN = 200;

export function NameChoice(props: {
  rows: Row[];
  selected: number; // a row's id; -1: the total
  onChange: (id: number) => void;
}) {
  const [wanted, setWanted] = useState('');
  const found = filtered(props.rows, title, wanted);
  const selected = props.rows.find((row) => row.id === props.selected);
  const shown = found.slice(0, SHOWN);
  if (selected && !shown.includes(selected)) shown.unshift(selected);
  return (
    <div class="name-choice">
      {props.rows.length > 20 && (
        <label>
          <span>Filter names</span>
          <input type="search" value={wanted}
            onInput={(event) => setWanted(event.currentTarget.value)} />
        </label>
      )}
      <label>
        <span>Name</span>
        <select value={String(props.selected)}
          onChange={(event) => props.onChange(Number(event.currentTarget.value))}>
          <option value="-1">All requests together</option>
          {shown.map((row) => <option key={row.id} value={String(row.id)}>{title(row)}</option>)}
        </select>
      </label>
      {found.length > SHOWN && (
        <span class="note">{`the first ${SHOWN} of ${count(found.length)}: filter to see others`}</span>
      )}
    </div>
  );
}

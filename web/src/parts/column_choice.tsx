// Which columns a table shows.
export function ColumnChoice(props: {
  columns: { key: string; label: string; hint?: string }[];
  shown: string[];
  onChange: (keys: string[]) => void;
}) {
  const turn = (key: string, on: boolean) => props.onChange(
    on ? [...props.shown, key] : props.shown.filter((one) => one !== key),
  );
  return (
    <details class="columns">
      <summary>Columns</summary>
      <fieldset>
        <legend class="unseen">Columns to show</legend>
        {props.columns.map((column) => (
          <label key={column.key} title={column.hint}>
            <input type="checkbox" checked={props.shown.includes(column.key)}
              onChange={(event) => turn(column.key, event.currentTarget.checked)} />
            {column.label}
          </label>
        ))}
      </fieldset>
    </details>
  );
}

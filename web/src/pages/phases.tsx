// Where a request's time goes: resolving, connecting, TLS, waiting for the first byte, the rest.
import { useState } from 'preact/hooks';
import type { Entry } from '../api';
import type { RunView } from '../live/run_view';
import { useDocument } from '../live/use_document';
import { Mistake } from '../parts/field';
import { LongTable, type Column } from '../parts/long_table';
import { count, duration, ms } from '../values/format';
import { title } from '../values/row';
import { filtered } from '../values/table';

const PHASES = [
  { key: 'dns', label: 'DNS' },
  { key: 'connect', label: 'Connect' },
  { key: 'tls', label: 'TLS' },
  { key: 'first_byte', label: 'First byte' },
  { key: 'transfer', label: 'Transfer' },
] as const;
type Phase = (typeof PHASES)[number]['key'];

const BARS = 40;

// Spread over all requests: most reuse a connection and have no DNS, connect or TLS phase.
const mean = (entry: Entry, phase: Phase) =>
  entry.num_requests > 0 ? entry[phase].sum_us / entry.num_requests : 0;
const whole = (entry: Entry) => PHASES.reduce((sum, { key }) => sum + mean(entry, key), 0);

const COLUMNS: Column<Entry>[] = [
  { key: 'name', label: 'Name', text: true, width: 240, value: (entry) => title(entry) || 'All' },
  {
    key: 'connections', label: 'Connections', value: (entry) => entry.connections,
    show: (entry) => count(entry.connections), width: 104,
  },
  ...PHASES.flatMap(({ key, label }): Column<Entry>[] => [
    {
      key: `${key}-mean`, label, hint: 'ms a request, on average over all requests',
      value: (entry) => mean(entry, key), show: (entry) => ms(mean(entry, key)), width: 96,
    },
    {
      key: `${key}-p95`, label: `${label} p95`, width: 116, hint: 'ms, where the phase took place',
      value: (entry) => entry[key].percentiles_us['95'] ?? 0,
      show: (entry) => (entry[key].count > 0 ? ms(entry[key].percentiles_us['95'] ?? NaN) : '–'),
    },
  ]),
];

function Bar({ entry, longest }: { entry: Entry; longest: number }) {
  const sum = whole(entry);
  const text = PHASES.map(({ key, label }) => `${label} ${duration(mean(entry, key))}`).join(', ');
  return (
    <li>
      <span class="bar-name">{title(entry)}</span>
      <span class="bar" role="img" aria-label={text} title={text}>
        {PHASES.map(({ key }) => (
          <i key={key} class={`phase-${key}`}
            style={{ width: `${(100 * mean(entry, key)) / Math.max(longest, 1)}%` }} />
        ))}
      </span>
      <span class="bar-value">{duration(sum)}</span>
    </li>
  );
}

export function PhasesPage({ view }: { view: RunView }) {
  const [wanted, setWanted] = useState('');
  const document = useDocument(view);
  if (document.pending) return <p class="empty">Adding up…</p>;
  if (!view.run) return <p class="empty">No request has been made yet.</p>;
  if (!document.value) return <Mistake text={document.failure} />;
  const entries = document.value.entries;
  const found = filtered(entries, title, wanted).sort((a, b) => whole(b) - whole(a)).slice(0, BARS);
  const longest = found.reduce((most, entry) => Math.max(most, whole(entry)), 0);
  if (entries.length === 0) return <p class="empty">No request has been made yet.</p>;
  return (
    <>
      {document.refresh}
      <h2>Mean time of a request</h2>
      <ul class="phase-key" aria-label="Phases">
        {PHASES.map(({ key, label }) => <li key={key}><i class={`phase-${key}`} />{label}</li>)}
      </ul>
      {entries.length > BARS && (
        <label class="filter">
          <span>Filter names</span>
          <input type="search" value={wanted}
            onInput={(event) => setWanted(event.currentTarget.value)} />
          <span class="note">{`the ${BARS} that take longest`}</span>
        </label>
      )}
      <ol class="bars">
        {found.map((entry) => <Bar key={title(entry)} entry={entry} longest={longest} />)}
      </ol>
      <h2>All phases</h2>
      <LongTable id="phases" caption="Phases by name; times in ms" columns={COLUMNS} lines={entries}
        total={{ ...document.value.total, name: 'All requests', method: '' }} lineKey={title}
        text={title} order={{ key: 'name', descending: false }} empty="" />
    </>
  );
}

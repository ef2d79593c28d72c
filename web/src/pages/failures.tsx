// What went wrong, grouped, and the status codes of everything.
import type { Entry, ErrorGroup } from '../api';
import type { RunView } from '../live/run_view';
import { useDocument } from '../live/use_document';
import { LongTable, type Column } from '../parts/long_table';
import { Mistake } from '../parts/field';
import { count, moment, share } from '../values/format';
import { title } from '../values/row';

const FAILURES: Column<ErrorGroup>[] = [
  { key: 'message', label: 'What', text: true, width: 320, value: (group) => group.message },
  { key: 'kind', label: 'Kind', text: true, width: 96, value: (group) => group.kind },
  { key: 'name', label: 'Request', text: true, width: 220, value: title },
  {
    key: 'occurrences', label: 'Times', width: 88, value: (group) => group.occurrences,
    show: (group) => count(group.occurrences),
  },
  {
    key: 'first', label: 'First seen', width: 192, value: (group) => group.first_unix_us,
    show: (group) => moment(group.first_unix_us),
  },
  {
    key: 'last', label: 'Last seen', width: 192, value: (group) => group.last_unix_us,
    show: (group) => moment(group.last_unix_us),
  },
];
const text = (group: ErrorGroup) => `${group.kind} ${title(group)} ${group.message}`;
const key = (group: ErrorGroup) => text(group);

export function FailuresPage({ view }: { view: RunView }) {
  return (
    <>
      <h2>Failures</h2>
      <LongTable id="failures" caption="Failures, grouped by request and message" columns={FAILURES}
        lines={view.errors} lineKey={key} text={text}
        order={{ key: 'occurrences', descending: true }} empty="Nothing has failed." />
      {view.exceptions.length > 0 && (
        <>
          <h2>Exceptions</h2>
          <LongTable id="exceptions" caption="Mistakes of the scenario itself" columns={FAILURES}
            lines={view.exceptions} lineKey={key} text={text}
            order={{ key: 'occurrences', descending: true }} empty="" />
        </>
      )}
      <h2>Status codes</h2>
      <StatusCodes view={view} />
    </>
  );
}

interface StatusLine {
  entry: Entry;
  code: string;
  times: number;
}

export const codeText = (code: string) => (code === '0' ? 'no response' : code);

const CODES: Column<StatusLine>[] = [
  { key: 'name', label: 'Request', text: true, width: 240, value: (line) => title(line.entry) },
  { key: 'code', label: 'Status', text: true, width: 136, value: (line) => codeText(line.code) },
  { key: 'times', label: 'Times', value: (line) => line.times, show: (line) => count(line.times) },
  {
    key: 'share', label: 'Share', hint: 'of the requests with this name',
    value: (line) => line.times / Math.max(1, line.entry.num_requests),
    show: (line) => share(line.times, line.entry.num_requests),
  },
];

export function StatusCodes({ view }: { view: RunView }) {
  const document = useDocument(view);
  if (document.pending) return <p class="empty">Counting…</p>;
  if (!view.run) return <p class="empty">No request has been made yet.</p>;
  if (!document.value) return <Mistake text={document.failure} />;
  const lines = document.value.entries.flatMap((entry) => Object.entries(entry.status).map(
    ([code, times]) => ({ entry, code, times }),
  ));
  return (
    <>
      {document.refresh}
      <LongTable id="codes" caption="Status codes by request" columns={CODES} lines={lines}
        lineKey={(line) => `${title(line.entry)} ${line.code}`} order={{ key: 'name', descending: false }}
        text={(line) => `${title(line.entry)} ${codeText(line.code)}`}
        marked={(line) => (Number(line.code) >= 400 || line.code === '0' ? 'has-failures' : undefined)}
        empty="No request has been made yet." />
    </>
  );
}

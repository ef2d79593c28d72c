// The run's results as files.
import { useOrigin } from '../live/origin';
import { fileOf } from '../live/requests';
import type { RunView } from '../live/run_view';

const FILES: [file: string, name: string, what: string][] = [
  ['report.html', 'Report (HTML)', 'one file that opens offline and prints: charts, tables, verdict'],
  ['result.json', 'Result (JSON)', 'everything, to the last digit; "aurax-load report" reads it'],
  ['stats.csv', 'Statistics (CSV)', 'a line for each name, as Locust writes it'],
  ['history.csv', 'History (CSV)', 'a line for each second, wider ones where a run is long'],
  ['failures.csv', 'Failures (CSV)', 'grouped, with first and last seen'],
  ['exceptions.csv', 'Exceptions (CSV)', "the scenario's own mistakes"],
];

export function DownloadPage({ view }: { view: RunView }) {
  const origin = useOrigin();
  if (!view.run) return <p class="empty">No run yet: nothing to download.</p>;
  const name = (file: string) => `${view.run!.run_id}-${file}`;
  return (
    <ul class="files">
      {FILES.map(([file, label, what]) => (
        <li key={file}>
          <a class="button" href={fileOf(origin.runId, file)} download={name(file)}>{label}</a>
          <span>{what}</span>
        </li>
      ))}
    </ul>
  );
}

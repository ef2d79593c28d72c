// Two runs on top of each other, aligned at their time zero, and their differences in numbers.
import { useMemo } from 'preact/hooks';
import type { ResultDocument } from '../api';
import { RunCharts } from '../charts/run_charts';
import { href } from '../live/address';
import { getRun } from '../live/requests';
import { useAnswer } from '../live/use_answer';
import { Mistake } from '../parts/field';
import { PlainTable } from '../parts/plain_table';
import { differences, nameDifferences, type Difference } from '../values/differences';
import { baseName, moment } from '../values/format';
import { emptySeries } from '../values/series';

const SIGNS = { better: '▲ better', worse: '▼ worse', same: '= same', '': '–' };

function DifferenceTable(props: { caption: string; first: string; lines: Difference[] }) {
  return (
    <PlainTable caption={props.caption} lines={props.lines} columns={[
      { label: props.first, show: (line) => line.what },
      { label: 'Run A', number: true, show: (line) => line.a },
      { label: 'Run B', number: true, show: (line) => line.b },
      { label: 'Change', number: true, show: (line) => line.change || '–' },
      { label: 'B is', show: (line) => (
        <span class={`change ${line.verdict}`}>{SIGNS[line.verdict]}</span>
      ) },
    ]} />
  );
}

function Which({ label, document }: { label: string; document: ResultDocument }) {
  const run = document.run;
  return (
    <li>
      <strong>{label}</strong>
      <a href={href('runs', run.run_id, 'charts')}>{moment(run.started_unix_us)}</a>
      <span title={run.scenario}>{baseName(run.scenario)}</span>
      <span>{run.host}</span>
    </li>
  );
}

export function ComparePage({ a, b }: { a: string; b: string }) {
  const both = useAnswer(() => Promise.all([getRun(a), getRun(b)]), `${a} ${b}`);
  const drawn = useMemo(() => (both.value ?? []).map((document, at) => ({
    label: 'AB'[at]!, series: document.series ?? emptySeries(), events: document.events ?? [],
  })), [both.value]);
  return (
    <section class="page">
      <p class="back"><a href={href('runs')}>← Past runs</a></p>
      <h1>Two runs</h1>
      {both.pending && <p class="empty">Reading…</p>}
      {both.failure && <Mistake text={both.failure} />}
      {both.value && (
        <>
          <ul class="which">
            <Which label="A" document={both.value[0]} />
            <Which label="B, dashed" document={both.value[1]} />
          </ul>
          <DifferenceTable caption="Differences" first="What"
            lines={differences(both.value[0], both.value[1])} />
          <RunCharts runs={drawn} />
          <DifferenceTable caption="p95 by name" first="Name"
            lines={nameDifferences(both.value[0], both.value[1])} />
        </>
      )}
    </section>
  );
}

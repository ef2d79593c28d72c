// A run as a document: the pages of the UI one below the other, the verdict first.
import { useMemo } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import type { ResultDocument } from '../api';
import { RunCharts } from '../charts/run_charts';
import { OriginProvider, reportOrigin } from '../live/origin';
import { viewOf } from '../live/run_view';
import { DistributionPage } from '../pages/distribution';
import { EventList } from '../pages/events';
import { FailuresPage } from '../pages/failures';
import { LedgerPage } from '../pages/ledger';
import { PhasesPage } from '../pages/phases';
import { ScenarioPage } from '../pages/scenario';
import { StatisticsPage } from '../pages/statistics';
import { ThresholdsPage } from '../pages/thresholds';
import { UserClasses } from '../pages/users';
import { WorkersPage } from '../pages/workers';
import { Figures, RunTitle } from '../parts/status_header';
import { Brand, ThemeButton } from '../parts/theme_button';
import { moment } from '../values/format';
import { Percentiles } from './percentiles';

interface Section {
  id: string;
  label: string;
  content: ComponentChildren;
}

function Contents({ sections }: { sections: Section[] }) {
  const jump = (id: string) => (event: Event) => {
    event.preventDefault();
    document.getElementById(id)!.scrollIntoView();
    document.getElementById(id)!.focus({ preventScroll: true });
  };
  return (
    <nav class="contents" aria-label="Contents">
      {sections.map(({ id, label }) => (
        <a key={id} href={`#${id}`} onClick={jump(id)}>{label}</a>
      ))}
    </nav>
  );
}

export function Report({ result }: { result: ResultDocument }) {
  const view = useMemo(() => viewOf(result), [result]);
  const origin = useMemo(() => reportOrigin(result), [result]);
  const runs = useMemo(() => [{ label: '', series: view.series, events: view.events }], [view]);
  const sections: Section[] = [
    ...(view.thresholds.length > 0
      ? [{ id: 'thresholds', label: 'Thresholds', content: <ThresholdsPage view={view} /> }]
      : []),
    { id: 'ledger', label: 'Verdict & ledger', content: <LedgerPage view={view} /> },
    { id: 'statistics', label: 'Statistics', content: <StatisticsPage view={view} /> },
    {
      id: 'percentiles', label: 'Percentiles',
      content: <Percentiles entries={result.entries} total={result.total} />,
    },
    {
      id: 'charts', label: 'Charts',
      content: <><RunCharts runs={runs} /><EventList events={view.events} /></>,
    },
    { id: 'failures', label: 'Failures', content: <FailuresPage view={view} /> },
    { id: 'distribution', label: 'Distribution', content: <DistributionPage view={view} /> },
    { id: 'phases', label: 'Phases', content: <PhasesPage view={view} /> },
    { id: 'users', label: 'Users', content: <UserClasses view={view} /> },
    { id: 'workers', label: 'Workers', content: <WorkersPage view={view} /> },
    { id: 'scenario', label: 'Scenario & options', content: <ScenarioPage view={view} /> },
  ];
  return (
    <OriginProvider value={origin}>
      <header class="top"><Brand /><div class="top-end"><ThemeButton /></div></header>
      <main class="page report">
        <header class="status">
          <RunTitle view={view} />
          <Figures view={view} now={false} />
        </header>
        {(result.truncated ?? []).length > 0 && (
          <div class="obstacle">
            <strong>Left out of this file:</strong>
            <ul>{result.truncated!.map((what) => <li key={what}>{what}</li>)}</ul>
          </div>
        )}
        <Contents sections={sections} />
        {sections.map(({ id, label, content }) => (
          <section key={id} id={id} tabIndex={-1} class={`part part-${id}`} aria-labelledby={`${id}-title`}>
            <h2 class="part-title" id={`${id}-title`}>{label}</h2>
            {content}
          </section>
        ))}
      </main>
      <footer class="foot">
        {`aurax-load ${result.run.version}, seed ${result.run.seed}, reported ${moment(result.run.report_unix_us)}`}
      </footer>
    </OriginProvider>
  );
}

// The tabs of one run, live or past.
import type { ComponentChildren } from 'preact';
import { RunCharts } from '../charts/run_charts';
import { href } from '../live/address';
import { useOrigin, type Origin } from '../live/origin';
import type { RunView } from '../live/run_view';
import { Tabs } from '../parts/tabs';
import { count } from '../values/format';
import { DistributionPage } from './distribution';
import { DownloadPage } from './download';
import { EventList } from './events';
import { FailuresPage } from './failures';
import { LedgerPage } from './ledger';
import { LogsPage } from './logs';
import { PhasesPage } from './phases';
import { ScenarioPage } from './scenario';
import { StatisticsPage } from './statistics';
import { ThresholdsPage } from './thresholds';
import { UsersPage } from './users';
import { WorkersPage } from './workers';

interface Page {
  id: string;
  label: string;
  show: (view: RunView) => ComponentChildren;
  mark?: (view: RunView) => string;
  liveOnly?: boolean;
}

function ChartsPage({ view, origin }: { view: RunView; origin: Origin }) {
  const drawn = { label: '', series: view.series, events: view.events };
  return (
    <>
      <RunCharts runs={[drawn]} pausable={origin.kind === 'live'}
        goesOn={origin.kind === 'live' && view.state !== 'stopped'} />
      <EventList events={view.events} />
    </>
  );
}

const some = (n: number) => (n > 0 ? count(n) : '');
const absent = (view: RunView) =>
  view.workers.filter((one) => one.state === 'missing' || one.state === 'lost').length;

const broken = (view: RunView) =>
  view.thresholds.filter((one) => one.state === 'broken').length;

const PAGES: Page[] = [
  { id: 'charts', label: 'Charts', show: () => null },
  { id: 'statistics', label: 'Statistics', show: (view) => <StatisticsPage view={view} /> },
  {
    id: 'failures', label: 'Failures', show: (view) => <FailuresPage view={view} />,
    mark: (view) => some(view.errors.length),
  },
  {
    id: 'thresholds', label: 'Thresholds', show: (view) => <ThresholdsPage view={view} />,
    mark: (view) => (broken(view) > 0 ? `! ${broken(view)} broken` : some(view.thresholds.length)),
  },
  { id: 'distribution', label: 'Distribution', show: (view) => <DistributionPage view={view} /> },
  { id: 'phases', label: 'Phases', show: (view) => <PhasesPage view={view} /> },
  { id: 'users', label: 'Users & tasks', show: (view) => <UsersPage view={view} /> },
  {
    id: 'workers', label: 'Workers', show: (view) => <WorkersPage view={view} />,
    mark: (view) => (absent(view) > 0 ? `! ${absent(view)} gone` : some(view.workers.length)),
  },
  { id: 'logs', label: 'Logs', show: (view) => <LogsPage view={view} />, liveOnly: true },
  { id: 'ledger', label: 'Ledger & verdict', show: (view) => <LedgerPage view={view} /> },
  { id: 'scenario', label: 'Scenario', show: (view) => <ScenarioPage view={view} /> },
  { id: 'download', label: 'Download', show: (view) => <DownloadPage view={view} /> },
];

export function RunTabs(props: { view: RunView; at: string[]; selected: string | undefined }) {
  const origin = useOrigin();
  const pages = PAGES.filter((page) => !page.liveOnly || origin.kind === 'live');
  const page = pages.find((one) => one.id === props.selected) ?? pages[0]!;
  return (
    <Tabs label="Views of the run" selected={page.id} tabs={pages.map((one) => ({
      id: one.id, label: one.label, href: href(...props.at, one.id), mark: one.mark?.(props.view),
    }))}>
      {page.id === 'charts'
        ? <ChartsPage view={props.view} origin={origin} /> : page.show(props.view)}
    </Tabs>
  );
}

// A run as the pages show it, wherever it comes from: live, from the past, or out of a report.
import type {
  ClassUsers, ErrorGroup, Generator, Ledger, LogLine, ResultDocument, Row, RunEvent, RunFacts,
  Series, Threshold, Verdict, Worker,
} from '../api';
import { emptySeries } from '../values/series';
import { rowOf } from '../values/row';

export interface RunView {
  state: RunFacts['state'];
  distributed: boolean;
  readyWorkers: number;
  run: RunFacts | null;
  total: Row | null;
  rows: Row[];
  series: Series;
  errors: ErrorGroup[];
  exceptions: ErrorGroup[];
  users: ClassUsers[];
  workers: Worker[];
  ledger: Ledger | null;
  generator: Generator | null;
  verdict: Verdict | null;
  thresholds: Threshold[];
  events: RunEvent[];
  logs: LogLine[];
}

export function emptyView(): RunView {
  return {
    state: 'ready', distributed: false, readyWorkers: 0, run: null, total: null, rows: [],
    series: emptySeries(), errors: [], exceptions: [], users: [], workers: [], ledger: null,
    generator: null, verdict: null, thresholds: [], events: [], logs: [],
  };
}

export function viewOf(document: ResultDocument): RunView {
  return {
    ...emptyView(),
    state: document.run.state,
    run: document.run,
    total: rowOf(document.total, -1),
    rows: document.entries.map(rowOf),
    series: document.series ?? emptySeries(),
    errors: document.errors,
    exceptions: document.exceptions,
    users: document.users,
    workers: document.workers,
    distributed: document.workers.length > 1,
    ledger: document.ledger,
    generator: document.generator,
    verdict: document.verdict,
    thresholds: document.thresholds ?? [],
    events: document.events ?? [],
  };
}

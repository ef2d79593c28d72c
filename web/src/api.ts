// What the server says and takes: the contract between the web front (master/web/) and the pages.
// Times: _unix_us since 1970, other _us offsets from the run's time zero or durations. Keys equal
// those of the result document (docs/results.md, "aurax-load/result/1") wherever both have them.

export type Percentiles = Record<string, number>; // "50" | "66" | ... | "99.999" | "100" -> us

export interface Latency {
  count: number;
  sum_us: number;
  average_us: number;
  median_us: number;
  min_us: number;
  max_us: number;
  percentiles_us: Percentiles;
  curve?: [percent: number, us: number][]; // ascending, to 99.999 and 100; of response and service time
}

// A whole entry of the result document.
export interface Entry {
  method: string;
  name: string;
  num_requests: number;
  num_failures: number;
  started: number;
  cancelled: number;
  requests_per_s: number;
  failures_per_s: number;
  current_requests_per_s: number;
  current_failures_per_s: number;
  status: Record<string, number>; // "0": no response
  bytes_sent: number;
  bytes_received: number;
  body_bytes: number;
  connections: number;
  response_time: Latency;
  current_response_time: Latency;
  service_time: Latency;
  dns: Latency;
  connect: Latency;
  tls: Latency;
  first_byte: Latency;
  transfer: Latency;
}

// A line of the statistics table; `id` stays the same during a run. Times in us.
export interface Row {
  id: number; // -1: the total
  method: string;
  name: string;
  requests: number;
  failures: number;
  rps: number; // of the last 10 s, like the next four
  fps: number;
  now_p50: number;
  now_p95: number;
  now_p99: number;
  total_rps: number;
  total_fps: number;
  average: number;
  min: number;
  max: number;
  p50: number;
  p90: number;
  p95: number;
  p99: number;
  p999: number;
  service_p95: number;
  average_bytes: number; // of a response's body
}

export interface RunFacts {
  run_id: string;
  scenario: string;
  host: string;
  started_unix_us: number;
  report_unix_us: number;
  elapsed_us: number;
  run_time_us: number | null;
  state: 'ready' | 'spawning' | 'running' | 'stopping' | 'stopped';
  user_count: number;
  target_users: number;
  spawn_rate: number;
  peak_users: number;
  seed: number;
  version: string;
  locust_rounding: boolean;
}

export interface ErrorGroup {
  method: string;
  name: string;
  kind: string; // "status", "check", "timeout", "connect", ...
  message: string;
  occurrences: number;
  first_unix_us: number;
  last_unix_us: number;
}

export interface ClassUsers {
  name: string;
  running: number;
  started: number;
  ended_early: number;
  iterations: number;
}

export interface Worker {
  worker_id: string;
  incarnation: number;
  state: string;
  peer: string;
  version: string;
  loops: number;
  capacity: number;
  shards: number;
  users: number;
  rps: number;
  cpu_percent: number;
  busiest_loop_percent: number;
  rss_bytes: number;
  loop_lag_us: number;
  last_seen_us: number;
  clock_known: boolean;
  clock_offset_us: number;
  clock_uncertainty_us: number;
  snapshots_acknowledged: number;
  busy_share: number;
  loop_lag_p99_us: number;
}

export interface RunEvent {
  at_us: number;
  kind: string;
  text: string;
  worker_id: string;
}

export interface LogLine {
  sequence: number;
  source: string; // worker id; "": the master
  level: 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR' | 'CRITICAL';
  text: string;
}

export interface Verdict {
  trust: 'trusted' | 'degraded' | 'invalid' | 'unknown';
  reasons: string[];
}

// Arrays of equal length, a value for each point in time; points can be of different width.
export interface Series {
  epoch: number; // another one: older points have changed, take the whole series
  from_us: number[];
  to_us: number[];
  requests: number[];
  failures: number[];
  users: number[];
  workers: number[];
  p50_us: number[]; // 0 without requests
  p95_us: number[];
  p99_us: number[];
  // Response times: [bucket, count, bucket, count, ...], ascending; bucket b holds [low(b), low(b+1))
  // with low(b) = 2 ** (b / 4) us, 4 buckets an octave.
  heat: number[][];
}

export interface WorkerLedger {
  worker_id: string;
  incarnation: number;
  snapshots_applied: number;
  duplicates_dropped: number;
  requests_started: number;
  digest_equal: boolean;
}

export interface Ledger {
  user_starts_planned: number;
  user_starts_offered: number;
  user_starts_not_offered: number;
  user_us_planned: number;
  user_us_offered: number;
  user_us_not_offered: number;
  user_starts_resumed: number;
  requests_started: number;
  requests_completed: number;
  requests_failed: number;
  requests_cancelled: number;
  requests_in_flight: number;
  late_us: number;
  final: boolean;
  complete: boolean;
  residues: string[];
  workers: WorkerLedger[];
  moves: {
    worker_id: string;
    incarnation: number;
    reason: string;
    from_us: number;
    to_us: number;
    shards: number;
    user_us: number;
  }[];
  unknown: {
    worker_id: string;
    incarnation: number;
    from_us: number;
    to_us: number;
    requests_at_least: number;
    requests_at_most: number;
    requests_in_flight: number;
  }[];
}

export interface Generator {
  cpu_percent: number;
  cpu_percent_peak: number;
  cpu_percent_now: number;
  busiest_loop_percent_peak: number;
  busy_share: number;
  full_share: number;
  loops: number;
  rss_bytes_peak: number;
  network_sent_bytes: number;
  network_received_bytes: number;
  loop_lag: Latency;
  schedule_lag: Latency;
}

// What the run was to reach.
export interface Threshold {
  text: string;
  state: 'pending' | 'holding' | 'broken';
  unit: 'us' | 'ratio' | 'per_second' | 'count';
  comparison: '<' | '<=' | '>' | '>=';
  limit: number;
  value: number | null; // as last measured
  holds_now: boolean | null;
  first_broken_us: number | null;
  first_broken_value: number | null;
  abort: boolean; // the run stops when it is broken
}

// "aurax-load/result/1": GET /api/v1/runs/{id}, --json-file, what is in an HTML report. Keys that a
// document may lack (older files) are optional here.
export interface ResultDocument {
  schema: 'aurax-load/result/1';
  run: RunFacts;
  entries: Entry[]; // only those that were requested
  total: Entry;
  errors: ErrorGroup[];
  exceptions: ErrorGroup[];
  users: ClassUsers[];
  ledger: Ledger;
  generator: Generator;
  verdict: Verdict;
  thresholds?: Threshold[];
  workers: Worker[];
  events?: RunEvent[];
  series?: Series;
  scenario_text?: string; // secrets masked
  options?: Record<string, string>; // what was given, secrets masked
  truncated?: string[]; // what was left out, in sentences: in reports, in parts of a run
}

// GET /api/v1/events: server-sent events "live". The first message has every key; later ones have
// only what changed. Ids are versions; there is nothing to resume: each connection begins whole.
export interface Live {
  version: number;
  state?: RunFacts['state'];
  distributed?: boolean;
  ready_workers?: number;
  run?: RunFacts | null; // null: no run yet
  total?: Row;
  rows?: Row[]; // first message and `reset`: all; else those that changed (with many names each at least every few seconds)
  reset?: boolean; // forget rows, series, errors, events of before: another run, or statistics were reset
  series?: Series; // first message or another epoch: the whole; else the new points
  errors?: ErrorGroup[]; // all (the first 500), when any changed
  exceptions?: ErrorGroup[];
  users?: ClassUsers[];
  workers?: Worker[];
  ledger?: Ledger;
  generator?: Generator;
  verdict?: Verdict;
  thresholds?: Threshold[];
  events?: RunEvent[]; // new ones
  logs?: LogLine[]; // new ones
}

// GET /api/v1/session
export interface Session {
  login_required: boolean;
  user: string | null; // null: not logged in, or nobody has to
  role: 'viewer' | 'operator';
  csrf: string; // for the X-CSRF-Token header of everything that is not a GET
  version: string;
}

// GET /api/v1/scenario: what a run can be made of.
export interface ScenarioFacts {
  file: string;
  host: string; // "" : each class has its own, or none
  allowed_hosts: string[]; // patterns; empty: any
  users: number; // defaults of the start form, as command line and scenario say
  spawn_rate: number;
  run_time_us: number | null;
  user_classes: {
    name: string;
    weight: number;
    fixed_count: number;
    host: string;
    selected: boolean;
    tasks: { name: string; weight: number; share: number; tags: string[] }[]; // share: 0..1, in the class
  }[];
  tags: string[]; // all there are
  selected_tags: string[];
  excluded_tags: string[];
  text: string; // the file, secrets masked
}

// POST /api/v1/runs (201), with X-CSRF-Token. Absent: as command line and scenario say.
export interface StartRun {
  users?: number;
  spawn_rate?: number;
  run_time?: string | null; // "90s", "1h30m"; null: no limit
  host?: string;
  user_classes?: string[];
  tags?: string[];
  exclude_tags?: string[];
  weights?: Record<string, number>;
}
export interface StartedRun {
  run_id: string;
}

// PATCH /api/v1/runs/current (200): users, spawn_rate. POST /api/v1/runs/current/stop {at_once?}.
// POST /api/v1/runs/current/reset. POST /api/v1/login {user, password}; POST /api/v1/logout.
export interface ChangeRun {
  users?: number;
  spawn_rate?: number;
}

// Any error: status 400 (cannot be read), 401, 403, 404, 405, 409 (not now), 413, 422 (mistakes), 429.
export interface Problem {
  error: string;
  mistakes?: { field: string; message: string }[];
}

// GET /api/v1/runs: newest first; the run that goes on has no `stored`.
export interface RunSummary {
  run_id: string;
  stored: boolean;
  scenario: string;
  host: string;
  started_unix_us: number;
  elapsed_us: number;
  peak_users: number;
  requests: number;
  failures: number;
  rps: number;
  p50_us: number;
  p95_us: number;
  p99_us: number;
  trust: Verdict['trust'];
  complete: boolean;
}

// GET /api/v1/runs/{id}: ResultDocument ("current": the run that goes on or was the last).
// GET /api/v1/runs/{id}/entry?method=GET&name=...: Entry with curves ("" and "Aggregated": the total).
// GET /api/v1/runs/{id}/{stats.csv,history.csv,failures.csv,exceptions.csv,result.json,report.html}.
// GET /api/v1/workers: Worker[]. GET /api/v1/logs?after=SEQUENCE: LogLine[].
// GET /api/v1/version: {version}. GET /api/v1/openapi.json. GET /healthz, /readyz, /metrics.

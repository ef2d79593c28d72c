// The parts of a mock run's report beside its numbers.
import { latency } from './numbers.mjs';
import { scenario } from './scenario.mjs';

export function errors(run) {
  const kinds = [['status', '503 Service Unavailable'], ['timeout', 'no answer within 30 s'],
    ['check', 'json "choices" is missing in the answer']];
  return run.names.filter((name) => name.failures > 0).slice(0, 500).flatMap((name) =>
    kinds.slice(0, 1 + (name.id % 3)).map(([kind, message], at, all) => ({
      method: name.method, name: name.name, kind, message,
      occurrences: Math.max(1, Math.floor(name.failures / all.length)),
      first_unix_us: run.startedUnixUs + 4e6 * (at + 1), last_unix_us: run.startedUnixUs + run.second * 1e6,
    })));
}

export function users(run) {
  const shares = [0.69, 0.2, 0.1, 0.01];
  return scenario.user_classes.map((one, at) => ({
    name: one.name, running: Math.round(run.users * shares[at]), started: Math.round(run.peak * shares[at]),
    ended_early: 0, iterations: Math.round(run.second * run.peak * shares[at] * 0.6),
  }));
}

export function workers(run) {
  return Array.from({ length: run.workerCount }, (_, at) => {
    const gone = run.lost && at === 1;
    return {
      worker_id: run.workerCount > 1 ? `worker-${at + 1}` : 'local', incarnation: 7919 * (at + 3),
      state: run.state === 'stopped' ? 'finished' : gone ? (run.second > 40 ? 'lost' : 'missing') : 'running',
      peer: run.workerCount > 1 ? `127.0.0.1:${50100 + at}` : 'in process', version: '0.1.0', loops: 2,
      capacity: 2, shards: gone ? 0 : Math.floor(1024 / run.workerCount),
      users: gone ? 0 : Math.round(run.users / run.workerCount),
      rps: gone ? 0 : run.users * 1.7 / run.workerCount, cpu_percent: gone ? 0 : 21 + at,
      busiest_loop_percent: gone ? 0 : 14 + at, rss_bytes: 31e6 + at * 1e6, loop_lag_us: 190 + 13 * at,
      last_seen_us: gone ? (run.second - 25) * 1e6 : 420_000, clock_known: at !== 2, clock_offset_us: -120 + 75 * at,
      clock_uncertainty_us: 90, snapshots_acknowledged: run.second, busy_share: 0.004, loop_lag_p99_us: 240,
    };
  });
}

export function ledger(run) {
  const all = run.all();
  const ended = run.state === 'stopped';
  const inFlight = ended ? 0 : Math.round(run.users * 0.4);
  return {
    user_starts_planned: run.peak, user_starts_offered: run.peak, user_starts_not_offered: 0,
    user_us_planned: run.second * run.peak * 1e6, user_us_offered: run.second * run.peak * 1e6 - (run.lost ? 42e6 : 0),
    user_us_not_offered: run.lost ? 42e6 : 0, user_starts_resumed: run.lost ? 12 : 0,
    requests_started: all.requests + inFlight, requests_completed: all.requests - all.failures,
    requests_failed: all.failures, requests_cancelled: 0, requests_in_flight: inFlight, late_us: 81_000,
    final: ended, complete: ended, residues: [],
    workers: workers(run).map((one) => ({
      worker_id: one.worker_id, incarnation: one.incarnation, snapshots_applied: one.snapshots_acknowledged,
      duplicates_dropped: 0, requests_started: Math.round(all.requests / run.workerCount), digest_equal: ended,
    })),
    moves: run.lost ? [{ worker_id: 'worker-2', incarnation: 31676, reason: 'lost', from_us: 22e6, to_us: 27e6, shards: 341, user_us: 42e6 }] : [],
    unknown: run.lost ? [{ worker_id: 'worker-2', incarnation: 31676, from_us: 22e6, to_us: 25e6, requests_at_least: 0, requests_at_most: 84, requests_in_flight: 7 }] : [],
  };
}

export const generator = (run) => ({
  cpu_percent: 21, cpu_percent_peak: 34, cpu_percent_now: 22, busiest_loop_percent_peak: 19, busy_share: 0.004,
  full_share: 0, loops: 2, rss_bytes_peak: 34e6, network_sent_bytes: run.second * 51e3,
  network_received_bytes: run.second * 190e3, loop_lag: latency(run.second * 10, 60), schedule_lag: latency(run.second * 80, 45),
});

export const verdict = (run) => run.lost
  ? { trust: 'degraded', reasons: ['worker-2 was away for 5 s: 42 s of user time were not offered'] }
  : { trust: run.second < 3 ? 'unknown' : 'trusted', reasons: [] };

export const thresholds = (run) => [
  { text: 'p(95) < 2s', state: 'holding', unit: 'us', comparison: '<', limit: 2e6, value: 181e3 + run.second,
    holds_now: true, first_broken_us: null, first_broken_value: null, abort: false },
  { text: 'errors < 1%', state: run.second < 20 ? 'holding' : 'broken', unit: 'ratio', comparison: '<', limit: 0.01,
    value: run.second < 20 ? 0.004 : 0.031, holds_now: run.second < 20, first_broken_us: run.second < 20 ? null : 20e6,
    first_broken_value: run.second < 20 ? null : 0.012, abort: false },
  { text: 'rate > 10/s', state: run.state === 'stopped' ? 'holding' : 'pending', unit: 'per_second', comparison: '>', limit: 10,
    value: 42.1, holds_now: true, first_broken_us: null, first_broken_value: null, abort: false },
];

export function document(run, curves = false) {
  return {
    schema: 'aurax-load/result/1', run: run.facts(),
    entries: run.names.filter((name) => name.requests > 0).map((name) => run.entry(name, curves)),
    total: run.entry(run.all(), curves), errors: errors(run), exceptions: [], users: users(run),
    ledger: ledger(run), generator: generator(run), verdict: verdict(run), thresholds: thresholds(run), workers: workers(run),
    events: run.events, series: run.series, scenario_text: scenario.text,
    options: { file: scenario.file, users: '50', 'spawn-rate': '10', host: run.host, 'web-auth-token': '***' },
  };
}

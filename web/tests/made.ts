// What tests are about, with everything else filled in.
import type { Entry, Latency, Live, ResultDocument, Row, Series } from '../src/api';

export function series(epoch: number, from: number, points: number): Series {
  const at = Array.from({ length: points }, (_, n) => from + n);
  return {
    epoch,
    from_us: at.map((second) => second * 1e6),
    to_us: at.map((second) => (second + 1) * 1e6),
    requests: at.map((second) => 10 * second),
    failures: at.map(() => 1),
    users: at.map(() => 5),
    workers: at.map(() => 1),
    p50_us: at.map(() => 1000), p95_us: at.map(() => 2000), p99_us: at.map(() => 3000),
    heat: at.map((second) => [40, second + 1]),
  };
}

export function row(id: number, name: string, more: Partial<Row> = {}): Row {
  return {
    id, name, method: 'GET', requests: 10, failures: 0, rps: 1, fps: 0, now_p50: 1, now_p95: 2,
    now_p99: 3, total_rps: 1, total_fps: 0, average: 1, min: 1, max: 1, p50: 1, p90: 1, p95: 1,
    p99: 1, p999: 1, service_p95: 1, average_bytes: 0, ...more,
  };
}

export const live = (more: Partial<Live>): Live => ({ version: 1, ...more });

export function latency(us: number): Latency {
  return {
    count: 10, sum_us: 10 * us, average_us: us, median_us: us, min_us: us, max_us: us,
    percentiles_us: { '50': us, '90': us, '95': us, '99': us, '99.9': us, '100': us },
  };
}

export function entry(name: string, us: number, requests = 10): Entry {
  const zero = latency(0);
  return {
    method: 'GET', name, num_requests: requests, num_failures: 0, started: requests, cancelled: 0,
    requests_per_s: 1, failures_per_s: 0, current_requests_per_s: 2, current_failures_per_s: 0,
    status: { '200': requests }, bytes_sent: 0, bytes_received: 0, body_bytes: 50 * requests,
    connections: 1, response_time: latency(us), current_response_time: latency(2 * us),
    service_time: latency(us), dns: zero, connect: zero, tls: zero, first_byte: zero,
    transfer: zero,
  };
}

export function document(us: number, names: string[]): ResultDocument {
  return {
    schema: 'aurax-load/result/1',
    run: { elapsed_us: 60e6, peak_users: 5, state: 'stopped' },
    entries: names.map((name) => entry(name, us)),
    total: { ...entry('Aggregated', us), method: '' },
    errors: [], exceptions: [], users: [], workers: [],
  } as unknown as ResultDocument;
}

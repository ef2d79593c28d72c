// Lines of the statistics table, and what an entry of a finished run's document says as one.
import type { Entry, Latency, Row } from '../api';

function at(latency: Latency, percent: string): number {
  return latency.percentiles_us[percent] ?? 0;
}

export function rowOf(entry: Entry, id: number): Row {
  const all = entry.response_time;
  const now = entry.current_response_time;
  return {
    id,
    method: entry.method,
    name: entry.name,
    requests: entry.num_requests,
    failures: entry.num_failures,
    rps: entry.current_requests_per_s,
    fps: entry.current_failures_per_s,
    now_p50: at(now, '50'),
    now_p95: at(now, '95'),
    now_p99: at(now, '99'),
    total_rps: entry.requests_per_s,
    total_fps: entry.failures_per_s,
    average: all.average_us,
    min: all.min_us,
    max: all.max_us,
    p50: at(all, '50'),
    p90: at(all, '90'),
    p95: at(all, '95'),
    p99: at(all, '99'),
    p999: at(all, '99.9'),
    service_p95: at(entry.service_time, '95'),
    average_bytes: entry.num_requests > 0 ? entry.body_bytes / entry.num_requests : 0,
  };
}

// "GET /route"; a name that has no method stands alone.
export function title(of: { method: string; name: string }): string {
  return of.method ? `${of.method} ${of.name}` : of.name;
}

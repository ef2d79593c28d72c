// The course of a run in the page: never more points than the server's own bounded series has.
import type { Series } from '../api';

export const COLUMNS = [
  'from_us', 'to_us', 'requests', 'failures', 'users', 'workers', 'p50_us', 'p95_us', 'p99_us',
] as const;

export function emptySeries(): Series {
  return {
    epoch: -1, from_us: [], to_us: [], requests: [], failures: [], users: [], workers: [],
    p50_us: [], p95_us: [], p99_us: [], heat: [],
  };
}

// Points of the same epoch are appended, and those that are there already are skipped; another
// epoch replaces everything, for then the server has merged older points.
export function mergeSeries(held: Series, news: Series): Series {
  if (held.epoch !== news.epoch || held.to_us.length === 0) return news;
  const end = held.to_us[held.to_us.length - 1]!;
  const first = news.from_us.findIndex((from) => from >= end);
  if (first < 0) return held;
  const merged = { epoch: held.epoch, heat: held.heat.concat(news.heat.slice(first)) } as Series;
  for (const column of COLUMNS) merged[column] = held[column].concat(news[column].slice(first));
  return merged;
}

// Per second, whatever the points' widths.
export function perSecond(series: Series, column: 'requests' | 'failures'): number[] {
  return series[column].map((value, at) => {
    const width = (series.to_us[at]! - series.from_us[at]!) / 1e6;
    return width > 0 ? value / width : 0;
  });
}

// Where nothing was requested there is no percentile: a gap, not a zero.
export function percentileLine(series: Series, column: 'p50_us' | 'p95_us' | 'p99_us') {
  return series[column].map((value, at) => (series.requests[at]! > 0 ? value : null));
}

// When there were requests for the last time, in seconds: what comes after it in a run that is over
// is silence. Of a series without any request: its end.
export function lastRequestsAt(series: Series): number {
  let at = series.requests.length - 1;
  while (at >= 0 && series.requests[at] === 0) at--;
  return (series.to_us[at] ?? series.to_us[series.to_us.length - 1] ?? 0) / 1e6;
}

export function ends(series: Series): number[] {
  return series.to_us.map((us) => us / 1e6);
}

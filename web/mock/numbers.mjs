// Believable numbers that are the same each time.
export function randomStream(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

// Log-normal response times: the value at a quantile, with a heavier tail past the 99th.
const PROBITS = [
  [0, -3.5], [1, -2.326], [10, -1.282], [25, -0.674], [50, 0], [66, 0.412], [75, 0.674],
  [80, 0.842], [90, 1.282], [95, 1.645], [98, 2.054], [99, 2.326], [99.9, 3.09], [99.99, 3.72],
  [99.999, 4.26], [100, 4.6],
];
export const PERCENTS = [50, 66, 75, 80, 90, 95, 98, 99, 99.9, 99.99, 99.999, 100];

function probit(percent) {
  for (let i = 1; i < PROBITS.length; i++) {
    const [p0, z0] = PROBITS[i - 1];
    const [p1, z1] = PROBITS[i];
    if (percent <= p1) return z0 + ((z1 - z0) * (percent - p0)) / (p1 - p0);
  }
  return PROBITS[PROBITS.length - 1][1];
}
export const quantile = (median, percent, spread = 0.55) =>
  Math.round(median * Math.exp(spread * probit(percent)));

export function latency(count, median, curve = false) {
  const percentiles_us = Object.fromEntries(
    PERCENTS.map((percent) => [String(percent), count > 0 ? quantile(median, percent) : 0]),
  );
  const average = count > 0 ? median * 1.16 : 0;
  const made = {
    count, sum_us: Math.round(average * count), average_us: average,
    median_us: count > 0 ? median : 0, min_us: count > 0 ? quantile(median, 0) : 0,
    max_us: count > 0 ? quantile(median, 100) : 0, percentiles_us,
  };
  if (curve) {
    made.curve = [];
    for (let nines = 0; nines <= 5; nines += 0.05) {
      const percent = 100 * (1 - 10 ** -nines);
      made.curve.push([percent, quantile(median, percent)]);
    }
    made.curve.push([100, quantile(median, 100)]);
  }
  return made;
}

// [bucket, count, ...] of `count` requests around a median.
export function heat(count, median) {
  const shares = new Map();
  for (let at = 0.5; at < 100; at += 1) {
    const bucket = Math.floor(4 * Math.log2(quantile(median, at)));
    shares.set(bucket, (shares.get(bucket) ?? 0) + count / 100);
  }
  if (count > 10) shares.set(Math.floor(4 * Math.log2(quantile(median, 99.9))), 1);
  return [...shares].sort((a, b) => a[0] - b[0]).map(([b, n]) => [b, Math.max(1, Math.round(n))]).flat();
}

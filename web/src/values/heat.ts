// The latency heat map: a cell for each point in time and bucket of response times.
import type { Series } from '../api';

export const BUCKETS_AN_OCTAVE = 4;

// Bucket b holds [low(b), low(b + 1)), in us.
export function low(bucket: number): number {
  return 2 ** (bucket / BUCKETS_AN_OCTAVE);
}

export function bucketOf(us: number): number {
  return us <= 1 ? 0 : Math.log2(us) * BUCKETS_AN_OCTAVE;
}

export interface HeatCell {
  from: number; // seconds
  to: number;
  bucket: number;
  perSecond: number;
}

export function heatCells(series: Series): HeatCell[] {
  const cells: HeatCell[] = [];
  series.heat.forEach((pairs, at) => {
    const from = series.from_us[at]! / 1e6;
    const to = series.to_us[at]! / 1e6;
    for (let i = 0; i + 1 < pairs.length; i += 2) {
      const width = Math.max(to - from, 1e-9);
      cells.push({ from, to, bucket: pairs[i]!, perSecond: pairs[i + 1]! / width });
    }
  });
  return cells;
}

// The lowest and highest bucket that anything fell in; the upper end is exclusive.
export function bucketRange(series: Series): [number, number] | null {
  let lowest = Infinity;
  let highest = -Infinity;
  for (const pairs of series.heat) {
    if (pairs.length < 2) continue;
    lowest = Math.min(lowest, pairs[0]!);
    highest = Math.max(highest, pairs[pairs.length - 2]!);
  }
  return highest >= lowest ? [lowest, highest + 1] : null;
}

// 0..steps-1 on a logarithmic scale from the rarest to the most frequent, so that a single slow
// request stays visible beside thousands.
export function heatStep(perSecond: number, least: number, most: number, steps: number): number {
  if (!(most > least)) return steps - 1;
  const size = Math.log(Math.max(perSecond, least) / least) / Math.log(most / least);
  return Math.min(steps - 1, Math.round(size * (steps - 1)));
}

// Buckets of round times for an axis: powers of ten, with 2 and 5 between where there is room.
export function latencyTicks(from: number, to: number, most: number): number[] {
  const ticks = (steps: number[]) => {
    const made: number[] = [];
    for (let power = 0; power < 13; power++) {
      for (const step of steps) {
        const bucket = bucketOf(step * 10 ** power);
        if (bucket >= from && bucket <= to) made.push(bucket);
      }
    }
    return made;
  };
  const tens = ticks([1]);
  if (tens.length >= 3) return tens;
  const more = ticks([1, 2, 5]);
  return more.length <= most ? more : tens;
}

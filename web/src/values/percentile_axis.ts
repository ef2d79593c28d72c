// A curve of percentiles on an axis that gives each further nine the same room.

export const LAST_PERCENT = 99.999;

// 0 -> 1, 90 -> 10, 99 -> 100, ...: what a logarithmic axis spaces evenly.
export function nines(percent: number): number {
  return 1 / (1 - Math.min(percent, LAST_PERCENT) / 100);
}

export function percentOf(position: number): number {
  return 100 * (1 - 1 / Math.max(1, position));
}

export function percentLabel(percent: number): string {
  return `${Number(percent.toFixed(3))} %`;
}

// Positions with labels, those first that must not be missing where there is little room.
const LABELLED = [1, 1e5, 10, 100, 1e3, 1e4, 2, 4];
const LETTER = 6.8; // px, about

// Which positions of an axis from 1 to 1e5 that is so many px long can be labelled without labels
// on top of each other.
export function labelledPositions(length: number): number[] {
  const half = (at: number) => (percentLabel(percentOf(at)).length * LETTER) / 2;
  const place = (at: number) => (Math.log10(at) / 5) * length;
  const shown: number[] = [];
  for (const at of LABELLED) {
    const free = shown.every(
      (other) => Math.abs(place(at) - place(other)) > half(at) + half(other) + LETTER / 2,
    );
    if (free) shown.push(at);
  }
  return shown.sort((a, b) => a - b);
}

export function curvePoints(curve: [number, number][]): { x: number[]; us: number[] } {
  const x: number[] = [];
  const us: number[] = [];
  for (const [percent, value] of curve) {
    if (percent > LAST_PERCENT) continue;
    const at = nines(percent);
    if (x.length > 0 && at <= x[x.length - 1]!) continue;
    x.push(at);
    us.push(value);
  }
  return { x, us };
}

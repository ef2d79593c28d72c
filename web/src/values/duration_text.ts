// Lengths of time as the start form shows them: "1h30m", "90s". What people type is read by the
// server alone.
export function durationText(us: number | null): string {
  if (us === null || !(us > 0)) return '';
  const seconds = us / 1e6;
  const parts = [
    [Math.floor(seconds / 3600), 'h'], [Math.floor((seconds % 3600) / 60), 'm'],
    [Number((seconds % 60).toFixed(3)), 's'],
  ] as const;
  return parts.filter(([size]) => size > 0).map(([size, unit]) => `${size}${unit}`).join('');
}

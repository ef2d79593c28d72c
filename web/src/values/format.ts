// Numbers as people read them: three digits that matter, a unit that fits.

const NONE = '–';

function digits(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 100) return Math.round(value).toString();
  if (size >= 10) return trimmed(value, 1);
  return trimmed(value, size >= 1 ? 2 : 3);
}

function trimmed(value: number, places: number): string {
  const text = value.toFixed(places);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

// 12345678 -> "12,345,678".
export function count(value: number): string {
  return Number.isFinite(value) ? Math.round(value).toLocaleString('en-US') : NONE;
}

// Microseconds: "850 µs", "12.3 ms", "4.56 s", "12 min".
export function duration(us: number): string {
  if (!Number.isFinite(us)) return NONE;
  const size = Math.abs(us);
  if (size === 0) return '0';
  if (size < 999.5) return `${digits(us)} µs`;
  if (size < 999_500) return `${digits(us / 1e3)} ms`;
  if (size < 599.5e6) return `${digits(us / 1e6)} s`;
  return clock(us);
}

// Milliseconds for tables, where one unit lets the eye compare: "0.85", "12.3", "4,560".
export function ms(us: number): string {
  if (!Number.isFinite(us)) return NONE;
  const value = us / 1e3;
  return Math.abs(value) >= 1000 ? count(value) : digits(value);
}

// A length of time on a clock: "0:07", "12:34", "1:02:03".
export function clock(us: number): string {
  const whole = Math.max(0, Math.round(us / 1e6));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const two = (n: number) => n.toString().padStart(2, '0');
  const rest = `${hours > 0 ? two(minutes) : minutes}:${two(whole % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

export function rate(perSecond: number): string {
  if (!Number.isFinite(perSecond)) return NONE;
  return Math.abs(perSecond) >= 1000 ? count(perSecond) : digits(perSecond);
}

// A part of a whole: "0 %", "0.02 %", "12.3 %". What is not nothing never reads as nothing.
export function share(part: number, whole: number): string {
  if (!(whole > 0)) return NONE;
  const percent = (100 * part) / whole;
  if (percent > 0 && percent < 0.01) return '< 0.01 %';
  if (percent < 100 && percent > 99.99) return '> 99.99 %';
  return `${percent >= 10 ? trimmed(percent, 1) : trimmed(percent, 2)} %`;
}

export function bytes(value: number): string {
  if (!Number.isFinite(value)) return NONE;
  const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];
  let size = value;
  let unit = 0;
  while (Math.abs(size) >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${digits(size)} ${units[unit]}`;
}

// Local time of day with the date: "2026-11-23 08:12:37".
export function moment(unixUs: number): string {
  if (!(unixUs > 0)) return NONE;
  const at = new Date(unixUs / 1000);
  const two = (n: number) => n.toString().padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

// A file's name without the folders before it, which say little and take much room.
export function baseName(path: string): string {
  return path.split(/[/\\]/).filter((part) => part).pop() ?? path;
}

// A difference as a signed share of what it was: "+12.5 %"; from nothing there is no share.
export function change(from: number, to: number): string {
  if (from === to) return '±0 %';
  if (!(from > 0)) return NONE;
  const percent = (100 * (to - from)) / from;
  const sign = percent > 0 ? '+' : '−';
  return `${sign}${digits(Math.abs(percent))} %`;
}

// Sorting, filtering and the visible part of long tables.

export interface Order {
  key: string;
  descending: boolean;
}

// Numbers by size, texts as people sort them; lines that are equal keep their order.
export function sorted<T>(lines: T[], value: (line: T) => number | string, descending: boolean): T[] {
  const sign = descending ? -1 : 1;
  const keyed = lines.map((line) => ({ line, key: value(line) }));
  const texts = new Intl.Collator('en', { numeric: true });
  keyed.sort((a, b) => {
    if (typeof a.key === 'number' && typeof b.key === 'number') return sign * (a.key - b.key);
    return sign * texts.compare(String(a.key), String(b.key));
  });
  return keyed.map((entry) => entry.line);
}

// Lines that have every word of `wanted` somewhere, whatever the case.
export function filtered<T>(lines: T[], text: (line: T) => string, wanted: string): T[] {
  const words = wanted.toLowerCase().split(/\s+/).filter((word) => word);
  if (words.length === 0) return lines;
  return lines.filter((line) => {
    const whole = text(line).toLowerCase();
    return words.every((word) => whole.includes(word));
  });
}

// Which lines a viewport shows, with some more at either end so that scrolling shows no gaps.
export function visible(total: number, height: number, top: number, view: number, margin = 12) {
  const from = Math.max(0, Math.floor(top / height) - margin);
  const to = Math.min(total, Math.ceil((top + view) / height) + margin);
  return { from: Math.min(from, total), to: Math.max(to, Math.min(from, total)) };
}

export function nextOrder(order: Order, key: string, descendsFirst: boolean): Order {
  return order.key === key
    ? { key, descending: !order.descending }
    : { key, descending: descendsFirst };
}

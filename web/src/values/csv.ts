// CSV as RFC 4180 has it.
export type Cell = string | number | null;

export function csv(header: string[], lines: Cell[][]): string {
  const cell = (value: Cell): string => {
    const text = value === null ? '' : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  };
  return [header, ...lines].map((line) => line.map(cell).join(',') + '\r\n').join('');
}

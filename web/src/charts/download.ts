// Saves what a chart shows: its data as CSV, its picture as PNG with its title on it.
import type uPlot from 'uplot';
import type { Theme } from '../live/theme';
import { csv, type Cell } from '../values/csv';
import { paper } from './palette';

export function save(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export function fileName(title: string, ending: string): string {
  return `${title.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')}.${ending}`;
}

export function saveCsv(title: string, header: string[], lines: Cell[][]): void {
  save(fileName(title, 'csv'), new Blob([csv(header, lines)], { type: 'text/csv' }));
}

export function savePng(title: string, legend: { label: string; ink: string }[], chart: uPlot,
                        theme: Theme): void {
  const source = chart.ctx.canvas;
  const ratio = source.width / chart.width;
  const head = 52 * ratio;
  const picture = document.createElement('canvas');
  picture.width = source.width;
  picture.height = source.height + head;
  const pen = picture.getContext('2d')!;
  const colours = paper(theme);
  pen.fillStyle = colours.ground;
  pen.fillRect(0, 0, picture.width, picture.height);
  pen.fillStyle = colours.strong;
  pen.font = `600 ${15 * ratio}px system-ui, sans-serif`;
  pen.fillText(title, 12 * ratio, 22 * ratio);
  pen.font = `${12 * ratio}px system-ui, sans-serif`;
  let left = 12 * ratio;
  for (const { label, ink } of legend) {
    pen.fillStyle = ink;
    pen.fillRect(left, 36 * ratio, 14 * ratio, 4 * ratio);
    pen.fillStyle = colours.text;
    pen.fillText(label, left + 20 * ratio, 42 * ratio);
    left += pen.measureText(label).width + 40 * ratio;
  }
  pen.drawImage(source, 0, head);
  picture.toBlob((blob) => blob && save(fileName(title, 'png'), blob), 'image/png');
}

// Keeps a chart as wide as its box, and as wide as paper while the page is printed: what is printed
// is laid out only when it is too late to draw.
import { effect } from '@preact/signals';
import type uPlot from 'uplot';
import { printing } from '../live/theme';

// A4 at 96 dpi without the margins of print.css and what is around a plot; Letter is wider.
const PAPER = 648;
const LEAST = 200;

export function plotWidth(box: HTMLElement): number {
  return printing.value ? PAPER : Math.max(LEAST, box.clientWidth);
}

// Returns what ends it.
export function keepFitting(box: HTMLElement, chart: uPlot): () => void {
  const fit = () => {
    if (!printing.value && box.clientWidth === 0) return; // not in sight
    const width = plotWidth(box);
    if (width !== chart.width) chart.setSize({ width, height: chart.height });
  };
  const observer = new ResizeObserver(fit);
  observer.observe(box);
  const stop = effect(() => {
    fit();
    if (!printing.value) requestAnimationFrame(fit); // when the screen's layout is back
  });
  return () => {
    observer.disconnect();
    stop();
  };
}

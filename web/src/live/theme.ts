// Light or dark: as the system says until somebody chooses; paper is always light.
import { computed, effect, signal } from '@preact/signals';
import { recall, remember } from './memory';

export type Theme = 'light' | 'dark';

const system = matchMedia('(prefers-color-scheme: dark)');
const systemDark = signal(system.matches);
const chosen = signal<Theme | ''>('');
export const printing = signal(false);

export const theme = computed<Theme>(() => {
  if (printing.value) return 'light';
  return chosen.value || (systemDark.value ? 'dark' : 'light');
});

export function toggleTheme(): void {
  chosen.value = theme.value === 'dark' ? 'light' : 'dark';
  remember('theme', chosen.value);
}

export function followTheme(): void {
  const root = document.documentElement;
  const given = root.dataset['theme'];
  const remembered = recall<string>('theme', '');
  for (const wish of [given, remembered]) {
    if (wish === 'light' || wish === 'dark') {
      chosen.value = wish;
      break;
    }
  }
  system.addEventListener('change', (event) => (systemDark.value = event.matches));
  // Some browsers tell only that the medium is paper now.
  matchMedia('print').addEventListener('change', (event) => (printing.value = event.matches));
  addEventListener('beforeprint', () => (printing.value = true));
  addEventListener('afterprint', () => (printing.value = false));
  effect(() => {
    root.dataset['theme'] = theme.value;
  });
}

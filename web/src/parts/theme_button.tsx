// How the pages look, and whose they are.
import { theme, toggleTheme } from '../live/theme';

export function ThemeButton() {
  const dark = theme.value === 'dark';
  return (
    <button type="button" class="quiet" onClick={toggleTheme}
      aria-label={dark ? 'Change to light colours' : 'Change to dark colours'}>
      <span aria-hidden="true">{dark ? '☀' : '☾'}</span>
    </button>
  );
}

export const Brand = () => (
  <span class="brand"><span class="brand-sign" aria-hidden="true" />aurax-load</span>
);

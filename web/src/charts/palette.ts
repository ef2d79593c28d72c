// Colours that stay apart for colour-blind eyes (after Okabe and Ito), darkened or lightened until
// each has a contrast of 3:1 against its background. Lines also differ in their dashes.
import type { Theme } from '../live/theme';

export type Ink = 'blue' | 'orange' | 'green' | 'red' | 'purple' | 'grey';

const LIGHT: Record<Ink, string> = {
  blue: '#0067a8', orange: '#b45309', green: '#00795c', red: '#c2410c', purple: '#9d3d7a',
  grey: '#5b6673',
};
const DARK: Record<Ink, string> = {
  blue: '#58b4ec', orange: '#f0b429', green: '#3fc79a', red: '#ff8a5c', purple: '#e08fc0',
  grey: '#98a5b3',
};

export const inks = (theme: Theme) => (theme === 'dark' ? DARK : LIGHT);

export const paper = (theme: Theme) =>
  theme === 'dark'
    ? { ground: '#171c22', text: '#b4bfca', grid: '#2a323b', strong: '#e8edf2' }
    : { ground: '#ffffff', text: '#4a5561', grid: '#e6eaee', strong: '#16202a' };

// From rare to frequent; lightness alone tells the order.
const HEAT_LIGHT = ['#e3edf7', '#c3dbee', '#96c2e2', '#62a3d0', '#3a82bb', '#1f62a0', '#10457f',
  '#082b57'];
const HEAT_DARK = ['#1c3044', '#1f4565', '#215d88', '#2879a8', '#4698c0', '#77b8d2', '#b2d8e2',
  '#f2f7ee'];

export const heatInks = (theme: Theme) => (theme === 'dark' ? HEAT_DARK : HEAT_LIGHT);

// Where in the pages we are: the part of the address after #, so that links, reload and the back
// button work without the server.
import { signal } from '@preact/signals';

export const place = signal<string[]>(read());

function read(): string[] {
  if (typeof location === 'undefined') return [];
  return location.hash.replace(/^#\/?/, '').split('/').filter((part) => part).map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
}

export function href(...parts: string[]): string {
  return '#/' + parts.map(encodeURIComponent).join('/');
}

export function go(...parts: string[]): void {
  location.hash = href(...parts);
}

export function followAddress(): void {
  addEventListener('hashchange', () => (place.value = read()));
}

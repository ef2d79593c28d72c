// Who looks at the pages, and what they may do.
import { computed, signal } from '@preact/signals';
import type { Session } from '../api';

export const session = signal<Session | null>(null);
// The server could not say who we are: shown instead of an empty page.
export const sessionFailure = signal('');

export const mayLook = computed(
  () => session.value !== null && (!session.value.login_required || session.value.user !== null),
);
export const mayChange = computed(() => mayLook.value && session.value?.role === 'operator');

export function signedOut(): void {
  const now = session.value;
  if (now?.login_required && now.user !== null) session.value = { ...now, user: null };
}

// The live view of the run: server-sent events, for as long as the page is open.
import { signal } from '@preact/signals';
import type { Live } from '../api';
import { apply } from './apply';
import { getSession } from './requests';
import { emptyView, type RunView } from './run_view';
import { session } from './session';

export const live = signal<RunView>(emptyView());
export const connection = signal<'connecting' | 'open' | 'lost'>('connecting');

const RETRY_MS = 2000;

let source: EventSource | null = null;
let retry: ReturnType<typeof setTimeout> | undefined;

export function connect(): void {
  disconnect();
  const mine = new EventSource('api/v1/events');
  source = mine;
  let whole = true; // each connection begins with everything
  mine.addEventListener('open', () => (whole = true));
  mine.addEventListener('live', (event) => {
    const message = JSON.parse((event as MessageEvent<string>).data) as Live;
    live.value = apply(whole ? emptyView() : live.value, message);
    whole = false;
    connection.value = 'open';
  });
  mine.addEventListener('error', () => {
    connection.value = 'lost';
    // The browser tries again by itself after a lost connection, but not after a refusal: that may
    // be a proxy without its server, or a session that has ended.
    if (mine.readyState === EventSource.CLOSED) retry = setTimeout(again, RETRY_MS);
  });
}

export function disconnect(): void {
  clearTimeout(retry);
  source?.close();
  source = null;
}

async function again(): Promise<void> {
  try {
    session.value = await getSession();
  } catch {
    retry = setTimeout(again, RETRY_MS);
    return;
  }
  if (!session.value.login_required || session.value.user !== null) connect();
}

import { render } from 'preact';
import { App } from './app';
import { followAddress } from './live/address';
import { getSession } from './live/requests';
import { session, sessionFailure } from './live/session';
import { followTheme } from './live/theme';
import './style/all.css';

async function meet(): Promise<void> {
  try {
    session.value = await getSession();
  } catch (problem) {
    sessionFailure.value = (problem as Error).message;
    setTimeout(meet, 2000);
  }
}

followTheme();
followAddress();
render(<App />, document.getElementById('app')!);
void meet();

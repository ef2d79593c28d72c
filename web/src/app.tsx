// The whole page: what is shown is what the address says.
import { useEffect } from 'preact/hooks';
import { place } from './live/address';
import { connect, connection, disconnect, live } from './live/connection';
import { mayChange, mayLook, session, sessionFailure } from './live/session';
import { ComparePage } from './pages/compare';
import { LoginPage } from './pages/login';
import { PastRunPage } from './pages/past_run';
import { PastRunsPage } from './pages/past_runs';
import { RunPage } from './pages/run';
import { StartPage } from './pages/start';
import { TopBar } from './parts/top_bar';
import { baseName } from './values/format';

function Page() {
  const [page, first, second] = place.value;
  if (page === 'new') return <StartPage />;
  if (page === 'runs' && first) return <PastRunPage key={first} runId={first} tab={second} />;
  if (page === 'runs') return <PastRunsPage />;
  if (page === 'compare' && first && second) return <ComparePage a={first} b={second} />;
  if (page === 'run') return <RunPage tab={first} />;
  // The front door: the form where there is nothing to see yet.
  const fresh = connection.value === 'open' && !live.value.run && mayChange.value;
  return fresh ? <StartPage /> : <RunPage tab={undefined} />;
}

export function App() {
  const looking = mayLook.value;
  useEffect(() => {
    if (!looking) return;
    connect();
    return disconnect;
  }, [looking]);
  useEffect(() => {
    const run = live.value.run;
    document.title = looking && run ? `${live.value.state}: ${baseName(run.scenario)} – aurax-load` : 'aurax-load';
  });
  const skip = (event: Event) => {
    event.preventDefault();
    document.getElementById('main')!.focus();
  };
  return (
    <>
      <a class="skip" href="#main" onClick={skip}>Skip to the content</a>
      <TopBar />
      {looking && connection.value === 'lost' && (
        <p class="lost" role="alert"><span aria-hidden="true">! </span>Connection lost, retrying…</p>
      )}
      <main id="main" tabIndex={-1}>
        {sessionFailure.value && !session.value && (
          <p class="empty" role="alert">{`${sessionFailure.value}, retrying…`}</p>
        )}
        {session.value && (looking ? <Page /> : <LoginPage />)}
      </main>
      {session.value && <footer class="foot">{`aurax-load ${session.value.version}`}</footer>}
    </>
  );
}

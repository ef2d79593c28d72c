// The run that goes on, or was the last.
import { href } from '../live/address';
import { connection, live } from '../live/connection';
import { liveOrigin, OriginProvider } from '../live/origin';
import { mayChange } from '../live/session';
import { RunControls } from '../parts/run_controls';
import { Figures, RunTitle } from '../parts/status_header';
import { RunTabs } from './run_tabs';

export function RunPage({ tab }: { tab: string | undefined }) {
  const view = live.value;
  if (!view.run && connection.value === 'connecting') {
    return <section class="page"><p class="empty">Connecting…</p></section>;
  }
  return (
    <OriginProvider value={liveOrigin}>
      <section class="page">
        <header class="status">
          <RunTitle view={view} />
          {mayChange.value && <RunControls view={view} />}
          <Figures view={view} now={view.state !== 'stopped' && view.state !== 'ready'} />
        </header>
        {!view.run && mayChange.value && (
          <p class="empty"><a href={href('new')}>Start a run</a> to see it here.</p>
        )}
        <RunTabs view={view} at={['run']} selected={tab} />
      </section>
    </OriginProvider>
  );
}

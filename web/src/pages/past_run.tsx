// One run of the past, read-only.
import { useMemo } from 'preact/hooks';
import { href } from '../live/address';
import { OriginProvider, pastOrigin } from '../live/origin';
import { getRun } from '../live/requests';
import { viewOf } from '../live/run_view';
import { useAnswer } from '../live/use_answer';
import { Mistake } from '../parts/field';
import { Figures, RunTitle } from '../parts/status_header';
import { RunTabs } from './run_tabs';

export function PastRunPage({ runId, tab }: { runId: string; tab: string | undefined }) {
  const document = useAnswer(() => getRun(runId), runId);
  const shown = useMemo(() => document.value && {
    view: viewOf(document.value), origin: pastOrigin(runId, document.value),
  }, [document.value]);
  return (
    <section class="page">
      <p class="back"><a href={href('runs')}>← Past runs</a></p>
      {document.pending && <p class="empty">Reading…</p>}
      {document.failure && <Mistake text={document.failure} />}
      {shown && (
        <OriginProvider value={shown.origin}>
          <header class="status">
            <RunTitle view={shown.view} />
            <Figures view={shown.view} now={false} />
          </header>
          <RunTabs view={shown.view} at={['runs', runId]} selected={tab} />
        </OriginProvider>
      )}
    </section>
  );
}

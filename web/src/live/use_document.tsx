// The whole document of the run on view. That of a run that goes on is asked for again and again,
// unless it has so many names that this would be megabytes a second: then when somebody says so.
import { useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import type { ResultDocument } from '../api';
import { useOrigin } from './origin';
import type { RunView } from './run_view';
import { useAnswer, type Answer } from './use_answer';

const REFRESH_MS = 5000;
const MANY = 300;

export interface HeldDocument extends Answer<ResultDocument> {
  refresh: ComponentChildren; // a button, where it is needed
}

export function useDocument(view: RunView): HeldDocument {
  const origin = useOrigin();
  const [round, setRound] = useState(0);
  const goesOn = origin.kind === 'live' && view.state !== 'stopped' && view.state !== 'ready';
  const many = view.rows.length > MANY;
  const answer = useAnswer(origin.document,
    view.run && `${origin.runId} ${view.run.run_id} ${view.state} ${round}`,
    goesOn && !many ? REFRESH_MS : 0);
  const refresh = goesOn && many && (
    <p class="buttons">
      <button type="button" class="small" onClick={() => setRound(round + 1)}>Refresh</button>
      <span class="note">With so many names this page does not follow the run by itself.</span>
    </p>
  );
  return { ...answer, refresh };
}

// What an operator can do to a run that goes on.
import { useState } from 'preact/hooks';
import { go, href } from '../live/address';
import { changeRun, Refused, resetRun, stopRun } from '../live/requests';
import type { RunView } from '../live/run_view';
import { Field, Mistake } from './field';

const goesOn = (state: RunView['state']) =>
  state === 'spawning' || state === 'running' || state === 'stopping';

function EditUsers(props: { view: RunView; onDone: () => void }) {
  const [users, setUsers] = useState(String(props.view.run?.target_users ?? 1));
  const [spawn, setSpawn] = useState(String(props.view.run?.spawn_rate ?? 1));
  const [mistakes, setMistakes] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    const wrong: Record<string, string> = {};
    if (!/^\d+$/.test(users.trim())) wrong['users'] = 'a whole number, 0 or more';
    if (!(Number(spawn) > 0)) wrong['spawn_rate'] = 'a number above 0';
    setMistakes(wrong);
    if (Object.keys(wrong).length > 0) return;
    setBusy(true);
    try {
      await changeRun({ users: Number(users), spawn_rate: Number(spawn) });
      props.onDone();
    } catch (problem) {
      const refused = problem as Refused;
      const found = Object.fromEntries(
        (refused.problem?.mistakes ?? []).map((mistake) => [mistake.field, mistake.message]),
      );
      setMistakes(Object.keys(found).length > 0 ? found : { '': refused.message });
    }
    setBusy(false);
  };
  return (
    <form class="edit" onSubmit={submit} noValidate aria-label="Edit users"
      onKeyDown={(event) => event.key === 'Escape' && props.onDone()}>
      <Field id="edit-users" label="Users" value={users} onInput={setUsers} inputMode="numeric"
        mistake={mistakes['users']} />
      <Field id="edit-rate" label="Users per second" value={spawn} onInput={setSpawn}
        inputMode="decimal" mistake={mistakes['spawn_rate']} />
      <div class="buttons">
        <button type="submit" class="primary" disabled={busy}>Apply</button>
        <button type="button" onClick={props.onDone}>Cancel</button>
      </div>
      {mistakes[''] && <Mistake text={mistakes['']} />}
    </form>
  );
}

function whatIsWaitedFor(view: RunView): string {
  const missing = view.workers.filter((one) => one.state === 'missing').map((one) => one.worker_id);
  return missing.length === 0 ? 'Stopping: requests under way may finish.'
    : `Stopping: ${missing.join(', ')} may come back with what was measured there. `
      + '"Stop at once" ends the wait.';
}

export function RunControls({ view }: { view: RunView }) {
  const [editing, setEditing] = useState(false);
  const [stopping, setStopping] = useState(false);
  const [failure, setFailure] = useState('');
  const on = goesOn(view.state);
  const ask = async (request: () => Promise<void>) => {
    setFailure('');
    try {
      await request();
    } catch (problem) {
      setFailure((problem as Error).message);
    }
  };
  const stop = async () => {
    const again = stopping || view.state === 'stopping';
    setStopping(true);
    await ask(() => stopRun(again));
    setStopping(false);
  };
  const reset = () => {
    if (confirm(on ? 'Forget the statistics so far?' : 'Forget this run?')) void ask(resetRun);
  };
  const ending = on && (stopping || view.state === 'stopping');
  return (
    <div class="controls">
      {on && !ending && (
        <button type="button" aria-expanded={editing} onClick={() => setEditing(!editing)}>
          Edit users
        </button>
      )}
      {on && (
        <button type="button" class="danger" onClick={stop}>
          {ending ? 'Stop at once' : 'Stop'}
        </button>
      )}
      {view.run && <button type="button" onClick={reset}>Reset statistics</button>}
      {!on && (
        <a class="button primary" href={href('new')} onClick={() => go('new')}>New run</a>
      )}
      {ending && <span class="note" role="status">{whatIsWaitedFor(view)}</span>}
      {failure && <Mistake text={failure} />}
      {editing && on && <EditUsers view={view} onDone={() => setEditing(false)} />}
    </div>
  );
}

// A new run: the scenario's values as defaults, what is wrong said at the field.
import { useState } from 'preact/hooks';
import type { ScenarioFacts } from '../api';
import { go, href } from '../live/address';
import { live } from '../live/connection';
import { getScenario, Refused, startRun } from '../live/requests';
import { mayChange } from '../live/session';
import { useAnswer } from '../live/use_answer';
import { Field, Mistake } from '../parts/field';
import { allowed } from '../values/hosts';
import { ClassChoice } from './start_classes';
import { TagChoice } from './start_tags';
import { defaultWish, mistakesIn, requestOf, type StartWish } from './start_wish';

export function StartPage() {
  const scenario = useAnswer(getScenario, 'scenario');
  return (
    <section class="page narrow">
      <h1>New run</h1>
      {scenario.pending && <p class="empty">Reading the scenario…</p>}
      {scenario.failure && <Mistake text={scenario.failure} />}
      {scenario.value && <StartForm facts={scenario.value} />}
    </section>
  );
}

function obstacle(): string {
  const { state, distributed, readyWorkers } = live.value;
  if (!mayChange.value) return 'You may look at runs; an operator may start them.';
  if (state === 'spawning' || state === 'running' || state === 'stopping') {
    return 'A run is going on: stop it first.';
  }
  if (distributed && readyWorkers === 0) {
    return 'No worker is connected yet. This master offers no load itself: start a worker with '
      + '--worker --master-host, and this form opens by itself.';
  }
  return '';
}

function HostHint({ wish, facts }: { wish: StartWish; facts: ScenarioFacts }) {
  if (facts.allowed_hosts.length === 0) {
    return <>Where the requests go. Empty: where the scenario says.</>;
  }
  const fits = wish.host.trim() === '' || allowed(wish.host, facts.allowed_hosts);
  return (
    <>
      {wish.host.trim() !== '' && (
        <strong class={fits ? 'fits' : 'fits-not'}>{fits ? '✓ allowed. ' : '✕ not allowed. '}</strong>
      )}
      Runs may be aimed at: {facts.allowed_hosts.join(', ')}
    </>
  );
}

function StartForm({ facts }: { facts: ScenarioFacts }) {
  const [wish, setWish] = useState<StartWish>(() => defaultWish(facts));
  const [mistakes, setMistakes] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const hindrance = obstacle();
  const off = hindrance !== '';
  const set = (part: Partial<StartWish>) => setWish({ ...wish, ...part });

  const submit = async (event: Event) => {
    event.preventDefault();
    const wrong = mistakesIn(wish);
    setMistakes(wrong);
    if (Object.keys(wrong).length > 0) return focusFirstMistake();
    setBusy(true);
    try {
      await startRun(requestOf(wish, facts));
      go('run', 'charts');
      return;
    } catch (problem) {
      setMistakes(mistakesOf(problem as Refused));
      focusFirstMistake();
    }
    setBusy(false);
  };

  return (
    <form onSubmit={submit} noValidate class="start" aria-label="New run">
      <p class="note">{facts.file}</p>
      {off && <p class="obstacle" role="status"><span aria-hidden="true">! </span>{hindrance}</p>}
      {mistakes[''] && <div role="alert"><Mistake text={mistakes['']} /></div>}
      <fieldset disabled={off || busy} class="bare">
        <div class="field-row">
          <Field id="users" label="Users" value={wish.users} inputMode="numeric" required
            mistake={mistakes['users']} onInput={(users) => set({ users })}
            hint="How many at most, all at the same time." />
          <Field id="spawn_rate" label="Spawn rate" value={wish.spawnRate} inputMode="decimal"
            required mistake={mistakes['spawn_rate']} onInput={(spawnRate) => set({ spawnRate })}
            hint="Users started each second." />
        </div>
        <Field id="host" label="Host" value={wish.host} inputMode="url" mistake={mistakes['host']}
          placeholder="https://staging.example.com" onInput={(host) => set({ host })}
          hint={<HostHint wish={wish} facts={facts} />} />
        <Field id="run_time" label="Run time" value={wish.runTime} mistake={mistakes['run_time']}
          placeholder="until stopped" onInput={(runTime) => set({ runTime })}
          hint="For example 90s, 10m or 1h30m. Empty: until somebody stops it." />
        <ClassChoice facts={facts} wish={wish} mistakes={mistakes}
          onChange={(classes) => set({ classes })} />
        {facts.tags.length > 0 && (
          <TagChoice facts={facts} wish={wish} mistakes={mistakes} onChange={set} />
        )}
        <div class="buttons">
          <button type="submit" class="primary large">{busy ? 'Starting…' : 'Start'}</button>
          {live.value.run && <a class="button" href={href('run', 'charts')}>Back to the run</a>}
          <button type="button" class="quiet" onClick={() => setWish(defaultWish(facts))}>
            Scenario's values
          </button>
        </div>
      </fieldset>
    </form>
  );
}

const FIELDS = ['users', 'spawn_rate', 'host', 'run_time', 'user_classes', 'tags', 'exclude_tags'];

// What belongs to no field of the form is said above it.
function mistakesOf(refused: Refused): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { field, message } of refused.problem?.mistakes ?? []) {
    const known = FIELDS.includes(field) || field.startsWith('weights');
    const key = known ? field : '';
    found[key] = found[key] ? `${found[key]}; ${message}` : message;
  }
  return Object.keys(found).length > 0 ? found : { '': refused.message };
}

function focusFirstMistake(): void {
  setTimeout(() => document.querySelector<HTMLElement>('[aria-invalid]')?.focus());
}

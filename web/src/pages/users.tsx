// Which users ran, and what they do in which proportion.
import { useOrigin } from '../live/origin';
import { getScenario } from '../live/requests';
import type { RunView } from '../live/run_view';
import { useAnswer } from '../live/use_answer';
import { Mistake } from '../parts/field';
import { PlainTable } from '../parts/plain_table';
import { count, share } from '../values/format';

function ShareBar({ part, whole }: { part: number; whole: number }) {
  const percent = whole > 0 ? (100 * part) / whole : 0;
  return (
    <span class="share-bar">
      <i style={{ width: `${Math.min(100, percent)}%` }} aria-hidden="true" />
      <span>{share(part, whole)}</span>
    </span>
  );
}

export function UserClasses({ view }: { view: RunView }) {
  const goesOn = view.users.some((one) => one.running > 0);
  const size = (one: RunView['users'][number]) => (goesOn ? one.running : one.started);
  const sum = view.users.reduce((total, one) => total + size(one), 0);
  return (
    <PlainTable caption="Users by class" lines={view.users} empty="No user has been started yet."
      columns={[
        { label: 'Class', show: (one) => one.name },
        { label: 'Running', number: true, show: (one) => count(one.running) },
        { label: goesOn ? 'Share of running' : 'Share of started',
          show: (one) => <ShareBar part={size(one)} whole={sum} /> },
        { label: 'Started', number: true, show: (one) => count(one.started) },
        { label: 'Ended early', number: true, show: (one) => count(one.ended_early) },
        { label: 'Iterations', number: true, show: (one) => count(one.iterations) },
      ]} />
  );
}

function TaskRatio() {
  const scenario = useAnswer(getScenario, 'scenario');
  if (scenario.failure) return <Mistake text={scenario.failure} />;
  return (
    <>
      {scenario.value?.user_classes.map((one) => (
        <PlainTable key={one.name} caption={`Tasks of ${one.name}`} lines={one.tasks}
          columns={[
            { label: 'Task', show: (task) => task.name },
            { label: 'Weight', number: true, show: (task) => count(task.weight) },
            { label: 'Share in its class',
              show: (task) => <ShareBar part={task.share} whole={1} /> },
            { label: 'Tags', show: (task) => task.tags.join(', ') || '–' },
          ]} />
      ))}
    </>
  );
}

export function UsersPage({ view }: { view: RunView }) {
  const origin = useOrigin();
  return (
    <>
      <UserClasses view={view} />
      {origin.kind === 'live' && <TaskRatio />}
    </>
  );
}

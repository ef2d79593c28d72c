// The scenario file as it was run, and what was given beside it.
import { useOrigin } from '../live/origin';
import { getScenario } from '../live/requests';
import type { RunView } from '../live/run_view';
import { useAnswer } from '../live/use_answer';
import { Mistake } from '../parts/field';
import { PlainTable } from '../parts/plain_table';

interface Text {
  file: string;
  text: string;
  options: [string, string][];
}

export function ScenarioPage({ view }: { view: RunView }) {
  const origin = useOrigin();
  const answer = useAnswer<Text>(async () => {
    if (origin.kind === 'live') {
      const facts = await getScenario();
      return { file: facts.file, text: facts.text, options: [] };
    }
    const document = await origin.document();
    return {
      file: document.run.scenario, text: document.scenario_text ?? '',
      options: Object.entries(document.options ?? {}),
    };
  }, `${origin.runId} ${view.run?.run_id}`);
  if (answer.failure) return <Mistake text={answer.failure} />;
  if (!answer.value) return <p class="empty">Reading…</p>;
  return (
    <>
      <h3>{answer.value.file}</h3>
      {answer.value.text
        ? <pre class="scenario" tabIndex={0} aria-label="Scenario"><code>{answer.value.text}</code></pre>
        : <p class="empty">The document of this run does not have its scenario's text.</p>}
      <PlainTable caption="Options" lines={answer.value.options} columns={[
        { label: 'Option', show: ([name]) => name },
        { label: 'Value', show: ([, value]) => value },
      ]} />
    </>
  );
}

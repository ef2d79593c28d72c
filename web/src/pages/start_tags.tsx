// Only tasks with these tags, none with those.
import type { ScenarioFacts } from '../api';
import { Mistake } from '../parts/field';
import type { StartWish } from './start_wish';

function TagList(props: {
  legend: string;
  hint: string;
  all: string[];
  chosen: string[];
  mistake?: string;
  onChange: (tags: string[]) => void;
}) {
  const turn = (tag: string, on: boolean) => props.onChange(
    on ? [...props.chosen, tag] : props.chosen.filter((one) => one !== tag),
  );
  return (
    <fieldset class="group">
      <legend>{props.legend}</legend>
      <p class="hint">{props.hint}</p>
      {props.mistake && <Mistake text={props.mistake} />}
      <div class="tags">
        {props.all.map((tag) => (
          <label key={tag} class="check">
            <input type="checkbox" checked={props.chosen.includes(tag)}
              onChange={(event) => turn(tag, event.currentTarget.checked)} />
            <span>{tag}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export function TagChoice(props: {
  facts: ScenarioFacts;
  wish: StartWish;
  mistakes: Record<string, string>;
  onChange: (part: Partial<StartWish>) => void;
}) {
  return (
    <div class="field-row">
      <TagList legend="Only tags" hint="None chosen: all tasks." all={props.facts.tags}
        chosen={props.wish.tags} mistake={props.mistakes['tags']}
        onChange={(tags) => props.onChange({ tags })} />
      <TagList legend="Without tags" hint="Tasks with one of these are left out."
        all={props.facts.tags} chosen={props.wish.excluded}
        mistake={props.mistakes['exclude_tags']}
        onChange={(excluded) => props.onChange({ excluded })} />
    </div>
  );
}

// Which user classes take part, and how much of the users each gets.
import type { ScenarioFacts } from '../api';
import { Mistake } from '../parts/field';
import { share } from '../values/format';
import type { StartWish } from './start_wish';

export function ClassChoice(props: {
  facts: ScenarioFacts;
  wish: StartWish;
  mistakes: Record<string, string>;
  onChange: (classes: StartWish['classes']) => void;
}) {
  const { facts, wish, mistakes } = props;
  const weightOf = (name: string) =>
    wish.classes[name]?.selected ? Number(wish.classes[name]!.weight) || 0 : 0;
  const weighted = facts.user_classes.filter((one) => one.fixed_count === 0);
  const sum = weighted.reduce((total, one) => total + weightOf(one.name), 0);
  const set = (name: string, part: Partial<StartWish['classes'][string]>) => props.onChange({
    ...wish.classes, [name]: { ...wish.classes[name]!, ...part },
  });
  return (
    <fieldset class="group">
      <legend>User classes</legend>
      {(mistakes['user_classes'] ?? mistakes['weights']) && (
        <Mistake text={(mistakes['user_classes'] ?? mistakes['weights'])!} />
      )}
      {facts.user_classes.map((one) => {
        const wrong = mistakes[`weights.${one.name}`];
        const chosen = wish.classes[one.name]!;
        return (
          <div class="class-line" key={one.name}>
            <label class="check">
              <input type="checkbox" checked={chosen.selected}
                onChange={(event) => set(one.name, { selected: event.currentTarget.checked })} />
              <span>
                {one.name}
                {one.host && one.host !== facts.host && <small>{one.host}</small>}
              </span>
            </label>
            {one.fixed_count > 0
              ? <span class="note">{`always ${one.fixed_count} ${one.fixed_count === 1 ? 'user' : 'users'}`}</span>
              : (
                <>
                  <label class="weight">
                    <span>Weight<span class="unseen">{` of ${one.name}`}</span></span>
                    <input value={chosen.weight} inputMode="decimal" autoComplete="off"
                      disabled={!chosen.selected} aria-invalid={wrong ? true : undefined}
                      onInput={(event) => set(one.name, { weight: event.currentTarget.value })} />
                  </label>
                  <span class="share">{share(weightOf(one.name), sum)}</span>
                </>
              )}
            {wrong && <Mistake text={wrong} />}
          </div>
        );
      })}
    </fieldset>
  );
}

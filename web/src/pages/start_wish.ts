// What the start form says, as a request: only what differs from the scenario's own values is sent.
import type { ScenarioFacts, StartRun } from '../api';
import { durationText } from '../values/duration_text';

export interface StartWish {
  users: string;
  spawnRate: string;
  host: string;
  runTime: string;
  classes: Record<string, { selected: boolean; weight: string }>;
  tags: string[];
  excluded: string[];
}

export function defaultWish(facts: ScenarioFacts): StartWish {
  return {
    users: String(facts.users),
    spawnRate: String(facts.spawn_rate),
    host: facts.host,
    runTime: durationText(facts.run_time_us),
    classes: Object.fromEntries(facts.user_classes.map((one) => [
      one.name, { selected: one.selected, weight: String(one.weight) },
    ])),
    tags: facts.selected_tags,
    excluded: facts.excluded_tags,
  };
}

// Mistakes by field, as far as the page can tell without the server.
export function mistakesIn(wish: StartWish): Record<string, string> {
  const wrong: Record<string, string> = {};
  if (!/^\d+$/.test(wish.users.trim()) || Number(wish.users) < 1) {
    wrong['users'] = 'a whole number, 1 or more';
  }
  if (!(Number(wish.spawnRate) > 0)) wrong['spawn_rate'] = 'a number above 0';
  const chosen = Object.values(wish.classes).filter((one) => one.selected);
  if (Object.keys(wish.classes).length > 0 && chosen.length === 0) {
    wrong['user_classes'] = 'choose at least one';
  }
  for (const [name, one] of Object.entries(wish.classes)) {
    const weight = one.weight.trim();
    if (one.selected && !(weight !== '' && Number(weight) >= 0 && Number.isFinite(Number(weight)))) {
      wrong[`weights.${name}`] = 'a number, 0 or more';
    }
  }
  return wrong;
}

export function requestOf(wish: StartWish, facts: ScenarioFacts): StartRun {
  const request: StartRun = {};
  // Either of them asks for a plain ramp instead of the scenario's stages.
  if (Number(wish.users) !== facts.users || Number(wish.spawnRate) !== facts.spawn_rate) {
    request.users = Number(wish.users);
    request.spawn_rate = Number(wish.spawnRate);
  }
  const runTime = wish.runTime.trim();
  if (runTime !== durationText(facts.run_time_us)) request.run_time = runTime || null;
  if (wish.host.trim() !== facts.host) request.host = wish.host.trim();
  const chosen = facts.user_classes.filter((one) => wish.classes[one.name]?.selected);
  if (facts.user_classes.some((one) => one.selected !== wish.classes[one.name]?.selected)) {
    request.user_classes = chosen.map((one) => one.name);
  }
  const weights = chosen.filter((one) => Number(wish.classes[one.name]!.weight) !== one.weight);
  if (weights.length > 0) {
    request.weights = Object.fromEntries(
      weights.map((one) => [one.name, Number(wish.classes[one.name]!.weight)]),
    );
  }
  const same = (a: string[], b: string[]) => a.length === b.length && a.every((x) => b.includes(x));
  if (!same(wish.tags, facts.selected_tags)) request.tags = wish.tags;
  if (!same(wish.excluded, facts.excluded_tags)) request.exclude_tags = wish.excluded;
  return request;
}

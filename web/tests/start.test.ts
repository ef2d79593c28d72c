import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ScenarioFacts } from '../src/api';
import { defaultWish, mistakesIn, requestOf } from '../src/pages/start_wish';

const facts: ScenarioFacts = {
  file: 'a.yaml', host: 'http://a', allowed_hosts: [], users: 50, spawn_rate: 10, run_time_us: 60e6,
  user_classes: ['One', 'Two'].map((name) => (
    { name, weight: 3, fixed_count: 0, host: '', selected: true, tasks: [] }
  )),
  tags: ['x', 'y'], selected_tags: [], excluded_tags: ['y'], text: '',
};

test("the scenario's own values are left to the scenario", () => {
  assert.deepEqual(requestOf(defaultWish(facts), facts), {});
});

test('what was changed is sent, and nothing else', () => {
  const wish = defaultWish(facts);
  wish.host = 'http://b';
  wish.runTime = '';
  wish.classes['Two']!.selected = false;
  wish.classes['One']!.weight = '7';
  wish.tags = ['x'];
  wish.excluded = [];
  assert.deepEqual(requestOf(wish, facts), {
    run_time: null, host: 'http://b', user_classes: ['One'],
    weights: { One: 7 }, tags: ['x'], exclude_tags: [],
  });
});

test('weights may be fractions', () => {
  const wish = defaultWish(facts);
  wish.classes['One']!.weight = '0.5';
  assert.deepEqual(mistakesIn(wish), {});
  assert.deepEqual(requestOf(wish, facts).weights, { One: 0.5 });
});

test('mistakes are found at their fields', () => {
  assert.deepEqual(mistakesIn(defaultWish(facts)), {});
  const wish = defaultWish(facts);
  wish.users = '1.5';
  wish.spawnRate = '0';
  wish.classes['One']!.weight = '-1';
  wish.classes['Two']!.selected = false;
  assert.deepEqual(Object.keys(mistakesIn(wish)).sort(), ['spawn_rate', 'users', 'weights.One']);
  wish.classes['One']!.selected = false;
  assert.ok(mistakesIn(wish)['user_classes']);
});

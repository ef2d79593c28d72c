import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apply } from '../src/live/apply';
import { emptyView } from '../src/live/run_view';
import { thresholdValue } from '../src/pages/thresholds';
import { live } from './made';

test('values are shown in their unit', () => {
  assert.equal(thresholdValue('us', 231_000), '231 ms');
  assert.equal(thresholdValue('ratio', 0.0125), '1.25 %');
  assert.equal(thresholdValue('per_second', 9.3), '9.30/s');
  assert.equal(thresholdValue('count', 1200), '1,200');
  assert.equal(thresholdValue('us', null), '–');
});

test('a live message takes the place of the thresholds that were there', () => {
  const one = {
    text: 'p(95) < 2s', state: 'holding', unit: 'us', comparison: '<', limit: 2e6, value: 1,
    holds_now: true, first_broken_us: null, first_broken_value: null, abort: false,
  } as const;
  const view = apply(emptyView(), live({ thresholds: [one] }));
  assert.deepEqual(view.thresholds, [one]);
  assert.equal(apply(view, live({})).thresholds, view.thresholds);
});

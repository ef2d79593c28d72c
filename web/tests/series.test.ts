import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COLUMNS, emptySeries, mergeSeries, percentileLine, perSecond, lastRequestsAt } from '../src/values/series';
import { series } from './made';

const lengths = (of: ReturnType<typeof series>) =>
  new Set([...COLUMNS.map((column) => of[column].length), of.heat.length]);

test('however a course is cut into messages, the page holds the same', () => {
  const whole = series(1, 0, 60);
  for (const cut of [1, 7, 59]) {
    let held = emptySeries();
    for (let from = 0; from < 60; from += cut) {
      held = mergeSeries(held, series(1, from, Math.min(cut, 60 - from)));
    }
    assert.deepEqual(held, whole);
  }
});

test('points that are there already are not there twice', () => {
  const held = mergeSeries(series(1, 0, 10), series(1, 5, 10));
  assert.deepEqual(held, series(1, 0, 15));
  assert.equal(mergeSeries(held, series(1, 0, 3)), held);
});

test('another epoch replaces everything, so that the page never holds more than the server', () => {
  assert.deepEqual(mergeSeries(series(1, 0, 1800), series(2, 0, 900)), series(2, 0, 900));
});

test('all columns stay equally long', () => {
  const merged = mergeSeries(series(3, 0, 4), series(3, 4, 3));
  assert.deepEqual([...lengths(merged)], [7]);
});

test('rates take the width of each point into account', () => {
  const made = series(1, 0, 2);
  made.to_us[1] = made.from_us[1]! + 4e6;
  made.requests = [10, 40];
  assert.deepEqual(perSecond(made, 'requests'), [10, 10]);
});

test('where nothing was requested a percentile has a gap', () => {
  const made = { ...series(1, 0, 2), requests: [0, 5] };
  assert.deepEqual(percentileLine(made, 'p95_us'), [null, 2000]);
});

test('a run that is over rests where it had requests for the last time', () => {
  const whole = series(1, 0, 5);
  assert.equal(lastRequestsAt({ ...whole, requests: [4, 0, 9, 0, 0] }), 3);
  assert.equal(lastRequestsAt({ ...whole, requests: [0, 0, 0, 0, 0] }), 5);
  assert.equal(lastRequestsAt(series(1, 0, 0)), 0);
});

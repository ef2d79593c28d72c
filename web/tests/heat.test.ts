import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bucketOf, bucketRange, heatCells, heatStep, latencyTicks, low } from '../src/values/heat';
import { series } from './made';

test('buckets are quarters of octaves', () => {
  assert.equal(low(0), 1);
  assert.equal(low(40), 1024);
  for (const bucket of [4, 17, 63]) assert.ok(Math.abs(bucketOf(low(bucket)) - bucket) < 1e-9);
});

test('every pair is a cell with its own span and rate', () => {
  const made = { ...series(1, 0, 2), heat: [[40, 6, 44, 2], [41, 8]] };
  made.to_us[1] = made.from_us[1]! + 4e6;
  assert.deepEqual(heatCells(made), [
    { from: 0, to: 1, bucket: 40, perSecond: 6 },
    { from: 0, to: 1, bucket: 44, perSecond: 2 },
    { from: 1, to: 5, bucket: 41, perSecond: 2 },
  ]);
});

test('the range holds every bucket, and nothing has none', () => {
  assert.deepEqual(bucketRange({ ...series(1, 0, 2), heat: [[40, 6, 44, 2], [38, 8]] }), [38, 45]);
  assert.equal(bucketRange({ ...series(1, 0, 2), heat: [[], []] }), null);
});

test('shades rise with the rate, from the first to the last', () => {
  const steps = [1, 3, 10, 100, 1000].map((rate) => heatStep(rate, 1, 1000, 8));
  assert.deepEqual(steps, [...steps].sort((a, b) => a - b));
  assert.equal(steps[0], 0);
  assert.equal(steps.at(-1), 7);
});

test('where all cells are equal they are all frequent', () => {
  assert.equal(heatStep(5, 5, 5, 8), 7);
});

test('ticks are round times within the range', () => {
  const ticks = latencyTicks(bucketOf(900), bucketOf(1_100_000), 8);
  assert.deepEqual(ticks.map((bucket) => Math.round(low(bucket))), [1e3, 1e4, 1e5, 1e6]);
  const narrow = latencyTicks(bucketOf(9_000), bucketOf(60_000), 8);
  assert.deepEqual(narrow.map((bucket) => Math.round(low(bucket))), [10_000, 20_000, 50_000]);
});

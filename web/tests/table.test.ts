import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filtered, nextOrder, sorted, visible } from '../src/values/table';

test('numbers sort by size and texts as people do', () => {
  assert.deepEqual(sorted([10, 9, 100], (n) => n, false), [9, 10, 100]);
  assert.deepEqual(sorted(['/item/10', '/item/9'], (t) => t, false), ['/item/9', '/item/10']);
});

test('equal lines keep their order, either way', () => {
  const lines = [['a', 1], ['b', 1], ['c', 0]] as const;
  assert.deepEqual(sorted([...lines], (line) => line[1], true).map(([name]) => name), ['a', 'b', 'c']);
});

test('sorting leaves the lines as they were', () => {
  const lines = [3, 1, 2];
  sorted(lines, (n) => n, false);
  assert.deepEqual(lines, [3, 1, 2]);
});

test('a filter wants every word, whatever the case, and no word wants nothing', () => {
  const lines = ['GET /Health', 'POST /health', 'GET /route'];
  assert.deepEqual(filtered(lines, (t) => t, 'get HEALTH'), ['GET /Health']);
  assert.equal(filtered(lines, (t) => t, '  '), lines);
});

test('the visible part covers the viewport wherever it is, and is small', () => {
  for (let top = 0; top <= 340_000 - 600; top += 997) {
    const { from, to } = visible(10_000, 34, top, 600);
    assert.ok(from * 34 <= top && to * 34 >= Math.min(top + 600, 340_000));
    assert.ok(to - from < 60);
  }
});

test('a list that became short shows its end', () => {
  const { from, to } = visible(5, 34, 90_000, 600);
  assert.ok(from <= to && to <= 5);
});

test('the same column turns around, another begins its own way', () => {
  assert.deepEqual(nextOrder({ key: 'a', descending: false }, 'a', true), { key: 'a', descending: true });
  assert.deepEqual(nextOrder({ key: 'a', descending: false }, 'b', true), { key: 'b', descending: true });
});

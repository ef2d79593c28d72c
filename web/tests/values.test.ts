import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csv } from '../src/values/csv';
import { differences, nameDifferences } from '../src/values/differences';
import { allowed } from '../src/values/hosts';
import { curvePoints, labelledPositions, nines, percentLabel, percentOf } from '../src/values/percentile_axis';
import { rowOf, title } from '../src/values/row';
import { document, entry } from './made';

test('each further nine is as wide as the one before', () => {
  const widths = [0, 90, 99, 99.9, 99.99].map((percent) => Math.log10(nines(percent)));
  widths.forEach((width, at) => assert.ok(Math.abs(width - at) < 1e-6));
  for (const percent of [50, 95, 99.9]) assert.ok(Math.abs(percentOf(nines(percent)) - percent) < 1e-9);
});

test('a curve on the axis ascends and ends at 99.999', () => {
  const { x, us } = curvePoints([[0, 1], [50, 2], [50, 3], [99.999, 9], [100, 99]]);
  assert.deepEqual(us, [1, 2, 9]);
  assert.ok(x.every((at, place) => place === 0 || at > x[place - 1]!));
});

test('CSV quotes what it must and nothing else', () => {
  assert.equal(csv(['a', 'b'], [['x,y', 1], ['say "hi"', null]]), 'a,b\r\n"x,y",1\r\n"say ""hi""",\r\n');
});

test('hosts match patterns as wholes', () => {
  const patterns = ['*.example.com', '127.0.0.1'];
  assert.ok(allowed('https://a.b.example.com:8443/x', patterns));
  assert.ok(allowed('127.0.0.1:8000', patterns));
  assert.ok(!allowed('https://example.com.evil.org', patterns));
  assert.ok(!allowed('https://aXexampleYcom', ['a.example.com']));
  assert.ok(!allowed('', patterns));
  assert.ok(allowed('anything', []));
});

test("an entry's line has the entry's numbers", () => {
  const line = rowOf(entry('/a', 1500, 4), 3);
  assert.deepEqual([line.id, line.requests, line.p95, line.now_p95, line.average_bytes],
    [3, 4, 1500, 3000, 50]);
  assert.equal(title(line), 'GET /a');
  assert.equal(title({ method: '', name: 'Aggregated' }), 'Aggregated');
});

test('slower is worse, within two percent is the same', () => {
  const verdict = (b: number) =>
    differences(document(1000, []), document(b, [])).find((line) => line.what === 'p95')!.verdict;
  assert.equal(verdict(1500), 'worse');
  assert.equal(verdict(500), 'better');
  assert.equal(verdict(1010), 'same');
});

test('names that only one run has are named', () => {
  const lines = nameDifferences(document(1000, ['/a']), document(1000, ['/a', '/b']));
  assert.deepEqual(lines.map((line) => line.what), ['GET /a', 'GET /b']);
  assert.equal(lines[1]!.a, 'not there');
});

test('labels of percentiles never overlap, and both ends always have theirs', () => {
  for (let length = 150; length < 1200; length += 7) {
    const shown = labelledPositions(length);
    assert.equal(shown[0], 1);
    assert.equal(shown.at(-1), 1e5);
    const edges = shown.map((at) => {
      const middle = (length * Math.log10(at)) / 5;
      const half = percentLabel(percentOf(at)).length * 3.2;
      return [middle - half, middle + half] as const;
    });
    edges.slice(1).forEach(([left], at) => assert.ok(left > edges[at]![1], `${length} px: ${shown}`));
  }
  assert.equal(labelledPositions(1000).length, 8);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as format from '../src/values/format';
import { durationText } from '../src/values/duration_text';

test('times have three digits and a unit that fits', () => {
  const wanted: [number, string][] = [
    [0, '0'], [1, '1 µs'], [999.4, '999 µs'], [999.6, '1 ms'], [12_345, '12.3 ms'],
    [172_350, '172 ms'], [999_499, '999 ms'], [999_600, '1 s'], [4_560_000, '4.56 s'],
    [599e6, '599 s'], [3_725e6, '1:02:05'],
  ];
  for (const [us, text] of wanted) assert.equal(format.duration(us), text);
});

test('clocks carry', () => {
  assert.equal(format.clock(59.6e6), '1:00');
  assert.equal(format.clock(3599.7e6), '1:00:00');
  assert.equal(format.clock(7e6), '0:07');
});

test('what is not nothing never reads as nothing, and not all never as all', () => {
  assert.equal(format.share(0, 1000), '0 %');
  assert.equal(format.share(1, 1_000_000), '< 0.01 %');
  assert.equal(format.share(999_999, 1_000_000), '> 99.99 %');
  assert.equal(format.share(1000, 1000), '100 %');
  assert.equal(format.share(0, 0), '–');
});

test('what is no number is a dash', () => {
  for (const show of [format.count, format.duration, format.ms, format.rate, format.bytes]) {
    assert.equal(show(NaN), '–');
    assert.equal(show(Infinity), '–');
  }
  assert.equal(format.moment(0), '–');
});

test('bytes go up in thousands', () => {
  assert.equal(format.bytes(999), '999 B');
  assert.equal(format.bytes(31_000_000), '31 MB');
  assert.equal(format.bytes(999_700), '1 MB');
});

test('milliseconds for tables compare by eye', () => {
  assert.deepEqual([850, 12_345, 4_560_000].map(format.ms), ['0.85', '12.3', '4,560']);
});

test('changes are signed, and from nothing there is none', () => {
  assert.equal(format.change(100, 112.5), '+12.5 %');
  assert.equal(format.change(200, 100), '−50 %');
  assert.equal(format.change(5, 5), '±0 %');
  assert.equal(format.change(0, 5), '–');
});

test('run times are written as the server reads them', () => {
  assert.equal(durationText(5400e6), '1h30m');
  assert.equal(durationText(90e6), '1m30s');
  assert.equal(durationText(1.5e6), '1.5s');
  assert.equal(durationText(null), '');
});

test('a file is called by its name, wherever it lies', () => {
  for (const path of ['aurax.yaml', '/srv/load/aurax.yaml', 'scenarios/aurax.yaml', 'C:\\load\\aurax.yaml']) {
    assert.equal(format.baseName(path), 'aurax.yaml');
  }
  assert.equal(format.baseName(''), '');
});

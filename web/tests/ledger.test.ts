import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ledger } from '../src/api';
import { balanceText, sumsText, uncounted } from '../src/values/ledger';

const worker = (worker_id: string, digest_equal: boolean) => ({
  worker_id, incarnation: 7, snapshots_applied: 1, duplicates_dropped: 0, requests_started: 1,
  digest_equal,
});
const gap = (worker_id: string, least: number, most: number) => ({
  worker_id, incarnation: 7, from_us: 0, to_us: 1, requests_at_least: least, requests_at_most: most,
  requests_in_flight: 0,
});
const ledger = (more: Partial<Ledger>) => (
  { final: true, complete: true, unknown: [], moves: [], ...more }
) as unknown as Ledger;

test('where nothing is unknown everything adds up', () => {
  assert.equal(uncounted(ledger({})), null);
  assert.match(balanceText(ledger({})), /^Everything .* adds up\.$/);
});

test('what lost workers did is never said to add up', () => {
  const one = ledger({ unknown: [gap('a', 30, 2243)] });
  assert.match(balanceText(one),
    /^Complete but for what a lost worker did after its last word: 30 to 2,243 requests nobody can count\./);
  const two = ledger({ unknown: [gap('a', 30, 2243), gap('b', 1, 7)] });
  assert.deepEqual(uncounted(two), [31, 2250]);
  assert.match(balanceText(two), /lost workers did after their last words: 31 to 2,250 requests/);
  assert.match(balanceText({ ...one, complete: false }), /^Everything adds up but for what a lost worker/);
});

test('the sums of a lost worker are not compared, those of any other are', () => {
  const lost = ledger({ unknown: [gap('a', 0, 9)] });
  assert.equal(sumsText(lost, worker('a', false)), '– (lost)');
  assert.equal(sumsText(lost, { ...worker('a', false), incarnation: 8 }), '✕ no');
  assert.equal(sumsText(lost, worker('b', false)), '✕ no');
  assert.equal(sumsText(lost, worker('b', true)), '✓ yes');
  assert.equal(sumsText(ledger({ final: false }), worker('b', false)), 'not yet known');
});

// Every page in light and dark and at the width of a telephone: readable, reachable, no errors.
import assert from 'node:assert/strict';
import test from 'node:test';
import { overflows, SIZES, violations } from './browser.mjs';
import { FAULTY } from './scenarios.mjs';
import { eventually, stage } from './visit.mjs';

const TABS = ['charts', 'statistics', 'failures', 'distribution', 'phases', 'users', 'workers', 'logs',
  'ledger', 'scenario', 'download'];
const LOOKS = [
  ['wide', { size: SIZES.wide }], ['dark', { size: SIZES.wide, dark: true }],
  ['narrow', { size: SIZES.narrow }],
];

const { programs, visitor } = await stage();
const backend = await programs.backend('--latency', 'all=5ms');
const { url } = await programs.load('-f', programs.file('faulty.yaml', FAULTY), '-H', backend.url,
  '-u', '5', '-r', '5', '--autostart', '--state-dir', programs.folder);

const settled = (page) => eventually('the page has settled', () => page.evaluate(
  () => document.querySelector('main h1, main h2, main h3, main table, main .files')
    && !/Reading…|Connecting…/.test(document.body.innerText),
));

async function readable(t, look, options) {
  const v = await visitor(t, url, options);
  await v.go('run/charts');
  await v.state('running');
  await eventually('requests', async () => (await v.requestCount()) > 0);
  assert.equal(await v.page.evaluate(() => document.documentElement.dataset.theme),
    options.dark ? 'dark' : 'light');
  for (const place of [...TABS.map((tab) => `run/${tab}`), 'runs', 'new']) {
    await v.go(place);
    await settled(v.page);
    assert.ok(!(await overflows(v.page)), `${place} is wider than its window`);
    assert.deepEqual(await violations(v.page), [], place);
    await v.picture(`${look}-${place.replace('/', '-')}`);
  }
}

test('every page is readable in every look', { concurrency: LOOKS.length }, (t) => Promise.all(LOOKS.map(
  ([look, options]) => t.test(look, (one) => readable(one, look, options)),
)));

test('the colours are chosen by a button, and remembered', async (t) => {
  const v = await visitor(t, url);
  await v.go();
  const theme = () => v.page.evaluate(() => document.documentElement.dataset.theme);
  await v.button('Change to dark colours').click();
  assert.equal(await theme(), 'dark');
  await v.page.reload();
  await v.button('Change to light colours').waitFor();
  assert.equal(await theme(), 'dark');
});

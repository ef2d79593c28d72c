// What the pages do by themselves, with a server that makes up its numbers: zoom and pause of the
// charts, what a browser remembers, its back button, pages below a path. All else is tested with
// the real program.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, open } from './browser.mjs';
import { startMock } from './mock_server.mjs';
import * as steps from './steps.mjs';
import { eventually } from './visit.mjs';

let browser;
let mock;
before(async () => {
  [browser, mock] = await Promise.all([launch(), startMock('--speed', '5', '--base', '/load')]);
  const { page, context } = await open(browser);
  await steps.startRun(page, mock.url, { Users: 20, 'Spawn rate': 5, 'Run time': '' });
  await context.close();
});
after(() => Promise.all([browser.close(), mock.stop()]));

// A page below a path that shows the run, and must have left no error on its console.
async function visit(t, tab) {
  const { page, context, errors } = await open(browser);
  t.after(async () => {
    await context.close();
    assert.deepEqual(errors, []);
  });
  assert.match(mock.url, /\/load\/$/);
  await page.goto(`${mock.url}#/run/${tab}`);
  await page.getByRole('tabpanel').waitFor();
  return page;
}

test('zoom is shared by all charts, and a pause holds them', async (t) => {
  const page = await visit(t, 'charts');
  const legend = (title) => steps.chart(page, title).locator('.u-legend .u-value').first().innerText();
  await eventually('some points', async () => (await legend('Users')) >= '00:05');
  await page.getByRole('button', { name: 'Pause charts' }).click();
  const held = await legend('Users');
  const elapsed = () => page.locator('.run-title .note').innerText();
  const then = await elapsed();
  await eventually('the run goes on', async () => (await elapsed()) !== then);
  assert.equal(await legend('Users'), held);

  // Marks stand at their times: the zoom moves them in every chart.
  const marks = () => page.locator('figure').evaluateAll((all) => all.map(
    (one) => [...one.querySelectorAll('.marker')].map((mark) => mark.style.left).join(),
  ));
  const whole = await marks();
  const reset = page.getByRole('button', { name: 'Reset zoom' });
  await steps.dragAcross(page, steps.chart(page, 'Requests and failures'));
  await eventually('a zoom', () => reset.isEnabled());
  await eventually('a zoom in every chart', async () =>
    (await marks()).every((left, at) => left !== whole[at]));
  await reset.click();
  await eventually('the whole run again', async () => (await marks()).join() === whole.join());
  assert.ok(await reset.isDisabled());
  await page.getByRole('button', { name: 'Go on' }).click();
  await eventually('the charts go on', async () => (await legend('Users')) !== held);
});

test('chosen columns are remembered', async (t) => {
  const page = await visit(t, 'statistics');
  await page.getByText('Columns', { exact: true }).click();
  await page.getByLabel('p99.9').check();
  await page.reload();
  await page.getByRole('button', { name: 'p99.9' }).waitFor();
});

test('the back button goes through the tabs, below a path too', async (t) => {
  const page = await visit(t, 'charts');
  await steps.openTab(page, 'Statistics');
  await page.getByRole('tab', { name: 'Statistics', selected: true }).waitFor();
  await steps.openTab(page, 'Download');
  const report = page.getByRole('link', { name: 'Report (HTML)' });
  assert.match(await report.evaluate((link) => link.href), /\/load\/api\/v1\/runs\//);
  await page.goBack();
  await page.getByRole('tab', { name: 'Statistics', selected: true }).waitFor();
  assert.equal(new URL(page.url()).pathname, '/load/');
});

test('past runs are called by their scenario, with its path as tooltip', async (t) => {
  const page = await visit(t, 'charts');
  await page.goto(`${mock.url}#/runs`);
  const cell = page.getByRole('cell', { name: 'aurax.yaml', exact: true }).first();
  await cell.waitFor();
  assert.equal(await cell.getAttribute('title'), 'scenarios/aurax.yaml');
});

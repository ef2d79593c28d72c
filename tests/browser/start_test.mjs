// From the form to the report: start a run, change it, reset it, stop it, start another.
import assert from 'node:assert/strict';
import test from 'node:test';
import { SHOP } from './scenarios.mjs';
import { eventually, stage } from './visit.mjs';

const { programs, visitor } = await stage();
const backend = await programs.backend('--latency', 'all=5ms');
const shop = programs.file('shop.yaml', SHOP);
const serve = () => programs.load('-f', shop, '-H', backend.url, '--allowed-hosts', '127.0.0.1');

test('the form begins with the values of scenario and command line', async (t) => {
  const v = await visitor(t, (await serve()).url);
  await v.go();
  await v.page.getByRole('heading', { name: 'New run' }).waitFor();
  const value = (label) => v.input(label).inputValue();
  assert.equal(await value('Users'), '3');
  assert.equal(await value('Spawn rate'), '3');
  assert.equal(await value('Host'), backend.url);
  assert.equal(await value('Run time'), '');
  assert.equal(await value('Weight of Buyer'), '3');
  const classes = v.page.getByRole('group', { name: 'User classes' });
  assert.ok(await classes.getByRole('checkbox', { name: /^Buyer/ }).isChecked());
  assert.match(await classes.innerText(), /75 %[^]*25 %/);
  for (const tag of ['read', 'write']) {
    await v.page.getByRole('group', { name: 'Only tags' }).getByLabel(tag).waitFor();
  }
  await v.picture('start-form');
});

test('a mistake is told at its field', async (t) => {
  const v = await visitor(t, (await serve()).url);
  v.allow(/status of 422/);
  await v.go('new');
  await v.fill({ Users: '0', 'Spawn rate': 'fast' });
  await v.button('Start').click();
  assert.match(await v.mistakeAt('Users'), /1 or more/);
  assert.match(await v.mistakeAt('Spawn rate'), /above 0/);
  assert.equal(await v.page.evaluate(() => document.activeElement.id), 'users');

  await v.fill({ Users: '2', 'Spawn rate': '2', 'Run time': 'a while' });
  await v.button('Start').click();
  assert.match(await v.mistakeAt('Run time'), /a while/);
  await v.picture('start-mistake');

  await v.fill({ 'Run time': '', Host: 'http://elsewhere.example.com' });
  await v.page.getByText('✕ not allowed').waitFor();
  await v.button('Start').click();
  assert.match(await v.mistakeAt('Host'), /elsewhere\.example\.com/);
  await v.picture('start-host-not-allowed');
});

test('a run is started, changed, reset, stopped, and followed by another', async (t) => {
  const v = await visitor(t, (await serve()).url);
  await v.go('new');
  await v.fill({ Users: '4', 'Spawn rate': '100' });
  await v.button('Start').click();
  await v.state('running');
  await eventually('numbers appear', async () => (await v.figure('Requests/s')) > 0);
  await eventually('four users', async () => (await v.figure('Users')) === 4);

  await v.button('Edit users').click();
  await v.fill({ Users: '9', 'Users per second': '50' });
  await v.button('Apply').click();
  await eventually('nine users', async () => (await v.figure('Users')) === 9);
  await v.picture('start-running');

  const before = await eventually('some hundred requests', async () => {
    const count = await v.requestCount();
    return count > 200 && count;
  });
  v.page.once('dialog', (dialog) => dialog.accept());
  await v.button('Reset statistics').click();
  await eventually('the count begins anew', async () => (await v.requestCount()) < before);

  await v.button('Stop').click();
  await v.state('stopped');
  const length = await legendTime(v);
  const firstRun = await v.page.locator('.run-id').innerText();
  assert.ok((await v.requestCount()) > 0, 'the report stays');
  assert.equal(await v.figure('Most users'), 9);
  await v.picture('start-stopped');

  await v.page.getByRole('link', { name: 'New run' }).last().click();
  await v.button('Start').click();
  await v.state('running');
  await eventually('another run', async () => (await v.page.locator('.run-id').innerText()) !== firstRun);
  await eventually('three users', async () => (await v.figure('Users')) === 3);
  assert.ok((await legendTime(v)) <= length, 'the charts begin anew');
  await v.button('Stop').click();
  await v.state('stopped');
});

test('a run ends with its run time', async (t) => {
  const v = await visitor(t, (await serve()).url);
  await v.go('new');
  await v.fill({ 'Run time': '2s' });
  await v.button('Start').click();
  await v.state('running');
  assert.match(await v.page.locator('.run-title .note').innerText(), /of 0:02/);
  await v.state('stopped');
  await v.page.getByText('Numbers').first().waitFor();
});

// The time of the last point of a chart, in seconds.
async function legendTime(v) {
  const text = await v.page.locator('figure .u-legend .u-value').first().innerText();
  const [minutes, seconds] = text.split(':').map(Number);
  return 60 * minutes + seconds;
}

// A cluster that loses a worker says so.
import assert from 'node:assert/strict';
import test from 'node:test';
import { SHOP } from './scenarios.mjs';
import { eventually, stage } from './visit.mjs';

const { programs, visitor } = await stage();
const backend = await programs.backend('--latency', 'all=5ms');

test('a worker that is killed is told in tab, table, events and on the charts', async (t) => {
  const master = await programs.load('-f', programs.file('shop.yaml', SHOP), '-H', backend.url,
    '--master', '--master-bind-host', '127.0.0.1', '--master-bind-port', '0', '-u', '20', '-r', '100');
  const v = await visitor(t, master.url);
  await v.go('new');
  await v.page.getByText('No worker is connected yet').waitFor();
  assert.ok(await v.button('Start').isDisabled());
  const port = await programs.clusterPort(master);
  const stays = programs.worker(port, 'stays');
  const dies = programs.worker(port, 'dies');
  await master.wrote(/2 workers connected/);
  await v.page.getByText('No worker is connected yet').waitFor({ state: 'detached' });
  await v.button('Start').click();
  await v.state('running');

  await v.tab(/^Workers/).click();
  const line = (id) => v.page.getByRole('row').filter({ hasText: id });
  for (const id of ['stays', 'dies']) {
    await eventually(`users on ${id}`, async () => /running\s+[1-9]/.test(await line(id).innerText()));
  }
  await v.picture('workers-both');

  await dies.stop('SIGKILL');
  await v.page.getByText('dies is missing').waitFor();
  await v.tab(/^Workers.*1 gone/).waitFor();
  await eventually('missing', async () => /missing/.test(await line('dies').innerText()));
  await eventually('its users on the other one',
    async () => /running\s+20\b/.test(await line('stays').innerText()));
  await v.picture('workers-one-missing');

  await v.tab('Charts').click();
  const events = v.page.getByRole('table', { name: 'Events' }).getByRole('row');
  await events.filter({ hasText: /worker lost/ }).filter({ hasText: 'dies' }).first().waitFor();
  await v.page.locator('.marker[data-kind=worker_lost]').first().waitFor();
  await v.picture('workers-lost-charts');

  // It might come back with what it has measured: that is waited for, until somebody says otherwise.
  await v.button('Stop').click();
  await v.page.getByText(/Stopping: dies may come back/).waitFor();
  await v.button('Stop at once').click();
  await v.state('stopped');
  await v.tab(/^Workers/).click();
  await v.page.getByText('dies is lost').waitFor();
  await v.tab('Ledger & verdict').click();
  await v.page.getByRole('table', { name: 'Users that moved between workers' }).waitFor();
  await v.page.getByRole('table', { name: 'What nobody can count' }).waitFor();
  const balance = await v.page.getByRole('region', { name: 'Balance' }).innerText();
  assert.match(balance, /Complete but for what a lost worker did after its last word: .* nobody can count/);
  const sums = v.page.getByRole('table', { name: 'Delivery by worker' }).getByRole('row');
  assert.match(await sums.filter({ hasText: 'dies' }).innerText(), /– \(lost\)/);
  assert.match(await sums.filter({ hasText: 'stays' }).innerText(), /✓ yes/);
  await v.picture('workers-lost-ledger');
  assert.equal(await stays.stop(), 0);
});

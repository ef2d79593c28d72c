// Runs that were kept: listed after a restart, opened, laid on top of each other.
import assert from 'node:assert/strict';
import test from 'node:test';
import { SHOP } from './scenarios.mjs';
import { eventually, stage } from './visit.mjs';

const { programs, visitor } = await stage();
const backend = await programs.backend('--latency', 'all=5ms');
const options = ['-f', programs.file('shop.yaml', SHOP), '-H', backend.url, '--state-dir', programs.folder];

test('two runs are there after a restart, opened and compared', async (t) => {
  const before = await programs.load(...options);
  const first = await visitor(t, before.url);
  first.allow(/ERR_(CONNECTION_(REFUSED|RESET)|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING)/);
  const ran = [];
  for (const users of ['2', '8']) {
    await first.go('new');
    await first.fill({ Users: users, 'Spawn rate': '100' });
    await first.button('Start').click();
    await first.state('running');
    await eventually('requests', async () => (await first.requestCount()) > 20);
    await first.button('Stop').click();
    await first.state('stopped');
    ran.push({
      users, id: await first.page.locator('.run-id').innerText(), requests: await first.requestCount(),
    });
  }
  await first.leave();
  await before.stop();

  const v = await visitor(t, (await programs.load(...options)).url);
  await v.go('runs');
  const lines = v.page.getByRole('row').filter({ hasText: 'shop' });
  await eventually('two lines', async () => (await lines.count()) === 2);
  assert.match(await lines.nth(0).innerText(), new RegExp(`\\b${ran[1].requests}\\b`));
  assert.match(await lines.nth(1).innerText(), new RegExp(`\\b${ran[0].requests}\\b`));

  await lines.nth(1).getByRole('link').click();
  await v.page.getByText(ran[0].id).waitFor();
  assert.equal(await v.figure('Most users'), 2);
  assert.equal(await v.requestCount(), ran[0].requests);
  await v.page.getByRole('figure', { name: 'Users', exact: true }).waitFor();
  await v.picture('past-run');
  for (const tab of ['Statistics', 'Distribution', 'Ledger & verdict', 'Scenario', 'Download']) {
    await v.tab(tab).click();
    await v.page.getByRole('tabpanel', { name: tab }).getByText(/\w/).first().waitFor();
  }
  assert.equal(await v.tab('Logs').count(), 0);

  await v.page.getByRole('link', { name: /Past runs/ }).last().click();
  for (const at of [0, 1]) await lines.nth(at).getByRole('checkbox').check();
  await v.picture('past-runs');
  await v.button('Lay two runs on top of each other').click();
  await v.page.getByRole('table', { name: 'Differences' }).waitFor();
  const users = v.page.getByRole('figure', { name: 'Users', exact: true });
  assert.match(await users.innerText(), /Users \(A\)[^]*Users \(B\)/);
  await v.picture('past-runs-compared');
});

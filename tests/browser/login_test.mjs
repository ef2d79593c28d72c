// Who may look, and who may change.
import assert from 'node:assert/strict';
import test from 'node:test';
import { SHOP } from './scenarios.mjs';
import { stage } from './visit.mjs';

const { programs, visitor } = await stage();
const backend = await programs.backend('--latency', 'all=5ms');
const accounts = programs.file('accounts', [
  await programs.account('vera', 'viewer', 'only looks'),
  await programs.account('otto', 'operator', 'runs things'),
].join(''));
const { url } = await programs.load('-f', programs.file('shop.yaml', SHOP), '-H', backend.url,
  '--web-auth-file', accounts, '--autostart');

async function logIn(v, user, password) {
  await v.page.getByRole('heading', { name: 'Log in' }).waitFor();
  await v.fill({ User: user });
  await v.page.getByLabel('Password', { exact: true }).fill(password);
  await v.button('Log in').click();
}

test('nothing is shown before the login, and a wrong password is told', async (t) => {
  const v = await visitor(t, url);
  v.allow(/status of 40[13]/);
  await v.go('run/statistics');
  await v.page.getByRole('heading', { name: 'Log in' }).waitFor();
  assert.equal(await v.page.getByRole('tab').count(), 0);
  await v.picture('login');
  await logIn(v, 'otto', 'guessed');
  const told = await v.page.getByRole('alert').innerText();
  assert.match(told, /password/i);
  await v.picture('login-wrong-password');
});

test('a viewer sees the run and no controls, and is refused what they would do', async (t) => {
  const v = await visitor(t, url);
  v.allow(/status of 403/);
  await v.go('run/charts');
  await logIn(v, 'vera', 'only looks');
  await v.state('running');
  await v.page.getByText('vera, viewer').waitFor();
  for (const name of ['Stop', 'Edit users', 'Reset statistics']) {
    assert.equal(await v.button(name).count(), 0, name);
  }
  assert.equal(await v.page.getByRole('link', { name: 'New run' }).count(), 0);
  await v.picture('login-viewer');
  const statuses = await v.page.evaluate(async () => {
    const { csrf } = await (await fetch('api/v1/session')).json();
    const headers = { 'X-CSRF-Token': csrf, 'Content-Type': 'application/json' };
    const ask = async (method, path) => (await fetch(path, { method, headers, body: '{}' })).status;
    return [await ask('POST', 'api/v1/runs'), await ask('PATCH', 'api/v1/runs/current'),
      await ask('POST', 'api/v1/runs/current/stop'), await ask('POST', 'api/v1/runs/current/reset')];
  });
  assert.deepEqual(statuses, [403, 403, 403, 403]);
  await v.go('new');
  await v.page.getByText('an operator may start them').waitFor();
  assert.ok(await v.button('Start').isDisabled());
});

test('an operator may stop the run; after the logout nothing is shown', async (t) => {
  const v = await visitor(t, url);
  v.allow(/status of 401/);
  await v.go('run/charts');
  await logIn(v, 'otto', 'runs things');
  await v.state('running');
  await v.page.reload();
  await v.state('running');
  await v.button('Stop').click();
  await v.state('stopped');
  await v.button('Log out').click();
  await v.page.getByRole('heading', { name: 'Log in' }).waitFor();
  assert.equal(await v.page.getByRole('tab').count(), 0);
  await v.page.reload();
  await v.page.getByRole('heading', { name: 'Log in' }).waitFor();
  assert.equal(await v.page.evaluate(async () => (await fetch('api/v1/runs/current')).status), 401);
});

// One run, seen again after a reload, from two browsers, and after its server was away.
import assert from 'node:assert/strict';
import test from 'node:test';
import { SHOP } from './scenarios.mjs';
import { eventually, stage } from './visit.mjs';

const { programs, visitor } = await stage();
const backend = await programs.backend('--latency', 'all=5ms');
const shop = programs.file('shop.yaml', SHOP);
const serve = (...more) => programs.load('-f', shop, '-H', backend.url, ...more);

// The course that a chart shows, as the page would save it: lines of [seconds, value, value].
async function course(v, title) {
  const [download] = await Promise.all([
    v.page.waitForEvent('download', { timeout: 5000 }), // a page that is reloaded saves nothing
    v.button(`${title}: data as CSV`).click(),
  ]);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  return Buffer.concat(chunks).toString().trim().split(/\r?\n/).slice(1).map((line) => line.split(',').map(Number));
}

// Asks the server how far it is: Chromium swallows every eleventh download of a page.
async function lastingFor(v, seconds) {
  await eventually(`${seconds} points`, async () => {
    const { series } = await v.page.evaluate(
      () => fetch('api/v1/runs/current').then((answer) => answer.json()),
    );
    return series.to_us.length >= seconds;
  });
  return eventually(`a course of ${seconds} points`, async () => {
    const points = await course(v, 'Requests and failures');
    return points.length >= seconds && points;
  });
}

test('a reload in mid-run shows the whole course so far', async (t) => {
  const v = await visitor(t, (await serve('--autostart')).url);
  await v.go('run/charts');
  await v.state('running');
  const before = await lastingFor(v, 4);
  await v.page.reload();
  await v.state('running');
  const after = await lastingFor(v, before.length);
  assert.deepEqual(after.slice(0, before.length - 1), before.slice(0, -1));
  assert.ok(after.some(([, requests]) => requests > 0));
});

test('two browsers see the same run, and what one of them does to it', async (t) => {
  const { url } = await serve('--autostart');
  const first = await visitor(t, url);
  const second = await visitor(t, url);
  await first.go('run/charts');
  await first.state('running');
  await lastingFor(first, 2);
  await second.go('run/charts');
  await second.state('running');
  await first.button('Edit users').click();
  await first.fill({ Users: '7', 'Users per second': '100' });
  await first.button('Apply').click();
  for (const one of [first, second]) {
    await eventually('seven users', async () => (await one.figure('Users')) === 7);
  }
  await second.button('Stop').click();
  for (const one of [first, second]) await one.state('stopped');
  const counts = await Promise.all([first.requestCount(), second.requestCount()]);
  assert.equal(counts[0], counts[1]);
  assert.deepEqual(await course(first, 'Users'), await course(second, 'Users'));
  assert.deepEqual(await course(first, 'Response times'), await course(second, 'Response times'));
});

test('a server that is gone is told, and found again', async (t) => {
  const gone = await serve('--autostart');
  const port = new URL(gone.url).port;
  const v = await visitor(t, gone.url);
  v.allow(/ERR_(CONNECTION_(REFUSED|RESET)|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING)/);
  await v.go('run/charts');
  await v.state('running');
  await gone.stop();
  await v.page.getByText('Connection lost').waitFor();
  await v.picture('live-connection-lost');
  await serve('--autostart', '--web-port', port);
  await v.page.getByText('Connection lost').waitFor({ state: 'detached' });
  await v.state('running');
  await lastingFor(v, 1);
});

// What can be taken away: each file of the download tab, data and picture of each chart.
import assert from 'node:assert/strict';
import test from 'node:test';
import { FAULTY } from './scenarios.mjs';
import { eventually, stage } from './visit.mjs';

const { programs, visitor } = await stage();
const backend = await programs.backend('--latency', 'all=5ms');
const { url } = await programs.load('-f', programs.file('faulty.yaml', FAULTY), '-H', backend.url,
  '-u', '5', '-r', '100', '-t', '3s', '--autostart');

const TYPES = {
  'report.html': /^text\/html/, 'result.json': /^application\/json/, 'stats.csv': /^text\/csv/,
  'history.csv': /^text\/csv/, 'failures.csv': /^text\/csv/, 'exceptions.csv': /^text\/csv/,
};

async function saved(v, button) {
  const [download] = await Promise.all([v.page.waitForEvent('download'), button.click()]);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  return { name: download.suggestedFilename(), bytes: Buffer.concat(chunks) };
}

test('each file of the download tab comes with its type and its content', async (t) => {
  const v = await visitor(t, url);
  await v.go('run/download');
  await v.state('stopped');
  const requests = await v.requestCount();
  const links = v.page.locator('.files a');
  await eventually('the links', async () => (await links.count()) === Object.keys(TYPES).length);
  for (const [file, type] of Object.entries(TYPES)) {
    const link = v.page.locator(`.files a[href$="${file}"]`);
    const answer = await v.page.request.get(new URL(await link.getAttribute('href'), `${v.url}/`).href);
    assert.equal(answer.status(), 200, file);
    assert.match(answer.headers()['content-type'], type, file);
    const { name, bytes } = await saved(v, link);
    assert.ok(name.endsWith(file), name);
    assert.deepEqual(bytes, await answer.body(), file);
    const text = bytes.toString();
    if (file === 'result.json') assert.equal(JSON.parse(text).total.num_requests, requests);
    if (file === 'stats.csv') assert.match(text, new RegExp(`,Aggregated,${requests},`));
    if (file === 'failures.csv') assert.match(text, /missing/);
    if (file === 'report.html') assert.match(text, /^<!doctype html>/i);
  }
});

test('data and picture of each chart can be saved', async (t) => {
  const v = await visitor(t, url);
  await v.go('run/charts');
  await v.state('stopped');
  const charts = v.page.locator('figure.chart');
  await eventually('five charts', async () => (await charts.count()) === 5);
  for (let at = 0; at < 5; at++) {
    const title = await charts.nth(at).getAttribute('aria-label');
    const data = await saved(v, charts.nth(at).getByRole('button', { name: /CSV$/ }));
    assert.match(data.name, /^[a-z-]+\.csv$/);
    assert.ok(data.bytes.toString().trim().split('\n').length > 2, title);
    const drawn = await saved(v, charts.nth(at).getByRole('button', { name: /PNG$/ }));
    assert.match(drawn.name, /^[a-z-]+\.png$/);
    assert.equal(drawn.bytes.subarray(1, 4).toString(), 'PNG', title);
    assert.ok(drawn.bytes.length > 5000, `${title}: ${drawn.bytes.length} bytes`);
  }
});

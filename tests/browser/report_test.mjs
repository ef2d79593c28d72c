// The HTML report of a run without web interface, opened from the disk.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { overflows, SIZES, violations } from './browser.mjs';
import { FAULTY } from './scenarios.mjs';
import { eventually, stage } from './visit.mjs';

const PAPER = 688; // px, A4 without its margins

const { programs, visitor } = await stage();
const backend = await programs.backend('--latency', 'all=5ms');
const html = join(programs.folder, 'report.html');
const result = join(programs.folder, 'result');
const run = await programs.run(['-f', programs.file('faulty.yaml', FAULTY), '-H', backend.url, '-u', '5', '-r', '5',
  '-t', '4s', '--headless', '--html', html, '--json-file', result]);
const again = join(programs.folder, 'again.html');
const made = await programs.run(['report', `${result}.json`, '-o', again]);

async function read(t, file, options) {
  const v = await visitor(t, '', options);
  await v.page.goto(`file://${file}`);
  await v.page.getByRole('heading', { level: 1 }).waitFor();
  return v;
}

for (const [look, options] of [['wide', {}], ['dark', { dark: true }], ['narrow', { size: SIZES.narrow }]]) {
  test(`the report has everything, and asks nobody: ${look}`, async (t) => {
    assert.equal(run.code, 1, run.text); // some of it failed
    const v = await read(t, html, options);
    for (const title of ['Verdict & ledger', 'Statistics', 'Percentiles', 'Charts', 'Failures', 'Distribution',
      'Phases', 'Users', 'Workers', 'Scenario & options']) {
      await v.page.getByRole('heading', { name: title, exact: true, level: 2 }).first().waitFor();
    }
    await v.page.getByText(/Numbers (trusted|degraded|invalid)/).first().waitFor();
    await v.page.getByRole('region', { name: 'Balance' }).getByText('Complete').waitFor();
    const statistics = v.page.getByRole('table', { name: /Requests by name/ });
    for (const name of ['look', 'missing', 'Aggregated']) {
      await statistics.getByRole('row').filter({ hasText: name }).first().waitFor();
    }
    // A run that is over has no "now": its rates are those of the whole run.
    assert.equal(await statistics.getByRole('columnheader', { name: / now/ }).count(), 0);
    await eventually('drawn charts', async () => (await v.page.locator('figure canvas').count()) >= 6);
    await v.page.getByRole('table', { name: /^Percentiles of All requests/ }).waitFor();
    assert.deepEqual(v.requests.filter((address) => !/^(file|data|blob):/.test(address)), []);
    assert.ok(!(await overflows(v.page)));
    assert.deepEqual(await violations(v.page), []);
    await v.picture(`report-${look}`);
  });
}

test('a name of the distribution is chosen, the table sorted, without a server', async (t) => {
  const v = await read(t, html);
  await v.page.getByRole('combobox', { name: 'Name' }).selectOption({ label: 'GET missing' });
  await v.page.getByRole('table', { name: /Percentiles of .*missing/ }).waitFor();
  const statistics = v.page.getByRole('table', { name: /Requests by name/ });
  await statistics.getByRole('button', { name: /^Requests/ }).first().click();
  await eventually('most requests first', async () =>
    /look/.test(await statistics.locator('tbody tr').first().innerText()));
});

test('the report is printed on pages of paper', async (t) => {
  const v = await read(t, html, { dark: true, size: { width: 1600, height: 900 } });
  const widths = () => v.page.locator('.uplot').evaluateAll((all) => all.map((one) => one.offsetWidth));
  await eventually('drawn charts', async () => (await widths()).length >= 6);
  const onScreen = await widths();
  await v.page.emulateMedia({ media: 'print' });
  await v.page.setViewportSize({ width: PAPER, height: 900 });
  await eventually('charts as wide as paper',
    async () => (await widths()).every((width) => width > 0.9 * PAPER && width < PAPER));
  assert.ok(!(await overflows(v.page)), 'something is wider than paper');
  const path = join(programs.folder, 'report.pdf');
  const pdf = await v.page.pdf({ format: 'A4', path });
  const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  t.diagnostic(`${pages} pages, ${pdf.length} bytes`);
  assert.ok(pages >= 3 && pages <= 20, `${pages} pages`);
  await v.picture('report-print');
  await v.page.setViewportSize({ width: 1600, height: 900 });
  await v.page.emulateMedia({ media: 'screen' });
  await eventually('charts as wide as before',
    async () => JSON.stringify(await widths()) === JSON.stringify(onScreen));
});

test('a report made later from the result reads the same', async (t) => {
  assert.equal(made.code, 0, made.text);
  const v = await read(t, html);
  const w = await read(t, again);
  assert.equal(await w.requestCount(), await v.requestCount());
  const table = (one) => one.page.getByRole('table', { name: /Requests by name/ }).innerText();
  assert.equal(await table(w), await table(v));
  await w.page.getByText(/Numbers (trusted|degraded|invalid)/).first().waitFor();
});

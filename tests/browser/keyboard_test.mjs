// Without a mouse.
import assert from 'node:assert/strict';
import test from 'node:test';
import { SHOP } from './scenarios.mjs';
import { eventually, stage } from './visit.mjs';

const { programs, visitor } = await stage();
const backend = await programs.backend('--latency', 'all=5ms');
const shop = programs.file('shop.yaml', SHOP);

const focused = (v) => v.page.evaluate(() => {
  const one = document.activeElement;
  return one.id || one.getAttribute('aria-label') || one.textContent.trim();
});

// Goes on with the Tab key until the wanted element has the focus.
async function tabTo(v, wanted, most = 40) {
  const seen = [];
  for (let presses = 0; presses < most; presses++) {
    await v.page.keyboard.press('Tab');
    seen.push(await focused(v));
    if (seen.at(-1) === wanted) return;
  }
  assert.fail(`the Tab key does not reach ${wanted}: ${seen.join(', ')}`);
}

test('a run is started, looked at and stopped by keys alone', async (t) => {
  const { url } = await programs.load('-f', shop, '-H', backend.url);
  const v = await visitor(t, url);
  await v.go();
  await v.page.getByRole('heading', { name: 'New run' }).waitFor();
  await v.page.keyboard.press('Tab');
  assert.equal(await focused(v), 'Skip to the content');
  await v.page.keyboard.press('Enter');
  assert.equal(await focused(v), 'main');
  await tabTo(v, 'users');
  await v.page.keyboard.press('Control+A');
  await v.page.keyboard.type('6');
  await v.page.keyboard.press('Enter');
  await v.state('running');
  await eventually('six users', async () => (await v.figure('Users')) === 6);

  await tabTo(v, 'tab-charts');
  const selected = () => v.page.locator('[role=tab][aria-selected=true]').getAttribute('id');
  for (const [key, wanted] of [['ArrowRight', 'tab-statistics'], ['ArrowRight', 'tab-failures'],
    ['ArrowLeft', 'tab-statistics'], ['End', 'tab-download'], ['ArrowRight', 'tab-charts'],
    ['ArrowLeft', 'tab-download'], ['Home', 'tab-charts']]) {
    await v.page.keyboard.press(key);
    await eventually(`${key} goes to ${wanted}`, async () => (await selected()) === wanted);
    assert.equal(await focused(v), wanted);
  }
  await v.page.keyboard.press('ArrowRight');
  await v.page.getByRole('table', { name: /Requests by name/ }).waitFor();
  await v.page.keyboard.press('Tab');
  await v.page.keyboard.type('order');
  await v.page.getByText('1 of 3 lines').waitFor();

  await v.page.keyboard.press('Escape');
  await v.page.reload();
  await v.state('running');
  await tabTo(v, 'Stop');
  assert.ok(await v.page.evaluate(() => {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 2;
  }), 'the focus can be seen');
  await v.picture('keyboard-focus', false);
  await v.page.keyboard.press('Enter');
  await v.state('stopped');
});

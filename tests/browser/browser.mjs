// Debian's Chromium for tests of the pages: what it said on its console, what axe-core finds, and
// pictures of what it showed.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { LIMIT } from './programs.mjs';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const SIZES = { wide: { width: 1280, height: 900 }, narrow: { width: 390, height: 844 } };
export const PICTURES = process.env.AURAX_PICTURES ?? 'pictures';

export async function launch() {
  return chromium.launch({
    executablePath: process.env.AURAX_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
}

// A page in a context of its own, everything that went wrong in it, and every address it asked for.
export async function open(browser, { size = SIZES.wide, dark = false, ...more } = {}) {
  const context = await browser.newContext({
    viewport: size, colorScheme: dark ? 'dark' : 'light', bypassCSP: false, ...more,
  });
  context.setDefaultTimeout(LIMIT);
  const page = await context.newPage();
  const errors = [];
  const requests = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} ${message.location().url ?? ''}`.trim());
  });
  page.on('pageerror', (error) => errors.push(String(error.stack ?? error)));
  page.on('request', (request) => requests.push(request.url()));
  return { page, context, errors, requests };
}

// What axe-core calls serious or critical, as sentences. Evaluated by the debugger, so that the
// page's own Content-Security-Policy stays as it is.
export async function violations(page) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource);
  const found = await page.evaluate(() => globalThis.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'],
  }));
  return found.violations
    .filter((one) => one.impact === 'serious' || one.impact === 'critical')
    .map((one) => `${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map((node) => `${node.target} ${node.failureSummary}`).join(' | ')}`);
}

// Whether the page is wider than its window, which nobody can read on a telephone.
export const overflows = (page) => page.evaluate(
  () => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1,
);

export async function picture(page, folder, name, fullPage = true) {
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage });
}

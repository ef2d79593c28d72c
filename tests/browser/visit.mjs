// What tests of the pages have in common: a stage with programs and a browser, and a visitor who
// reads and does what people do.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { launch, open, picture, PICTURES } from './browser.mjs';
import { LIMIT, Programs } from './programs.mjs';

// Asks until the answer is truthy, and gives it; what is asked may fail meanwhile.
export async function eventually(what, ask, limit = LIMIT) {
  const end = Date.now() + limit;
  let last;
  for (;;) {
    try {
      last = await ask();
      if (last) return last;
    } catch (problem) {
      last = problem;
    }
    if (Date.now() > end) throw new Error(`not within ${limit} ms: ${what} (last: ${last})`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

// "1,234" -> 1234, "< 0.01 %" -> 0.01; NaN without a number.
export const numberIn = (text) => Number.parseFloat((text.match(/-?[\d,]*\.?\d+/) ?? ['NaN'])[0].replace(/,/g, ''));

export class Visitor {
  constructor({ page, context, errors, requests }, url) {
    Object.assign(this, { page, context, errors, requests, url, allowed: [] });
  }

  async go(place = '') {
    await this.page.goto(`${this.url}/${place ? `#/${place}` : ''}`);
  }

  tab(name) {
    return this.page.getByRole('tab', { name });
  }

  // A figure of the run's header: "Users" -> 12.
  async figure(label) {
    const box = this.page.locator('.figure').filter({ has: this.page.locator(`dt:text-is("${label}")`) });
    return numberIn(await box.locator('strong').innerText());
  }

  // How many requests the header tells of.
  async requestCount() {
    const text = await this.page.locator('.figure small').filter({ hasText: / requests$/ }).innerText();
    return numberIn(text);
  }

  async state(wanted) {
    await this.page.locator('.run-title .badge').first().filter({ hasText: wanted }).waitFor();
  }

  button(name) {
    return this.page.getByRole('button', { name, exact: true });
  }

  input(label) {
    return this.page.getByRole('textbox', { name: label, exact: true });
  }

  async fill(fields) {
    for (const [label, value] of Object.entries(fields)) {
      await this.input(label).fill(value);
    }
  }

  // The message at a field of a form.
  async mistakeAt(label) {
    const field = this.input(label);
    await eventually(`a mistake at ${label}`, async () => (await field.getAttribute('aria-invalid')) === 'true');
    const described = (await field.getAttribute('aria-describedby')).split(' ');
    const told = this.page.locator(`#${described.find((one) => one.endsWith('-mistake'))}`);
    return told.innerText();
  }

  picture(name, fullPage = true) {
    return picture(this.page, PICTURES, name, fullPage);
  }

  // What a test brings about itself (a refusal, a server that is gone) is on the console too.
  allow(pattern) {
    this.allowed.push(pattern);
  }

  faults() {
    return this.errors.filter((error) => !this.allowed.some((pattern) => pattern.test(error)));
  }

  async leave() {
    await this.context.close();
  }
}

// The programs and the browser of a test file; all is ended with it.
export async function stage() {
  const programs = new Programs();
  const browser = await launch();
  after(async () => {
    await browser.close();
    await programs.end();
  });
  return {
    programs,
    browser,
    // A visitor who must have left no error on the console when the test `t` ends.
    async visitor(t, url, options = {}) {
      const visitor = new Visitor(await open(browser, options), url);
      t.after(async () => {
        await visitor.leave();
        assert.deepEqual(visitor.faults(), [], 'the console of the page has errors');
      });
      return visitor;
    },
  };
}

// Walks through every page of a server that has a run, takes pictures, and says what is wrong:
//   node look.mjs URL FOLDER
import { launch, open, overflows, picture, SIZES, violations } from './browser.mjs';

const [url, folder] = process.argv.slice(2);
const TABS = ['charts', 'statistics', 'failures', 'distribution', 'phases', 'users', 'workers', 'logs',
  'ledger', 'scenario', 'download'];
const LOOKS = [['wide', SIZES.wide, false], ['narrow', SIZES.narrow, false], ['dark', SIZES.wide, true]];

const browser = await launch();
let wrong = 0;
const complain = (where, texts) => {
  for (const text of texts) {
    wrong++;
    console.log(`${where}: ${text}`);
  }
};
for (const [look, size, dark] of LOOKS) {
  const { page, context, errors } = await open(browser, { size, dark });
  for (const place of ['new', ...TABS.map((tab) => `run/${tab}`), 'runs']) {
    await page.goto(`${url}#/${place}`);
    await page.waitForTimeout(600);
    const name = `${look}-${place.replace('/', '-')}`;
    await picture(page, folder, name);
    complain(name, await violations(page));
    if (await overflows(page)) complain(name, ['wider than the window']);
  }
  complain(look, errors);
  await context.close();
}
await browser.close();
console.log(`${wrong} wrong`);
process.exit(wrong > 0 ? 1 : 0);

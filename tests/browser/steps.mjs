// What people do in the pages, for tests against any server.
export async function fillStart(page, values) {
  for (const [label, value] of Object.entries(values)) {
    await page.getByLabel(label, { exact: true }).fill(String(value));
  }
}

export const pressStart = (page) => page.getByRole('button', { name: 'Start', exact: true }).click();

export async function startRun(page, url, values) {
  await page.goto(`${url}#/new`);
  await fillStart(page, values);
  await pressStart(page);
  await page.getByRole('button', { name: 'Stop', exact: true }).waitFor();
}

export async function editUsers(page, users, rate) {
  await page.getByRole('button', { name: 'Edit users' }).click();
  await page.getByRole('form', { name: 'Edit users' }).getByLabel('Users', { exact: true }).fill(String(users));
  await page.getByLabel('Users per second').fill(String(rate));
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.getByRole('form', { name: 'Edit users' }).waitFor({ state: 'detached' });
}

export async function stopRun(page) {
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await state(page, 'stopped');
}

export const state = (page, word) => page.locator('.run-title .badge', { hasText: word }).first().waitFor();

export const openTab = async (page, label) => {
  await page.getByRole('tab', { name: label }).click();
};

export async function logIn(page, url, user, password) {
  await page.goto(url);
  await page.getByLabel('User', { exact: true }).fill(user);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
}

// Points that the chart with this title shows.
export const chart = (page, title) => page.getByRole('figure', { name: title, exact: true });

export async function dragAcross(page, figure, from = 0.3, to = 0.6) {
  const box = await figure.locator('.u-over').boundingBox();
  await page.mouse.move(box.x + box.width * from, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * to, box.y + 60, { steps: 5 });
  await page.mouse.up();
}

import type { Browser, BrowserContext, Locator, Page } from '@playwright/test';
import { startCoturn } from '../harness/coturn.ts';
import { callAndAccept, expectMediaFlows, press, stage, tile as callTile } from './parts/call.ts';
import { expect, sfuEnv, test } from './parts/fixtures.ts';
import { openDirect, sendSmallVideo } from './parts/person.ts';

const OPEN = { MEET: 'everyone', MEET_PATH: 'direct' };

/** A browser of somebody who was never here. */
async function newcomer(browser: Browser, baseURL: string): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ baseURL });
  await context.addInitScript(sendSmallVideo);
  return { context, page: await context.newPage() };
}

const status = (page: Page): Locator => page.locator('.meet-status');

async function fillIn(page: Page, name: string, ...tags: string[]): Promise<void> {
  await page.getByRole('textbox', { name: 'The name they see' }).fill(name);
  for (const tag of tags) {
    await page.getByRole('textbox', { name: 'What you like' }).fill(tag);
    await page.keyboard.press('Enter');
  }
  const age = page.getByRole('checkbox', { name: 'I am 18 or older.' });
  if (await age.isVisible()) await age.check();
}

async function begin(page: Page, name: string, ...tags: string[]): Promise<void> {
  await page.goto('/meet');
  await expect(page.getByRole('button', { name: 'Start' })).toBeVisible();
  await fillIn(page, name, ...tags);
  await page.getByRole('button', { name: 'Start' }).click();
}

async function sees(page: Page, partner: string): Promise<void> {
  await expect(page.getByRole('group', { name: partner, exact: true })).toBeVisible();
  await expectMediaFlows(page, 1);
}

test('a newcomer, given only the address, talks to a stranger through the server', async ({
  browser,
  ownServer,
}) => {
  test.setTimeout(180_000);
  const { url } = await ownServer({
    env: { MEET: 'everyone', MEET_PATH: 'sfu', ANNOUNCED_ADDRESS: '127.0.0.1', ...sfuEnv() },
    owned: true,
  });
  const [alice, bob] = [await newcomer(browser, url), await newcomer(browser, url)];
  await begin(alice.page, 'Alice', 'Jazz', 'hiking');
  await expect(status(alice.page)).toHaveText('Looking for someone who likes #jazz and #hiking.');

  const since = performance.now();
  await bob.page.goto('/');
  await bob.page.getByRole('link', { name: 'Meet a stranger' }).click();
  await fillIn(bob.page, 'Bob', '#jazz');
  await bob.page.getByRole('button', { name: 'Start' }).click();
  await Promise.all([sees(alice.page, 'Bob'), sees(bob.page, 'Alice')]);
  console.log(`from the address to a stranger's picture: ${Math.round(performance.now() - since)} ms`);
  await expect(status(bob.page)).toContainText('You both like #jazz');
  await expect(bob.page.locator('.meet-way')).toContainText('Server');

  await Promise.all([
    expect(bob.page.getByText('Alice is writing')).toBeVisible(),
    alice.page.getByRole('textbox', { name: 'Write to Bob' }).pressSequentially('Hello <b>you</b>'),
  ]);
  await alice.page.keyboard.press('Enter');
  await expect(bob.page.getByRole('log').getByText('Hello <b>you</b>')).toBeVisible();

  await bob.page.keyboard.press('n');
  await expect(status(alice.page)).toContainText('They went on. Looking for');
  await bob.page.keyboard.press('x');
  await expect(bob.page.getByRole('button', { name: 'Start' })).toBeVisible();
  await Promise.all([alice.context.close(), bob.context.close()]);
});

test('two tabs of one browser meet, in each of the layouts', async ({ browser, ownServer }) => {
  const { url } = await ownServer({ env: OPEN });
  const { context, page } = await newcomer(browser, url);
  await begin(page, 'Alice', 'tabs');
  // By then the server knows that they are of age, and the other tab does not ask.
  await expect(status(page)).toHaveText('Looking for someone who likes #tabs.');
  const other = await context.newPage();
  await other.goto('/meet');
  await other.getByRole('button', { name: 'Start' }).click();
  await Promise.all([sees(page, 'Alice'), sees(other, 'Alice')]);
  for (const layout of ['Mostly video', 'Mostly chat', 'Same size']) {
    await page.getByRole('radio', { name: layout }).click();
    await expect(page.getByRole('radio', { name: layout })).toBeChecked();
    await expect(page.locator('.meet-tile[data-who="stranger"] video[data-shown="true"]')).toBeInViewport();
  }
  await context.close();
});

test('three and four people are paired without a double match', async ({ browser, ownServer }) => {
  test.setTimeout(180_000);
  const { url } = await ownServer({ env: OPEN });
  const names = ['Alice', 'Bob', 'Carol', 'Dave'];
  const people = await Promise.all(names.map(() => newcomer(browser, url)));
  /** How many see each other, and how many see anyone. */
  const pairs = async () => {
    const seen = await Promise.all(people.map(async ({ page }) => (await strangersOn(page)).join()));
    const paired = names.filter((name, index) => seen[names.indexOf(seen[index] ?? '')] === name);
    return { paired: paired.length, seeing: seen.filter((name) => names.includes(name)).length };
  };
  await Promise.all(people.slice(0, 3).map(({ page }, index) => begin(page, names[index] ?? '')));
  await expect.poll(pairs, { timeout: 45_000 }).toEqual({ paired: 2, seeing: 2 });
  await Promise.all(people.slice(3).map(({ page }) => begin(page, 'Dave')));
  await expect.poll(pairs, { timeout: 45_000 }).toEqual({ paired: 4, seeing: 4 });
  await Promise.all(people.map(({ context }) => context.close()));
});

const strangersOn = (page: Page): Promise<(string | null)[]> =>
  page
    .locator('.meet-tile[data-who="stranger"]')
    .evaluateAll((tiles) => tiles.map((tile) => tile.getAttribute('aria-label')));

test('the time runs out by itself, unless both want more', async ({ browser, ownServer }) => {
  const { url } = await ownServer({ env: { ...OPEN, MEET_SECONDS: '10' } });
  const [alice, bob] = [await newcomer(browser, url), await newcomer(browser, url)];
  await Promise.all([begin(alice.page, 'Alice'), begin(bob.page, 'Bob')]);
  await alice.page.getByRole('button', { name: 'More time', exact: true }).click();
  const agree = bob.page.getByRole('button', { name: 'They want more time. Agree' });
  await expect(agree).toBeVisible();
  const before = await endsAt(bob.page);
  await agree.click();
  const more = async () => Math.round(((await endsAt(bob.page)) - before) / 10);
  await expect.poll(more, { message: 'tens of seconds more' }).toBe(1);
  await expect(alice.page.getByText('The time was up.')).toBeVisible({ timeout: 30_000 });
  await expect(bob.page.getByText('The time was up.')).toBeVisible();
  await Promise.all([alice.context.close(), bob.context.close()]);
});

/** The second of this clock at which the page says that the meeting ends; NaN once there is none. */
async function endsAt(page: Page): Promise<number> {
  const [left] = await page.getByRole('timer').allInnerTexts();
  return performance.now() / 1_000 + Number(left?.split(':')[1]);
}

test('members who both ask keep in touch; whoever is reported is not met again', async ({
  person,
  ownServer,
}) => {
  const { url: at } = await ownServer({ env: OPEN, owned: true });
  const [alice, bob] = [await person('Alice', { at }), await person('Bob', { at })];
  await Promise.all([begin(alice.page, 'Alice'), begin(bob.page, 'Bob')]);
  await alice.page.getByRole('button', { name: 'Keep in touch' }).click();
  await bob.page.getByRole('button', { name: 'Keep in touch' }).click();
  await expect(alice.page.getByRole('button', { name: 'In touch' })).toBeVisible();
  await expect(bob.page.getByRole('link', { name: /Alice/ })).toBeVisible();

  await alice.page.getByRole('button', { name: 'Report or block' }).click();
  await alice.page.getByRole('checkbox', { name: 'Spam or fraud' }).check();
  await alice.page.getByRole('button', { name: 'Report and block' }).click();
  await expect(alice.page.getByText('Reported. You two will not meet again.')).toBeVisible();
  await expect(status(bob.page)).toContainText('The meeting was ended. Looking for anyone.');
});

test('a report that is being written outlives the meeting, and the last one can be reported', async ({
  browser,
  ownServer,
}) => {
  const { url } = await ownServer({ env: OPEN });
  const [alice, bob] = [await newcomer(browser, url), await newcomer(browser, url)];
  await Promise.all([begin(alice.page, 'Alice'), begin(bob.page, 'Bob')]);
  await alice.page.getByRole('button', { name: 'Report or block' }).click();
  const dialog = alice.page.getByRole('dialog', { name: 'Report Bob' });
  await dialog.getByRole('checkbox', { name: 'Spam or fraud' }).check();
  await bob.page.keyboard.press('x');
  await expect(status(alice.page)).toContainText('They stopped.');
  await expect(dialog.getByRole('checkbox', { name: 'Spam or fraud' })).toBeChecked();
  await alice.page.keyboard.press('Escape');
  await alice.page.getByRole('button', { name: 'Report the last one' }).click();
  await dialog.getByRole('checkbox', { name: 'Spam or fraud' }).check();
  await Promise.all([
    expect(alice.page.getByText('Thank you. Moderators will look at it.')).toBeVisible(),
    dialog.getByRole('button', { name: 'Report and block' }).click(),
  ]);
  await expect(alice.page.getByRole('button', { name: 'Report the last one' })).toBeHidden();
  // Whoever stopped may have something to say too.
  await bob.page.getByRole('button', { name: 'Report the last one' }).click();
  await expect(bob.page.getByRole('dialog', { name: 'Report Alice' })).toBeVisible();
  await Promise.all([alice.context.close(), bob.context.close()]);
});

test('a call does not cover Meet; starting ends it, and taking the next one ends Meet', async ({
  person,
  ownServer,
}) => {
  const { url: at } = await ownServer({ env: OPEN, owned: true });
  const [alice, bob] = [await person('Alice', { at }), await person('Bob', { at })];
  await openDirect(alice, bob);
  await callAndAccept(alice, bob);
  await alice.page.getByRole('link', { name: 'Meet', exact: true }).click();
  await expect(alice.page.getByText('Starting ends the call you are in.')).toBeVisible();
  await fillIn(alice.page, 'Alice');
  // What tells of the end goes by itself.
  await Promise.all([
    expect(stage(bob.page).getByText('Call ended')).toBeVisible(),
    press(alice.page, 'Start'),
  ]);
  await expect(status(alice.page)).toHaveText('Looking for anyone.');

  await press(bob.page, 'Video call');
  await press(alice.page, 'Accept with video');
  await expect(callTile(alice.page, 'Bob')).toBeVisible();
  await expect(callTile(bob.page, 'Alice')).toBeVisible();
  await expect(status(alice.page)).toHaveCount(0);
  await expectMediaFlows(bob.page, 1);
});

test('over the relay nothing tells where the other is, and a lost line keeps the partner', async ({
  browser,
  ownServer,
}) => {
  const coturn = await startCoturn(['allow-loopback-peers', 'allowed-peer-ip=127.0.0.1']);
  try {
    const turn = { TURN_URLS: coturn.urlOf('udp'), TURN_SECRET: coturn.secret };
    const { url } = await ownServer({ env: { MEET: 'everyone', ...turn } });
    const [alice, bob] = [await newcomer(browser, url), await newcomer(browser, url)];
    const heard: string[] = [];
    bob.page.on('websocket', (socket) => {
      socket.on('framereceived', ({ payload }) => void heard.push(String(payload)));
    });
    await Promise.all([begin(alice.page, 'Alice'), begin(bob.page, 'Bob')]);
    await Promise.all([sees(alice.page, 'Bob'), sees(bob.page, 'Alice')]);
    await expect(bob.page.locator('.meet-way')).toContainText('Relay');
    const signals = heard.filter((frame) => frame.includes('"call.signal"'));
    expect(signals.join('\n')).toContain('typ relay');
    expect(signals.join('\n')).not.toMatch(/typ (host|srflx|prflx)|\.local|raddr (?!0\.0\.0\.0)/);

    await alice.context.setOffline(true);
    await alice.page.evaluate(() => window.dispatchEvent(new Event('offline')));
    await alice.context.setOffline(false);
    await sees(bob.page, 'Alice');
    await Promise.all([alice.context.close(), bob.context.close()]);
  } finally {
    await coturn.close();
  }
});

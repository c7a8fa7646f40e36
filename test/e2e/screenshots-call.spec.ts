import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import postgres from 'postgres';
import { callAndAccept, press, ringing, stage, tile } from './parts/call.ts';
import { expect, test } from './parts/fixtures.ts';
import { paintCamera, paintScreen } from './parts/painted-camera.ts';
import { makeGroup, openChat, openDirect, type Person } from './parts/person.ts';

const KEPT = resolve(import.meta.dir, '../../docs/screenshots');
const MADE = resolve(import.meta.dir, '../../test-results/screenshots');
const RENEW = process.env['PARLEY_SCREENSHOTS'] === 'renew';

const SIZES = {
  phone: { width: 390, height: 844 },
  tablet: { width: 820, height: 1180 },
  desktop: { width: 1440, height: 900 },
} as const;

/** The stage is dark in either theme; what stands around it takes turns. */
test('ringing, a call of two and a call of three with a screen fit every size', async ({ person }) => {
  test.setTimeout(150_000);
  const alice = await person('Alice', { device: { reducedMotion: 'reduce', locale: 'en-GB' } });
  const [bob, carol] = [await person('Bob'), await person('Carol')];
  await Promise.all([alice, bob, carol].map(({ page }, index) => paintCamera(page, 30 + 90 * index)));
  await paintScreen(bob.page);

  await openDirect(bob, alice);
  await press(bob.page, 'Video call');
  await expect(ringing(alice.page)).toBeVisible();
  await takeAll(alice.page, 'ringing');
  await press(alice.page, 'Accept with video');
  await expectPictures(alice.page, ['Bob']);
  await takeAll(alice.page, 'call');
  await press(alice.page, 'Hang up');
  await expect(stage(alice.page)).toBeHidden();

  await callOfThree(alice, bob, carol);
  await takeAll(alice.page, 'call-group');
  await press(bob.page, 'Share screen');
  await expect(tile(alice.page, "Bob's screen").locator('video[data-shown=true]')).toBeVisible();
  await expect(tile(alice.page, "Bob's screen").getByText('on its way')).toHaveCount(0);
  await takeAll(alice.page, 'call-screen');
});

test('a meeting of strangers fits every size', async ({ person, ownServer }) => {
  const { url: at } = await ownServer({ env: { MEET: 'everyone', MEET_PATH: 'direct' }, owned: true });
  const alice = await person('Alice', { at, device: { reducedMotion: 'reduce', locale: 'en-GB' } });
  const bob = await person('Bob', { at });
  await Promise.all([alice, bob].map(({ page }, index) => paintCamera(page, 30 + 90 * index)));
  for (const { page } of [alice, bob]) {
    await page.goto('/meet');
    await page.getByRole('textbox', { name: 'What you like' }).fill('sailing');
    await page.keyboard.press('Enter');
    await page.getByRole('checkbox', { name: 'I am 18 or older.' }).check();
    await press(page, 'Start');
  }
  await expect(alice.page.getByText('You both like #sailing')).toBeVisible({ timeout: 20_000 });
  const picture = alice.page.getByRole('group', { name: 'Bob', exact: true });
  await expect(picture.getByRole('img', { name: /^(Good|Fair|Poor) connection/ })).toBeVisible();
  for (const [from, to, text] of [
    [bob, alice, 'Hello. What is the wind like where you are?'],
    [alice, bob, 'Steady, from the west. Do you sail alone?'],
  ] as const) {
    await from.page.getByRole('textbox', { name: `Write to ${to.name}` }).fill(text);
    await from.page.keyboard.press('Enter');
    await expect(alice.page.getByRole('log').getByText(text)).toBeVisible();
  }
  await takeAll(alice.page, 'meet');
});

test('a room off the record fits every size', async ({ person }) => {
  const alice = await person('Alice', { device: { reducedMotion: 'reduce', locale: 'en-GB' } });
  const bob = await person('Bob');
  for (const { page } of [alice, bob]) await page.goto('/direct/harbour');
  await expect(alice.page.getByText('Connected with Bob')).toBeVisible();
  for (const [from, text] of [
    [bob, 'The survey of the hull is done. Nobody else should see it yet.'],
    [alice, 'Then send it here.'],
  ] as const) {
    await from.page.getByRole('textbox', { name: 'Message off the record' }).fill(text);
    await from.page.keyboard.press('Enter');
    await expect(alice.page.getByRole('log', { name: 'Texts' }).getByText(text)).toBeVisible();
  }
  const file = { name: 'survey.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(1_400_000) };
  await bob.page.getByLabel('Files to send').setInputFiles(file);
  await expect(alice.page.getByRole('button', { name: 'Accept' })).toBeVisible();
  await takeAll(alice.page, 'off-the-record');
});

test('the pages of who looks after the server fit every size', async ({ person, ownServer }) => {
  const { url: at, ownerToken, databaseUrl } = await ownServer();
  const invite = ownerToken ?? '';
  const alice = await person('Alice', { at, invite, device: { reducedMotion: 'reduce', locale: 'en-GB' } });
  for (const name of ['Bob', 'Carol', 'Dave']) await person(name, { at });
  await fillDays(databaseUrl);
  await alice.page.goto('/admin');
  await expect(alice.page.locator('.chart canvas')).toHaveCount(6);
  await takeAll(alice.page, 'admin');
  await alice.page.getByRole('link', { name: 'People' }).last().click();
  await expect(alice.page.getByText('Dave', { exact: true })).toBeVisible();
  await takeAll(alice.page, 'admin-people');
});

/** A month of a small office, quieter on weekends. */
async function fillDays(databaseUrl: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1 });
  await sql`
    insert into server_days
    select to_char(now() at time zone 'UTC' - d * interval '1 day', 'YYYY-MM-DD'), busy * 40 + 30 * sin(d), busy + 2,
      busy, busy - 1, d % 11 / 10, busy * 400000, busy * 2, busy / 4, busy / 3, 380 + 10 * (d % 5), 700 + 60 * (d % 7)
    from generate_series(1, 32) d,
      lateral (select case when d % 7 < 2 then 3 else 9 + d % 4 end as busy) b`;
  await sql`
    insert into meet_days
    select day, calls * 3, calls * 3 - 1, 1, calls / 8, 900000, 900 + calls * 20, 2600 + calls * 90 from server_days`;
  await sql.end();
}

async function callOfThree(alice: Person, bob: Person, carol: Person): Promise<void> {
  const group = await makeGroup(alice, [bob, carol]);
  await Promise.all([alice, bob, carol].map(({ page }) => openChat(page, group.id)));
  await callAndAccept(bob, alice);
  await press(carol.page, 'Accept with video');
  await expectPictures(alice.page, ['Bob', 'Carol']);
  await press(carol.page, 'Mute');
  await expect(tile(alice.page, 'Carol').getByRole('img', { name: 'Muted' })).toBeVisible();
}

async function expectPictures(page: Page, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await expect(tile(page, name)).toBeVisible();
    await expect(tile(page, name).getByRole('img', { name: 'Connecting', exact: true })).toHaveCount(0);
    await expect(tile(page, name).getByRole('img', { name: /^(Good|Fair|Poor) connection/ })).toBeVisible();
  }
}

async function takeAll(page: Page, what: string): Promise<void> {
  for (const [size, viewport] of Object.entries(SIZES)) {
    const colorScheme = size === 'tablet' ? 'dark' : 'light';
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(viewport);
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    await expect.poll(overflow, `${what}, ${size}: wider than its window`).toBeLessThanOrEqual(0);
    await take(page, `${what}-${size}-${colorScheme}`);
  }
}

async function take(page: Page, name: string): Promise<void> {
  mkdirSync(MADE, { recursive: true });
  mkdirSync(KEPT, { recursive: true });
  const made = join(MADE, `${name}.png`);
  const picture = await page.screenshot({ path: made });
  expect(picture.length, `${name}: an empty picture`).toBeGreaterThan(4_000);
  if (RENEW || !existsSync(join(KEPT, `${name}.png`))) copyFileSync(made, join(KEPT, `${name}.png`));
}

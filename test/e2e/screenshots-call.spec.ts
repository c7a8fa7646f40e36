import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { BrowserContextOptions, Page } from '@playwright/test';
import { callAndAccept, press, ringing, stage, tile } from './parts/call.ts';
import { expect, test } from './parts/fixtures.ts';
import { paintCamera, paintScreen } from './parts/painted-camera.ts';
import { makeGroup, openChat, openDirect, type Person } from './parts/person.ts';

const KEPT = resolve(import.meta.dir, '../../docs/screenshots');
const MADE = resolve(import.meta.dir, '../../test-results/screenshots');
const RENEW = process.env['PARLEY_SCREENSHOTS'] === 'renew';

const SIZES = {
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 1 },
  tablet: { viewport: { width: 820, height: 1180 }, hasTouch: true },
  desktop: { viewport: { width: 1440, height: 900 } },
} as const satisfies Record<string, BrowserContextOptions>;

for (const [size, device] of Object.entries(SIZES)) {
  const theme = size === 'tablet' ? 'dark' : 'light';
  test(`ringing, a call of two and a call of three with a screen fit a ${size}`, async ({ person }) => {
    const look = { ...device, colorScheme: theme, reducedMotion: 'reduce' } as const;
    const alice = await person('Alice', { device: look });
    const [bob, carol] = [await person('Bob'), await person('Carol')];
    await Promise.all([alice, bob, carol].map(({ page }, index) => paintCamera(page, 30 + 90 * index)));

    await paintScreen(bob.page);

    await openDirect(bob, alice);
    await press(bob.page, 'Video call');
    await expect(ringing(alice.page)).toBeVisible();
    await take(alice.page, `ringing-${size}-${theme}`);
    await press(alice.page, 'Accept with video');
    await expectPictures(alice.page, ['Bob']);
    await take(alice.page, `call-${size}-${theme}`);
    await press(alice.page, 'Hang up');
    await expect(stage(alice.page)).toBeHidden();

    await callOfThree(alice, bob, carol);
    await take(alice.page, `call-group-${size}-${theme}`);
    await press(bob.page, 'Share screen');
    await expect(tile(alice.page, "Bob's screen").locator('video[data-shown=true]')).toBeVisible();
    await expect(tile(alice.page, "Bob's screen").getByText('on its way')).toHaveCount(0);
    await take(alice.page, `call-screen-${size}-${theme}`);
  });
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

async function take(page: Page, name: string): Promise<void> {
  mkdirSync(MADE, { recursive: true });
  mkdirSync(KEPT, { recursive: true });
  const made = join(MADE, `${name}.png`);
  const picture = await page.screenshot({ path: made });
  expect(picture.length, `${name}: an empty picture`).toBeGreaterThan(4_000);
  if (RENEW || !existsSync(join(KEPT, `${name}.png`))) copyFileSync(made, join(KEPT, `${name}.png`));
}

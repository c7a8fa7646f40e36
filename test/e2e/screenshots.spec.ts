import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { BrowserContextOptions, Page } from '@playwright/test';
import { expect, test } from './parts/fixtures.ts';
import { type Person, signUp } from './parts/person.ts';
import { makeScene, type Scene } from './parts/scene.ts';

/** Kept in the repository; renewed only where asked for, since every run's clock is another. */
const KEPT = resolve(import.meta.dir, '../../docs/screenshots');
const MADE = resolve(import.meta.dir, '../../test-results/screenshots');
const RENEW = process.env['PARLEY_SCREENSHOTS'] === 'renew';

const SIZES = {
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 1 },
  tablet: { viewport: { width: 820, height: 1180 }, hasTouch: true },
  desktop: { viewport: { width: 1440, height: 900 } },
} as const satisfies Record<string, BrowserContextOptions>;

/** `shows` stands on the page once all of it is there. */
const PAGES: readonly { name: string; path: (scene: Scene) => string; shows: string }[] = [
  { name: 'conversation', path: ({ direct }) => `/c/${direct}`, shows: 'Platform 2' },
  { name: 'group', path: ({ group }) => `/c/${group}`, shows: 'Save me a seat' },
  { name: 'details', path: ({ group }) => `/c/${group}?details`, shows: 'Leave group' },
  { name: 'messages', path: () => '/', shows: 'Watercooler' },
  { name: 'people', path: ({ bob }) => `/people/${bob}`, shows: 'Audio call' },
  { name: 'new-group', path: () => '/new?group', shows: 'Create group' },
  { name: 'settings', path: () => '/settings', shows: 'This device' },
  { name: 'calls', path: () => '/calls', shows: 'You have had no calls yet' },
];

let alice: Person;
let scene: Scene;
test.beforeAll(async ({ browser, server }) => {
  mkdirSync(MADE, { recursive: true });
  mkdirSync(KEPT, { recursive: true });
  const cast = [];
  for (const name of ['Alice', 'Bob', 'Carol'])
    cast.push(await signUp({ browser, baseURL: server.url, name }));
  scene = await makeScene(cast);
  alice = cast[0] as Person;
});

for (const [size, device] of Object.entries(SIZES)) {
  for (const theme of ['light', 'dark'] as const) {
    test(`every page fits a ${size} in the ${theme} theme`, async ({ browser, server }) => {
      const context = await browser.newContext({
        ...device,
        baseURL: server.url,
        colorScheme: theme,
        locale: 'en-GB',
        reducedMotion: 'reduce',
      });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto('/sign-in');
      await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
      await take(page, `sign-in-${size}-${theme}`);
      await context.addCookies(await alice.context.cookies());
      await page.goto('/');
      for (const { name, path, shows } of PAGES) {
        await go(page, path(scene));
        await expect(page.getByText(shows).filter({ visible: true }).first()).toBeVisible();
        await settle(page);
        await take(page, `${name}-${size}-${theme}`);
      }
      expect(complaints).toEqual([]);
      await context.close();
    });
  }
}

/** Within the page, as a link does: a server counts the sockets that loading it anew would open. */
async function go(page: Page, path: string): Promise<void> {
  await expect(page.locator('main')).toBeAttached();
  await page.evaluate((to) => {
    history.pushState(null, '', to);
    window.dispatchEvent(new PopStateEvent('popstate'));
  }, path);
}

/** Connected, and every picture that can be seen has loaded. */
async function settle(page: Page): Promise<void> {
  await expect(page.locator('main')).toBeAttached();
  await page.waitForLoadState('networkidle');
  await expect
    .poll(() =>
      page.evaluate(() => [...document.images].every((image) => image.complete || image.loading === 'lazy')),
    )
    .toBe(true);
}

async function take(page: Page, name: string): Promise<void> {
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  await expect.poll(overflow, `${name}: wider than its window`).toBeLessThanOrEqual(0);
  const file = `${name}.png`;
  const made = join(MADE, file);
  const picture = await page.screenshot({ path: made });
  expect(picture.length, `${name}: an empty picture`).toBeGreaterThan(4_000);
  if (RENEW || !existsSync(join(KEPT, file))) copyFileSync(made, join(KEPT, file));
}

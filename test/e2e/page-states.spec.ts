import { expect, type Page, test } from '@playwright/test';
import type { PendingMessage } from '../../client/stores/contract.ts';
import type { makeFakeStores } from '../ui/fake-stores.ts';
import { type FakePage, serveFakePage } from '../ui/serve-page.ts';
import { endOfMotion } from './parts/barriers.ts';
import { composer, message, timeline } from './parts/chat.ts';

declare global {
  interface Window {
    fake: ReturnType<typeof makeFakeStores>;
  }
}

let served: FakePage;
test.beforeAll(async () => {
  test.setTimeout(120_000);
  served = await serveFakePage();
});
test.afterAll(() => served.close());

/** Another line of Bob's in Alice's conversation with him. */
async function bobSays(page: Page, text: string): Promise<void> {
  await page.evaluate((said) => window.fake.hear('direct', 'b2', said), text);
}

async function wait(page: Page, pending: Pick<PendingMessage, 'text' | 'state' | 'problem'>): Promise<void> {
  await page.evaluate((given) => window.fake.hold('direct', given), pending);
}

/** The uppermost line that is seen, and where it stands. */
function firstSeen(page: Page): Promise<{ text: string; top: number }> {
  return timeline(page).evaluate((log) => {
    const edge = log.getBoundingClientRect().top;
    const line = [...log.querySelectorAll<HTMLElement>('[data-line]')].find(
      (candidate) => candidate.getBoundingClientRect().bottom > edge,
    );
    return { text: line?.innerText ?? '', top: Math.round(line?.getBoundingClientRect().top ?? 0) };
  });
}

test('who reads further up stays at the line they read while new ones arrive', async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 500 });
  await page.goto(`${served.url}/c/direct`);
  await timeline(page).hover();
  await page.mouse.wheel(0, -300);
  const newest = page.getByRole('button', { name: 'Jump to the newest message' });
  await expect(newest).toBeVisible();
  await expect.poll(() => timeline(page).evaluate((log) => log.scrollTop)).toBe(-300);
  const before = await firstSeen(page);
  for (const number of [1, 2, 3]) await bobSays(page, `tide ${number} `.repeat(60));
  await expect(message(page, 'tide 3')).toHaveCount(1);
  const after = await firstSeen(page);
  expect(after.text).toBe(before.text);
  expect(Math.abs(after.top - before.top)).toBeLessThanOrEqual(2);

  await newest.click();
  await expect(message(page, 'tide 3')).toBeInViewport();
  await expect(newest).toHaveCount(0);
  await bobSays(page, 'tide 4');
  await expect(message(page, 'tide 4')).toBeInViewport({ ratio: 1 });
});

test('a message that was refused keeps its words, and can be tried again or discarded', async ({ page }) => {
  await page.goto(`${served.url}/c/direct`);
  await wait(page, { text: 'waits its turn', state: 'waiting', problem: null });
  await wait(page, {
    text: 'was refused',
    state: 'failed',
    problem: 'This is larger than this server accepts.',
  });
  await expect(message(page, 'waits its turn').getByLabel('Sending')).toBeVisible();
  const refused = message(page, 'was refused');
  await expect(refused).toContainText('larger than this server accepts');
  await refused.getByRole('button', { name: 'Try again' }).click();
  await refused.getByRole('button', { name: 'Discard' }).click();
  const asked = await page.evaluate(() => window.fake.asked);
  expect(asked.map(([what]) => what)).toEqual(['retry', 'discard']);
});

test('what was begun is still there after going elsewhere and after a reload', async ({ page }) => {
  await page.goto(`${served.url}/c/direct`);
  await composer(page).fill('I was about to say');
  await page.getByRole('link', { name: /Watercooler/ }).click();
  await expect(composer(page)).toHaveValue('');
  await page.getByRole('navigation', { name: 'Conversations' }).getByRole('link', { name: /Bob/ }).click();
  await expect(composer(page)).toHaveValue('I was about to say');
  await page.reload();
  await expect(composer(page)).toHaveValue('I was about to say');
});

test('Enter sends, Shift and Enter break the line, and the field grows to eight lines', async ({ page }) => {
  await page.goto(`${served.url}/c/direct`);
  const field = composer(page);
  const height = () => field.evaluate((element) => (element as HTMLElement).offsetHeight);
  const one = await height();
  await field.press('a');
  for (let line = 0; line < 7; line++) await field.press('Shift+Enter');
  const eight = await height();
  expect(eight).toBeGreaterThan(one * 4);
  for (let line = 0; line < 5; line++) await field.press('Shift+Enter');
  expect(await height()).toBe(eight);
  await field.fill('sent by a key');
  await field.press('Enter');
  await expect(field).toHaveValue('');
  const sent = await page.evaluate(() => window.fake.sent);
  expect(sent.map(({ text }) => text)).toEqual(['sent by a key']);
});

test('without a connection the page says so, and the composer goes on', async ({ page }) => {
  await page.goto(`${served.url}/c/direct`);
  await page.evaluate(() => window.fake.setConnection({ state: 'reconnecting', attempt: 1, nextTryAt: 0 }));
  await expect(page.getByRole('status').filter({ hasText: 'Reconnecting' })).toBeVisible();
  await expect(composer(page)).toBeEnabled();
  await page.evaluate(() => window.fake.setConnection({ state: 'open' }));
  await expect(page.getByText('Reconnecting')).toHaveCount(0);
});

test('a conversation is reached by keyboard: by arrows, by its name from anywhere', async ({ page }) => {
  await page.goto(`${served.url}/`);
  await page.getByRole('textbox', { name: 'Filter conversations' }).focus();
  await expect(async () => {
    await page.keyboard.press('ArrowDown');
    await expect(page.getByRole('link', { name: /Watercooler/ })).toBeFocused({ timeout: 500 });
  }).toPass();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/c\/watercooler$/);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('bob');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/c\/direct$/);
});

test('nothing is lost at 320 pixels: every page fits, and a finger finds every control', async ({
  browser,
}) => {
  const context = await browser.newContext({
    viewport: { width: 320, height: 640 },
    hasTouch: true,
    isMobile: true,
    deviceScaleFactor: 1,
  });
  const page = await context.newPage();
  for (const path of [
    '/',
    '/c/direct',
    '/c/watercooler?details',
    '/people',
    '/people/b2',
    '/new',
    '/new?group',
  ]) {
    // The parts of a page that come by themselves are there too.
    await page.goto(`${served.url}${path}`, { waitUntil: 'networkidle' });
    await expect(page.locator('main')).toBeAttached();
    await endOfMotion(page);
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(beyond, path).toBeLessThanOrEqual(0);
    const small = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('button, .icon-button, nav a, input[type=text], textarea')]
        .filter((element) => element.checkVisibility())
        .map((element) => ({
          name: element.ariaLabel ?? element.innerText,
          box: element.getBoundingClientRect(),
        }))
        .filter(({ box }) => box.height > 0 && box.height < 44)
        .map(({ name, box }) => `${name}: ${box.width}×${box.height}`),
    );
    expect(small, path).toEqual([]);
  }
  await context.close();
});

import type { Browser, Page } from '@playwright/test';
import { DEVICES, expectNoBarriersAtAnySize } from './parts/barriers.ts';
import { press } from './parts/call.ts';
import { expect, test } from './parts/fixtures.ts';
import { sendSmallVideo } from './parts/person.ts';

/** One page for all sizes: what a finger finds a mouse finds too. */
const DEVICE = { ...DEVICES.phone, reducedMotion: 'reduce' } as const;

/** Of a guest and of a member, before, while looking for someone, and in each of the layouts. */
test('meeting strangers has no barrier that a machine can find, on a desktop and on a phone', async ({
  browser,
  person,
  ownServer,
}) => {
  test.setTimeout(240_000);
  const { url: at } = await ownServer({ env: { MEET: 'everyone', MEET_PATH: 'direct' }, owned: true });
  const { page } = await person('Alice', { at, device: DEVICE });
  const guest = await comeAsGuest(browser, at);
  await expectNoBarriersAtAnySize(guest, 'entrance of a guest');

  await page.goto('/meet');
  await expect(page.getByRole('button', { name: 'Start' })).toBeVisible();
  await page.getByRole('textbox', { name: 'What you like' }).fill('jazz');
  await page.keyboard.press('Enter');
  await expectNoBarriersAtAnySize(page, 'before meeting');
  await start(page);
  await expect(page.getByText('Looking for someone who likes #jazz.')).toBeVisible();
  await expectNoBarriersAtAnySize(page, 'searching');

  await guest.getByRole('textbox', { name: 'The name they see' }).fill('Bob');
  await start(guest);
  await expect(page.getByText('You two meet by chance.')).toBeVisible({ timeout: 20_000 });
  await page.getByRole('textbox', { name: 'Write to Bob' }).fill('Hello');
  await page.keyboard.press('Enter');
  await expect(guest.getByRole('log').getByText('Hello')).toBeVisible();
  for (const layout of ['Mostly video', 'Mostly chat', 'Same size']) {
    await page.getByRole('radio', { name: layout }).click();
    await expectNoBarriersAtAnySize(page, layout);
  }
  await press(page, 'Report or block');
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectNoBarriersAtAnySize(page, 'report');
  await page.keyboard.press('Escape');
  await guest.context().close();
});

async function start(page: Page): Promise<void> {
  await page.getByRole('checkbox', { name: 'I am 18 or older.' }).check();
  await press(page, 'Start');
}

async function comeAsGuest(browser: Browser, baseURL: string): Promise<Page> {
  const context = await browser.newContext({ ...DEVICE, baseURL });
  await context.addInitScript(sendSmallVideo);
  const page = await context.newPage();
  await page.goto('/meet');
  await expect(page.getByRole('button', { name: 'Start' })).toBeVisible();
  return page;
}

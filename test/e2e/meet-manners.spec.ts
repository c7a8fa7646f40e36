import type { Browser, Locator, Page } from '@playwright/test';
import { expectMediaFlows, press } from './parts/call.ts';
import { expect, test } from './parts/fixtures.ts';
import { sendSmallVideo } from './parts/person.ts';

const stranger = (page: Page): Locator => page.locator('.meet-tile[data-who="stranger"]');
const picture = (page: Page): Locator => stranger(page).locator('.meet-picture');

/** The page of somebody who was never here, before they press Start. */
async function newcomer(browser: Browser, baseURL: string, name: string): Promise<Page> {
  const context = await browser.newContext({ baseURL, reducedMotion: 'reduce' });
  await context.addInitScript(sendSmallVideo);
  const page = await context.newPage();
  await page.goto('/meet');
  await page.getByRole('textbox', { name: 'The name they see' }).fill(name);
  await page.getByRole('checkbox', { name: 'I am 18 or older.' }).check();
  return page;
}

test('as the owner wants it, pictures are blurred until both agree; who is muted is seen to be, and who is blocked is not met again', async ({
  browser,
  ownServer,
  person,
}) => {
  const env = { MEET: 'everyone', MEET_PATH: 'direct', MEET_KEEP_TEXT: 'on' };
  const { url: at, ownerToken } = await ownServer({ env });
  const owner = await person('Olga', { at, invite: ownerToken ?? '' });
  await owner.page.goto('/admin/settings');
  await owner.page.getByLabel('Pictures stay blurred until both agree').check();
  await expect(owner.page.getByText('It holds for meetings from now on')).toBeVisible();

  const alice = await newcomer(browser, at, 'Alice');
  await expect(alice.getByText('Pictures stay blurred until both agree.')).toBeVisible();
  await expect(alice.getByText(/^What you two write is kept by the operator/)).toBeVisible();
  const bob = await newcomer(browser, at, 'Bob');
  for (const page of [alice, bob]) await press(page, 'Start');
  for (const page of [alice, bob]) await expectMediaFlows(page, 1);
  await press(alice, 'Show pictures');
  await expect(alice.getByText('You agreed. They have to agree too.')).toBeVisible();
  for (const page of [alice, bob]) await expect(picture(page)).toHaveAttribute('data-blurred', 'true');
  await press(bob, 'Show pictures');
  for (const page of [alice, bob]) await expect(picture(page)).toHaveAttribute('data-blurred', 'false');

  await chooseCamera(alice);
  await expectMediaFlows(bob, 1);
  await press(alice, 'Mute');
  await expect(stranger(bob).getByRole('img', { name: 'Muted' })).toBeVisible();
  await press(alice, 'Unmute');
  await expect(stranger(bob).getByRole('img', { name: 'Muted' })).toHaveCount(0);
  await press(alice, 'Turn camera off');
  await expect(stranger(bob).getByText('Their camera is off.')).toBeVisible();

  await press(alice, 'Report or block');
  await press(alice, 'Only block');
  await expect(alice.getByText('Blocked. You two will not meet again.')).toBeVisible();
  await press(alice, 'Start');
  await expect(alice.locator('.meet-status')).toContainText('Looking for anyone.');
  await expect(bob.locator('.meet-status')).toContainText('Looking for anyone.');
  // Both wait, and neither is given the other: the next to come is met by one of them.
  const carol = await newcomer(browser, at, 'Carol');
  await press(carol, 'Start');
  await expect(stranger(carol)).toHaveAttribute('aria-label', /^(Alice|Bob)$/);
  const met = async () => {
    const seen = await Promise.all([alice, bob].map((page) => stranger(page).getAttribute('aria-label')));
    return seen.filter((name) => name === 'Carol').length;
  };
  await expect.poll(met).toBe(1);
  for (const page of [alice, bob, carol]) await page.context().close();
});

async function chooseCamera(page: Page): Promise<void> {
  await press(page, 'Devices');
  const devices = page.getByRole('dialog', { name: 'Devices' });
  await devices.getByLabel('Camera', { exact: true }).selectOption({ label: 'fake_device_2' });
  await page.keyboard.press('Escape');
  await expect(devices).toHaveCount(0);
}

test('where members alone may meet strangers, whoever is not one is asked to sign in', async ({
  browser,
  server,
}) => {
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  await page.goto('/meet');
  await expect(page).toHaveURL(/\/sign-in\?to=%2Fmeet$/);
  await context.close();
});

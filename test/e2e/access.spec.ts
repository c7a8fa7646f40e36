import { devices, type Page } from '@playwright/test';
import { press, ringing, stage, tile } from './parts/call.ts';
import { composer, expectMessage, say } from './parts/chat.ts';
import { expect, test } from './parts/fixtures.ts';
import { openChat, openDirect } from './parts/person.ts';

test('one writes, calls, answers, mutes and hangs up by keyboard alone', async ({ person }) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  await openDirect(alice, bob);
  await composer(alice.page).focus();
  await alice.page.keyboard.type('written without a mouse');
  await alice.page.keyboard.press('Enter');
  await expectMessage(bob.page, 'written without a mouse');

  await tabTo(alice.page, 'Audio call');
  await alice.page.keyboard.press('Enter');
  await expect(ringing(bob.page)).toBeVisible();
  await tabTo(bob.page, 'Accept with audio');
  await bob.page.keyboard.press('Enter');
  await expect(tile(bob.page, 'Alice')).toBeVisible();
  await bob.page.keyboard.press('m');
  await expect(stage(bob.page).getByRole('button', { name: 'Unmute' })).toBeVisible();
  await expect(tile(alice.page, 'Bob').getByRole('img', { name: 'Muted' })).toBeVisible();
  await tabTo(bob.page, 'Hang up');
  await bob.page.keyboard.press('Enter');
  await expect(stage(bob.page)).toBeHidden();
});

const TAB_LIMIT = 80;

async function tabTo(page: Page, name: string): Promise<void> {
  const target = page.getByRole('button', { name, exact: true });
  for (let presses = 0; presses < TAB_LIMIT; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`"${name}" was not reached by keyboard.`);
}

test('on a phone one thing is shown at a time, with a call over it', async ({ person }) => {
  const alice = await person('Alice');
  const bob = await person('Bob', { device: PHONE });
  const conversation = await openDirect(alice, bob);
  const list = bob.page.getByRole('navigation', { name: 'Conversations' });
  await expect(list).toBeHidden();
  await say(bob.page, 'from the phone');
  await expectMessage(alice.page, 'from the phone');
  await expectFits(bob.page);
  await bob.page
    .getByRole('link', { name: 'Back' })
    .or(bob.page.getByRole('button', { name: 'Back' }))
    .first()
    .click();
  await expect(list).toBeVisible();
  await expect(composer(bob.page)).toBeHidden();
  await expectFits(bob.page);

  await press(alice.page, 'Video call');
  await expect(ringing(bob.page)).toBeVisible();
  await press(bob.page, 'Accept with video');
  await expect(tile(bob.page, 'Alice')).toBeVisible();
  await expectFits(bob.page);
  const sides = () =>
    stage(bob.page)
      .getByRole('button')
      .evaluateAll((buttons) =>
        buttons
          .map((button) => button.getBoundingClientRect())
          .flatMap(({ width, height }) => [width, height]),
      );
  await expect.poll(async () => Math.min(...(await sides()))).toBeGreaterThanOrEqual(44);
  await openChat(bob.page, conversation.id);
});

const { defaultBrowserType: _engine, ...PIXEL } = devices['Pixel 7'];
const PHONE = { ...PIXEL, viewport: { width: 390, height: 844 } };

async function expectFits(page: Page): Promise<void> {
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  await expect.poll(overflow).toBeLessThanOrEqual(0);
}

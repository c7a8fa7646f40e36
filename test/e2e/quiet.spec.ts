import type { Page } from '@playwright/test';
import { composer, expectMessage, message, say } from './parts/chat.ts';
import { expect, test } from './parts/fixtures.ts';
import { openChat, openGroup } from './parts/person.ts';

const row = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Conversations' }).getByRole('link', { name });
const toggle = (page: Page, name: string) => page.getByRole('switch', { name });

test('a muted conversation counts quietly, and do not disturb is seen on one’s own picture', async ({
  person,
}) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  const { id } = await openGroup(alice, [bob]);
  await bob.page.goto(`/c/${id}?details`);
  await bob.page.getByLabel('Mute', { exact: true }).selectOption('For 8 hours');
  await expect(row(bob.page, 'Watercooler').getByRole('img', { name: 'Muted' })).toBeVisible();
  await bob.page.goto('/settings');
  await say(alice.page, 'anyone?');
  await expect(row(bob.page, 'Watercooler')).toContainText('1 unread');
  await expect(bob.page).toHaveTitle('Settings · Parley');
  await bob.page.goto(`/c/${id}?details`);
  await bob.page.getByLabel('Mute', { exact: true }).selectOption('Not muted');
  await expect(row(bob.page, 'Watercooler').getByRole('img', { name: 'Muted' })).toHaveCount(0);
  await bob.page.goto('/settings');
  await say(alice.page, 'hello?');
  await expect(bob.page).toHaveTitle('(1) Settings · Parley');

  await bob.page.getByRole('button', { name: 'For an hour' }).click();
  await expect(bob.page.getByText(/^On until/)).toBeVisible();
  await expect(bob.page.getByRole('img', { name: 'Do not disturb' })).toBeVisible();
  const other = await bob.newDevice();
  await other.goto('/settings');
  await other.getByRole('button', { name: 'Turn off' }).click();
  await expect(bob.page.getByRole('img', { name: 'Do not disturb' })).toHaveCount(0);
});

test('who turns read receipts off is not seen to read, and sees nobody read; the others are listed by name', async ({
  person,
}) => {
  const [alice, bob, carol] = [await person('Alice'), await person('Bob'), await person('Carol')];
  const { id } = await openGroup(alice, [bob, carol]);
  await bob.page.goto('/settings');
  await toggle(bob.page, 'Read receipts').click();
  await expect(toggle(bob.page, 'Read receipts')).not.toBeChecked();
  await openChat(bob.page, id);
  await say(alice.page, 'who reads this?');
  await expectMessage(bob.page, 'who reads this?');
  // By then the server knows that he has read it.
  const other = await bob.newDevice();
  await other.goto('/');
  await expect(row(other, 'Watercooler')).toContainText('who reads this?');
  await expect(row(other, 'Watercooler')).not.toContainText('unread');
  const seen = await whoHasSeen(alice.page, 'who reads this?');
  await expect(seen.getByRole('region', { name: 'Read', exact: true })).toContainText('Carol');
  await expect(seen.getByRole('region', { name: 'Read', exact: true })).not.toContainText('Bob');
  await expect(seen.getByRole('region', { name: 'Delivered', exact: true })).toContainText('Bob');
  await alice.page.keyboard.press('Escape');

  await say(bob.page, 'and this?');
  await expectMessage(carol.page, 'and this?');
  // Nothing can be done with it before the server's answer is here.
  await expect(message(bob.page, 'and this?')).toHaveAttribute('data-message', /./);
  const hidden = await whoHasSeen(bob.page, 'and this?');
  await expect(hidden).toContainText('You have read receipts turned off.');
  await expect(hidden.getByRole('region', { name: 'Read', exact: true })).toHaveCount(0);
});

async function whoHasSeen(page: Page, text: string) {
  await expect(composer(page)).toBeVisible();
  await message(page, text).hover();
  await message(page, text).getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Seen by' }).click();
  return page.getByRole('dialog', { name: 'Seen by' });
}

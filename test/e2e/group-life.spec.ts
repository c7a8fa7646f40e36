import type { Page } from '@playwright/test';
import { composer, say } from './parts/chat.ts';
import { expect, test } from './parts/fixtures.ts';
import { makeGroup, openChat, openGroup, type Person } from './parts/person.ts';

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);
const list = (page: Page) => page.getByRole('navigation', { name: 'Conversations' });
const log = (page: Page) => page.getByRole('log', { name: 'Messages' });

async function details(person: Person, id: string): Promise<void> {
  await openChat(person.page, id);
  await person.page.goto(`/c/${id}?details`);
}

test('Alice gives the group a picture, opens it, hands it over, and Bob archives it and brings it back', async ({
  person,
}) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  const { id } = await openGroup(alice, [bob]);
  await details(alice, id);
  await alice.page.getByRole('button', { name: 'Edit group' }).click();
  const form = alice.page.getByRole('dialog', { name: 'Edit group' });
  await form
    .getByLabel('Group picture')
    .setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: PIXEL });
  await form.getByText('Public', { exact: true }).click();
  await expect(form.getByRole('status')).toContainText('Anyone on this server');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(log(bob.page).getByText('made the group public')).toBeVisible();
  await expect(list(bob.page).locator('img')).toHaveCount(1);

  await alice.page.getByRole('button', { name: 'Leave group' }).click();
  const stay = alice.page.getByRole('dialog', { name: 'You own this group' });
  await stay.getByRole('button', { name: 'Close' }).click();
  await alice.page.getByRole('button', { name: 'Actions for Bob' }).click();
  await alice.page.getByRole('menuitem', { name: 'Make owner' }).click();
  await alice.page.getByRole('button', { name: 'Hand over' }).click();
  await expect(log(bob.page).getByText('made you the owner')).toBeVisible();

  await bob.page.goto(`/c/${id}?details`);
  await bob.page.getByRole('button', { name: 'Archive group' }).click();
  await bob.page.getByRole('button', { name: 'Archive', exact: true }).click();
  await expect(alice.page.getByText('It can be read, and nothing more')).toBeVisible();
  await expect(composer(alice.page)).toHaveCount(0);
  await expect(list(alice.page).getByText('Watercooler')).toHaveCount(0);
  await list(alice.page)
    .getByRole('button', { name: /Archived/ })
    .click();
  await expect(list(alice.page).getByText('Watercooler')).toBeVisible();
  await bob.page.getByRole('button', { name: 'Bring back' }).click();
  await bob.page.getByRole('dialog').getByRole('button', { name: 'Bring back' }).click();
  await say(alice.page, 'We are back');
  await expect(log(bob.page).getByText('We are back')).toBeVisible();
});

test('a link brings Bob into the group once, and a newcomer by way of a new account', async ({
  person,
  browser,
  server,
}) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  const { id } = await makeGroup(alice, []);
  await details(alice, id);
  await alice.page.getByRole('button', { name: 'Invite links' }).click();
  const dialog = alice.page.getByRole('dialog', { name: 'Invite links' });
  await dialog.getByLabel('Can be used').selectOption('10 times');
  await dialog.getByRole('button', { name: 'New link' }).click();
  const url = await dialog.getByRole('textbox', { name: 'Invite link' }).inputValue();

  await bob.page.goto(url);
  await expect(bob.page.getByText('A group of 1 member')).toBeVisible();
  await bob.page.getByRole('button', { name: 'Join' }).click();
  await expect(composer(bob.page)).toBeVisible();

  const stranger = await browser.newContext({ baseURL: server.url });
  const page = await stranger.newPage();
  await page.goto(url);
  await page.getByRole('textbox', { name: 'Username' }).fill(`carol-${crypto.randomUUID().slice(0, 8)}`);
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Carol');
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(composer(page)).toBeVisible();
  await stranger.close();

  await dialog.getByRole('button', { name: 'Close' }).click();
  await alice.page.getByRole('button', { name: 'Invite links' }).click();
  await expect(dialog.getByText('8 uses left')).toBeVisible();
  await expect(dialog.getByText('Used by Bob and Carol')).toBeVisible();
  await dialog.getByRole('button', { name: 'Revoke' }).click();
  await expect(dialog.getByRole('listitem')).toHaveCount(0);
  await bob.page.goto(url);
  await expect(bob.page.getByText('This link leads nowhere')).toBeVisible();
});

import type { Page } from '@playwright/test';
import { composer, expectMessage, expectReceipt, message, say } from './parts/chat.ts';
import { expect, test } from './parts/fixtures.ts';
import { openChat, openDirect, openGroup, type Person } from './parts/person.ts';
import {
  deliverPush,
  expectNotifications,
  notifications,
  press,
  WITH_WORKER,
  workerOf,
} from './parts/worker.ts';

const row = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Conversations' }).getByRole('link', { name });
const toggle = (page: Page, name: string) => page.getByRole('switch', { name });

test('a message in another conversation is told of once, leads to itself, and is taken back when it is read', async ({
  person,
}) => {
  const bob = await person('Bob', { device: WITH_WORKER });
  const [alice, carol] = [await person('Alice'), await person('Carol')];
  const withAlice = await openDirect(alice, bob);
  const withCarol = await bob.mutate<{ id: string }>('groups.direct', { userId: carol.user.id });
  await bob.page.goto('/settings');
  await toggle(bob.page, 'Notifications on this device').click();
  await expect(toggle(bob.page, 'Notifications on this device')).toBeChecked();
  const worker = await workerOf(bob.page);
  await openChat(bob.page, withCarol.id);
  const other = await bob.context.newPage();
  await openChat(other, withCarol.id);

  await say(alice.page, 'Lunch?');
  await expectNotifications(bob.page, 'Alice: Lunch?');
  await say(alice.page, 'At twelve?');
  await expectNotifications(bob.page, 'Alice: At twelve?');
  await expect(bob.page).toHaveTitle('(1) Carol · Parley');
  await press(worker, `conversation:${withAlice.id}`);
  await expect
    .poll(() => [bob.page, other].filter((page) => page.url().includes(withAlice.id)).length)
    .toBe(1);
  const gone = bob.page.url().includes(withAlice.id) ? bob.page : other;
  await expectMessage(gone, 'At twelve?');
  await expectReceipt(alice.page, 'At twelve?', 'Read');
  await say(alice.page, 'Read at once');
  await expectReceipt(alice.page, 'Read at once', 'Read');
  await expectNotifications(bob.page);

  const root = await sendTo(bob, withAlice.id, 'Where shall we eat?');
  await sendTo(alice, withAlice.id, 'At the river', root.message.id);
  await expectNotifications(bob.page, 'Alice in a thread: At the river');
  await press(worker, `thread:${withAlice.id}:${root.message.id}`);
  await expect
    .poll(() => [bob.page, other].filter((page) => page.url().includes(`thread=${root.message.id}`)).length)
    .toBe(1);
  await expectNotifications(bob.page);
});

test('what is pushed to a browser without an open conversation is shown, and a call that rang is put away by its end', async ({
  person,
}) => {
  const bob = await person('Bob', { device: WITH_WORKER });
  const alice = await person('Alice');
  const { id } = await openDirect(alice, bob);
  await bob.page.goto('/');
  await workerOf(bob.page);
  const from = { conversationId: id, title: 'Alice', isSilent: false };
  await deliverPush(bob.page, { ...from, kind: 'call', callId: 'c1', body: 'Video call', forMs: 60_000 });
  await expectNotifications(bob.page, 'Alice: Video call');
  await deliverPush(bob.page, { ...from, kind: 'message', number: 1, body: 'Missed call' });
  await expectNotifications(bob.page, 'Alice: Missed call');
  await deliverPush(bob.page, { ...from, kind: 'message', number: 2, body: 'Call me' });
  await expectNotifications(bob.page, 'Alice: Call me');
  expect((await notifications(bob.page)).map(({ tag }) => tag)).toEqual([`conversation:${id}`]);
});

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
  const seen = await whoHasSeen(alice.page, 'who reads this?');
  await expect(seen.getByRole('region', { name: 'Read', exact: true })).toContainText('Carol');
  await expect(seen.getByRole('region', { name: 'Read', exact: true })).not.toContainText('Bob');
  await expect(seen.getByRole('region', { name: 'Delivered', exact: true })).toContainText('Bob');
  await alice.page.keyboard.press('Escape');

  await say(bob.page, 'and this?');
  await expectMessage(carol.page, 'and this?');
  const hidden = await whoHasSeen(bob.page, 'and this?');
  await expect(hidden).toContainText('You have read receipts turned off.');
  await expect(hidden.getByRole('region', { name: 'Read', exact: true })).toHaveCount(0);
});

function sendTo(by: Person, conversationId: string, text: string, threadRootId?: string) {
  const input = { conversationId, clientId: crypto.randomUUID(), text, threadRootId };
  return by.mutate<{ message: { id: string } }>('messages.send', input);
}

async function whoHasSeen(page: Page, text: string) {
  await expect(composer(page)).toBeVisible();
  await message(page, text).hover();
  await message(page, text).getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Seen by' }).click();
  return page.getByRole('dialog', { name: 'Seen by' });
}

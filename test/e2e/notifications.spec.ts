import type { Page } from '@playwright/test';
import { expectMessage, expectReceipt, say } from './parts/chat.ts';
import { expect, test } from './parts/fixtures.ts';
import { openChat, openDirect, type Person, welcomed } from './parts/person.ts';
import {
  deliverPush,
  expectNotifications,
  notifications,
  press,
  WITH_WORKER,
  workerOf,
} from './parts/worker.ts';

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
  await welcomed(bob.page, () => bob.page.goto('/'));
  const from = { conversationId: id, title: 'Alice', isSilent: false };
  await deliverPush(bob.page, { ...from, kind: 'call', callId: 'c1', body: 'Video call', forMs: 60_000 });
  await expectNotifications(bob.page, 'Alice: Video call');
  await deliverPush(bob.page, { ...from, kind: 'message', number: 1, body: 'Missed call' });
  await expectNotifications(bob.page, 'Alice: Missed call');
  await deliverPush(bob.page, { ...from, kind: 'message', number: 2, body: 'Call me' });
  await expectNotifications(bob.page, 'Alice: Call me');
  await expect
    .poll(async () => (await notifications(bob.page)).map(({ tag }) => tag))
    .toEqual([`conversation:${id}`]);
});

function sendTo(by: Person, conversationId: string, text: string, threadRootId?: string) {
  const input = { conversationId, clientId: crypto.randomUUID(), text, threadRootId };
  return by.mutate<{ message: { id: string } }>('messages.send', input);
}

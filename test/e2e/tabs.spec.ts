import type { Page } from '@playwright/test';
import { expectMessage, message, ONCE_BACK, say, textsOf } from './parts/chat.ts';
import { expect, test } from './parts/fixtures.ts';
import { openChat, openDirect, reloadChat } from './parts/person.ts';

const WORDS = /from (one|two)\b/;

test('what two tabs write while the server is away arrives once each, and both tabs show it', async ({
  person,
  ownServer,
}) => {
  test.setTimeout(180_000);
  const server = await ownServer();
  const alice = await person('Alice', { at: server.url });
  const bob = await person('Bob', { at: server.url });
  const conversation = await openDirect(alice, bob);
  const [one, two] = [alice.page, await alice.context.newPage()];
  await openChat(two, conversation.id);

  await server.kill9();
  for (const page of [one, two]) await expect(reconnecting(page)).toBeVisible();
  await say(one, 'from one');
  await say(two, 'from two');
  for (const page of [one, two]) {
    await expectMessage(page, 'from one');
    await expectMessage(page, 'from two');
  }
  await server.restart();
  for (const page of [one, two, bob.page]) {
    await expectMessage(page, 'from one', ONCE_BACK);
    await expectMessage(page, 'from two', ONCE_BACK);
  }
  for (const page of [one, two]) await expect(waiting(page)).toHaveCount(0, ONCE_BACK);

  // A retry that came late would be seen by now: this message goes out behind it.
  await say(one, 'and that is all');
  await expectMessage(bob.page, 'and that is all');
  const arrived = await textsOf(bob.page, WORDS);
  expect(arrived.toSorted()).toEqual(['from one', 'from two']);
  for (const page of [one, two]) {
    await reloadChat(page);
    await expectMessage(page, 'and that is all');
    expect(await textsOf(page, WORDS)).toEqual(arrived);
  }
});

test('a tab that is closed leaves its messages to the one that stays', async ({ person, ownServer }) => {
  test.setTimeout(180_000);
  const server = await ownServer();
  const alice = await person('Alice', { at: server.url });
  const bob = await person('Bob', { at: server.url });
  const conversation = await openDirect(alice, bob);
  const other = await alice.context.newPage();
  await openChat(other, conversation.id);

  await server.kill9();
  await expect(reconnecting(alice.page)).toBeVisible();
  await say(alice.page, 'from one');
  await expectMessage(other, 'from one');
  await alice.page.close();
  await server.restart();
  await expectMessage(bob.page, 'from one', ONCE_BACK);
  await expect(waiting(other)).toHaveCount(0, ONCE_BACK);
  expect(await textsOf(other, WORDS)).toEqual(['from one']);
});

test('what is read in one tab is read in the other', async ({ person }) => {
  const [alice, bob, carol] = [await person('Alice'), await person('Bob'), await person('Carol')];
  const withCarol = await openDirect(alice, carol);
  const withBob = await alice.mutate<{ id: string }>('groups.direct', { userId: bob.user.id });
  const [one, two] = [alice.page, await alice.context.newPage()];
  await openChat(two, withCarol.id);
  await openChat(bob.page, withBob.id);
  await say(bob.page, 'are you there?');
  await say(bob.page, 'hello?');
  for (const page of [one, two]) await expect(row(page, 'Bob')).toContainText('2 unread');

  await row(one, 'Bob').click();
  await expectMessage(one, 'hello?');
  for (const page of [one, two]) await expect(row(page, 'Bob')).not.toContainText('unread');
  await expect(message(bob.page, 'hello?').getByLabel('Read', { exact: true })).toBeVisible();
});

const reconnecting = (page: Page) => page.getByRole('status').filter({ hasText: 'Reconnecting' }).first();
const waiting = (page: Page) => page.getByLabel(/^(Waiting|Sending)/);
const row = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Conversations' }).getByRole('link', { name });

import type { Locator, Page } from '@playwright/test';
import { expectMessage, message, say, timeline } from './parts/chat.ts';
import { expect, test } from './parts/fixtures.ts';
import { makeGroup, openChat, openDirect, type Person } from './parts/person.ts';

const panel = (page: Page): Locator => page.getByRole('complementary', { name: 'Thread' });
const field = (page: Page): Locator => panel(page).getByRole('textbox', { name: 'Reply', exact: true });
const reply = (page: Page, text: string): Locator =>
  panel(page).getByRole('log', { name: 'Replies' }).getByRole('article').filter({ hasText: text });
const chip = (page: Page, text: string): Locator => message(page, text).getByRole('link', { name: /repl/ });
const entry = (page: Page): Locator => page.getByRole('link', { name: /^Threads/ });

async function act(page: Page, text: string, action: string): Promise<void> {
  // Nothing is done with a message that the server does not have yet.
  await expect(message(page, text)).toHaveAttribute('data-message');
  await message(page, text).hover();
  await page.getByRole('toolbar', { name: 'Message actions' }).getByRole('button', { name: action }).click();
}

async function answer(page: Page, text: string): Promise<void> {
  await field(page).fill(text);
  await field(page).press('Enter');
}

test('a thread beside the conversation: it is unread for who follows it, on every device, until it is read', async ({
  person,
}) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  const { id } = await openDirect(alice, bob);
  await say(alice.page, 'Where shall we have lunch?');
  const phone = await alice.newDevice();
  await phone.goto('/people');
  await alice.page.goto('/');

  await act(bob.page, 'Where shall we have lunch?', 'Reply in thread');
  await expect(reply(bob.page, 'Where shall we have lunch?')).toBeVisible();
  await answer(bob.page, 'At the river');
  await expect(reply(bob.page, 'At the river')).toBeVisible();
  await expect(message(bob.page, 'At the river')).toHaveCount(0);
  await expect(chip(bob.page, 'Where shall we')).toContainText('1 reply');

  await expect(entry(alice.page)).toContainText('1 unread');
  await entry(alice.page).click();
  await alice.page.getByRole('listitem').filter({ hasText: 'At the river' }).getByRole('link').click();
  await expect(alice.page).toHaveURL(new RegExp(`/c/${id}\\?thread=`));
  await expect(reply(alice.page, 'At the river')).toBeVisible();
  await expect(entry(alice.page)).not.toContainText('unread');
  await phone.goto('/');
  await expect(entry(phone)).toBeVisible();
  await expect(entry(phone)).not.toContainText('unread');

  await alice.context.setOffline(true);
  await answer(alice.page, 'I bring the bread');
  await expect(reply(alice.page, 'I bring the bread').getByLabel('Sending')).toBeVisible();
  await alice.context.setOffline(false);
  await expect(reply(bob.page, 'I bring the bread')).toBeVisible();
  await expect(reply(alice.page, 'I bring the bread').getByLabel('Sent')).toBeVisible();
  await expect(chip(bob.page, 'Where shall we')).toContainText('2 replies');
});

test('what is found in a thread opens there, at that reply', async ({ person }) => {
  const alice = await person('Alice');
  const { id } = await makeGroup(alice, []);
  const root = await send(alice, id, 'The plan');
  for (let n = 1; n <= 60; n += 1) await send(alice, id, n === 5 ? 'needle' : `step ${n}`, root);
  await openChat(alice.page, id);
  await expect(chip(alice.page, 'The plan')).toContainText('60 replies');
  await alice.page.getByRole('link', { name: 'Search', exact: true }).click();
  await alice.page.getByRole('textbox', { name: 'Search messages' }).fill('needle');
  await alice.page
    .getByRole('search')
    .getByRole('button', { name: /needle/ })
    .click();
  await expect(reply(alice.page, 'needle')).toBeInViewport();
  await expect(reply(alice.page, 'step 60')).not.toBeInViewport();
});

test('left unread from a message on, a conversation is unread until it is opened again; a date leads to its day', async ({
  person,
}) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  const { id } = await openDirect(alice, bob);
  for (const text of ['first', 'second', 'third']) await say(alice.page, text);
  await expectMessage(bob.page, 'third');
  const second = await bob.newDevice();
  await second.goto('/');
  const row = (page: Page) =>
    page.getByRole('navigation', { name: 'Conversations' }).getByRole('link', { name: /Alice/ });
  await expect(row(second)).toBeVisible();
  await expect(row(second)).not.toContainText('unread');

  await act(bob.page, 'second', 'More actions');
  await bob.page.getByRole('menuitem', { name: 'Mark unread from here' }).click();
  await expect(row(bob.page)).toContainText('2 unread');
  await expect(row(second)).toContainText('2 unread');
  await expect(timeline(bob.page).getByRole('separator', { name: 'New messages' })).toBeVisible();
  await expect(message(alice.page, 'third').getByLabel('Read', { exact: true })).toBeVisible();
  await bob.page.goto('/people');
  await openChat(bob.page, id);
  await expect(timeline(bob.page).getByRole('separator', { name: 'New messages' })).toBeVisible();
  await expect(row(second)).not.toContainText('unread');

  await timeline(bob.page).getByRole('button', { name: 'Today' }).click();
  const dialog = bob.page.getByRole('dialog', { name: 'Jump to a date' });
  await dialog.getByRole('button', { name: 'Jump', exact: true }).click();
  await expect(dialog).toHaveCount(0);
  await expect(message(bob.page, 'first')).toBeFocused();
});

async function send(person: Person, conversationId: string, text: string, threadRootId?: string) {
  const input = { clientId: crypto.randomUUID(), conversationId, text, threadRootId };
  const { message: sent } = await person.mutate<{ message: { id: string } }>('messages.send', input);
  return sent.id;
}

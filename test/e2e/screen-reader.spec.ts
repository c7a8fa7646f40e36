import type { Page } from '@playwright/test';
import type { Message } from '../../protocol/chat.ts';
import { composer, expectMessage, message, say, timeline } from './parts/chat.ts';
import { expect, test } from './parts/fixtures.ts';
import { makeGroup, openChat, openDirect, reloadChat, type Person } from './parts/person.ts';

const write = (person: Person, conversationId: string, text: string) =>
  person.mutate<Message>('messages.send', { conversationId, clientId: crypto.randomUUID(), text });

/** Writes down what the live region of new messages says, as a screen reader would hear it. */
async function listen(page: Page): Promise<() => Promise<string[]>> {
  await page.getByRole('status', { name: 'New messages' }).evaluate((region) => {
    const heard: string[] = [];
    Reflect.set(window, 'heard', heard);
    new MutationObserver((records) => {
      for (const { addedNodes } of records) {
        for (const node of addedNodes) heard.push(node.textContent ?? '');
      }
    }).observe(region, { childList: true, subtree: true });
  });
  return () => page.evaluate(() => Reflect.get(window, 'heard') as string[]);
}

/** What the server tells the page: while it is held it gathers, and is then passed on at once. */
async function holdNews(page: Page) {
  const line = { isHeld: false, held: [] as string[], release: () => {} };
  await page.routeWebSocket(/\/ws$/, (socket) => {
    socket.connectToServer().onMessage((frame) => {
      if (line.isHeld) line.held.push(String(frame));
      else socket.send(frame);
    });
    line.release = () => {
      line.isHeld = false;
      for (const frame of line.held) socket.send(frame);
    };
  });
  return line;
}

test('a screen reader hears each new message of others once, and a crowd of them summed up', async ({
  person,
}) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  const group = await makeGroup(bob, [alice]);
  const { id } = await openDirect(alice, bob);
  await bob.page.close();
  await write(bob, id, 'from before');
  await expectMessage(alice.page, 'from before');
  const line = await holdNews(alice.page);
  await reloadChat(alice.page);
  await expectMessage(alice.page, 'from before');
  const heard = await listen(alice.page);

  await write(bob, id, 'Lunch at **one**?');
  await expect.poll(heard).toEqual(['Bob: Lunch at one?']);
  await say(alice.page, 'Yes');
  await expectMessage(alice.page, 'Yes');
  await write(bob, group.id, 'Who has the keys?');
  await expect.poll(heard).toEqual(['Bob: Lunch at one?', 'New message in Watercooler']);

  const crowd = ['one', 'two', 'three', 'four', 'five', 'six'];
  line.isHeld = true;
  await Promise.all(crowd.map((text) => write(bob, id, `crowd ${text}`)));
  const isHeld = (text: string) => line.held.some((frame) => frame.includes(`crowd ${text}`));
  await expect.poll(() => crowd.every(isHeld)).toBe(true);
  line.release();
  for (const text of crowd) await expectMessage(alice.page, `crowd ${text}`);
  await expect
    .poll(async () => (await heard()).slice(2).join())
    .toMatch(/\d new messages, the last one from Bob: crowd/);
  expect((await heard()).length).toBeLessThan(2 + crowd.length);
});

test('replies are heard in the thread that is open and, where one follows it, told of elsewhere; not from a muted group', async ({
  person,
}) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  const group = await makeGroup(alice, [bob]);
  const ask = { conversationId: group.id, clientId: crypto.randomUUID(), text: 'Lunch?' };
  const { message: root } = await alice.mutate<{ message: Message }>('messages.send', ask);
  const reply = (by: Person, text: string) =>
    by.mutate('messages.send', { ...ask, clientId: crypto.randomUUID(), text, threadRootId: root.id });
  await openChat(alice.page, group.id);
  await expectMessage(alice.page, 'Lunch?');
  const heard = await listen(alice.page);
  await reply(bob, 'At one');
  await expect.poll(heard).toEqual(['New reply in a thread in Watercooler']);

  await message(alice.page, 'Lunch?').getByRole('link', { name: /repl/ }).click();
  const panel = alice.page.getByRole('complementary', { name: 'Thread' });
  await expect(panel.getByRole('article').filter({ hasText: 'At one' })).toBeVisible();
  await reply(alice, 'Good');
  await reply(bob, 'By the **river**');
  await expect(panel.getByRole('status', { name: 'New replies' })).toHaveText('Bob: By the river');

  await alice.page.keyboard.press('Escape');
  await expect(panel).toHaveCount(0);
  await alice.mutate('users.setConversation', {
    conversationId: group.id,
    mutedUntil: Date.now() + 3_600_000,
  });
  await expect(alice.page.getByRole('img', { name: 'Muted' })).toBeVisible();
  await reply(bob, 'unheard');
  await write(bob, group.id, 'But this is open');
  await expect.poll(heard).toEqual(['New reply in a thread in Watercooler', 'Bob: But this is open']);
});

interface Node {
  readonly role?: { readonly value: string };
  readonly name?: { readonly value: string };
  readonly properties?: readonly { readonly name: string; readonly value: { readonly value: unknown } }[];
}

test('the timeline is a log of articles with their author and time, and new ones leave the focus alone', async ({
  person,
}) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  const { id } = await openDirect(alice, bob);
  const { page } = alice;
  for (const text of ['first', 'second', 'third']) await write(bob, id, text);
  await expectMessage(page, 'third');
  const session = await page.context().newCDPSession(page);
  const { nodes } = (await session.send('Accessibility.getFullAXTree')) as { nodes: Node[] };
  const named = (role: string) =>
    nodes.flatMap((node) => (node.role?.value === role ? (node.name?.value ?? '') : []));
  expect(named('log')).toContain('Messages');
  expect(named('article').filter((name) => /^Bob, \d+:\d\d/.test(name))).toHaveLength(3);
  expect(named('main')).toHaveLength(1);
  expect(named('heading')).toContain('Bob');

  await timeline(page).focus();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await expect(message(page, 'second')).toBeFocused();
  await write(bob, id, 'meanwhile');
  await expectMessage(page, 'meanwhile');
  await expect(message(page, 'second')).toBeFocused();
  await page.keyboard.press('End');
  await expect(message(page, 'meanwhile')).toBeFocused();
  await page.keyboard.press('Home');
  await expect(message(page, 'first')).toBeFocused();
});

test('a message is answered, opened and left by keyboard, and what is closed gives the focus back', async ({
  person,
}) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  const { id } = await openDirect(alice, bob);
  const { page } = alice;
  await write(bob, id, 'What do you say?');
  await expectMessage(page, 'What do you say?');
  await say(page, 'Wait');
  await expect(message(page, 'Wait')).toHaveAttribute('data-message');

  await timeline(page).focus();
  await page.keyboard.press('End');
  await expect(page.getByRole('toolbar', { name: 'Message actions' })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem').first()).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toBeHidden();
  await expect(message(page, 'Wait')).toBeFocused();
  await page.keyboard.press('Delete');
  await expect(page.getByRole('dialog', { name: 'Delete this message' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(message(page, 'Wait')).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('r');
  await expect(composer(page)).toBeFocused();
  await page.keyboard.type('That I can');
  await page.keyboard.press('Enter');
  await expect(message(page, 'That I can').getByText('What do you say?')).toBeVisible();

  const details = page.getByRole('link', { name: 'Details', exact: true });
  await details.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('complementary', { name: 'Details' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(details).toBeFocused();

  const skip = page.getByRole('link', { name: 'Skip to the content' });
  expect(await skip.evaluate((link) => link === document.querySelector('a, button, input, [tabindex]'))).toBe(
    true,
  );
  await skip.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
});

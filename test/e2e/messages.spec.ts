import { composer, expectMessage, expectReceipt, message, say, textsOf, timeline } from './parts/chat.ts';
import { expect, test } from './parts/fixtures.ts';
import { openChat, openDirect } from './parts/person.ts';

test('Alice and Bob exchange messages and see them read', async ({ person }) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  await openDirect(alice, bob);

  await say(alice.page, 'Good morning, Bob');
  await expectMessage(bob.page, 'Good morning, Bob');
  await expectReceipt(alice.page, 'Good morning, Bob', 'Read');

  await say(bob.page, 'Good morning, Alice');
  await expectMessage(alice.page, 'Good morning, Alice');
  await expectReceipt(bob.page, 'Good morning, Alice', 'Read');
  await expect(composer(bob.page)).toHaveValue('');
});

test('a message is delivered while Bob looks elsewhere, and read when he opens the conversation', async ({
  person,
}) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  const conversation = await openDirect(alice, bob);
  await bob.page.goto('/people');
  await say(alice.page, 'Are you there?');
  await expectReceipt(alice.page, 'Are you there?', 'Delivered');
  await openChat(bob.page, conversation.id);
  await expectReceipt(alice.page, 'Are you there?', 'Read');
});

test("Bob's history is there after a reload and on a second device", async ({ person }) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  const conversation = await openDirect(alice, bob);
  const texts = Array.from({ length: 8 }, (_, index) => `line ${index + 1} of the story`);
  for (const text of texts) await say(alice.page, text);
  await expectMessage(bob.page, 'line 8 of the story');

  await bob.page.reload();
  await expectMessage(bob.page, 'line 8 of the story');
  expect(await textsOf(bob.page, /line \d of the story/)).toEqual(texts);

  const second = await bob.newDevice();
  await openChat(second, conversation.id);
  await expectMessage(second, 'line 8 of the story');
  expect(await textsOf(second, /line \d of the story/)).toEqual(texts);
});

test('a long history is paged in as Bob scrolls up, in order and without doubles', async ({ person }) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  const conversation = await openDirect(alice, bob);
  for (let number = 1; number <= 130; number++) {
    await alice.mutate('messages.send', {
      clientId: crypto.randomUUID(),
      conversationId: conversation.id,
      text: `entry ${number};`,
    });
  }
  await bob.page.reload();
  await expectMessage(bob.page, 'entry 130;');
  await timeline(bob.page).hover();
  await expect
    .poll(
      async () => {
        await bob.page.mouse.wheel(0, -3000);
        return await message(bob.page, 'entry 1;').count();
      },
      { timeout: 30_000 },
    )
    .toBe(1);
  const seen = (await textsOf(bob.page, /entry \d+;/)).map((text) => Number(/\d+/.exec(text)?.[0]));
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect(new Set(seen).size).toBe(seen.length);
});

test('typing is shown to the other and goes when the message comes', async ({ person }) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  await openDirect(alice, bob);
  // It is shown for a few seconds.
  await Promise.all([
    expect(bob.page.getByText(/Alice is typing/).first()).toBeVisible(),
    composer(alice.page).pressSequentially('I am about to say'),
  ]);
  await composer(alice.page).press('Enter');
  await expectMessage(bob.page, 'I am about to say');
  await expect(bob.page.getByText(/Alice is typing/)).toHaveCount(0);
});

test('presence goes from online to offline when the last device closes', async ({ person }) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  await openDirect(alice, bob);
  const header = alice.page.getByRole('main');
  await expect(header.getByText('Online', { exact: true }).first()).toBeVisible();
  await bob.context.close();
  await expect(header.getByText(/Last seen|Offline/).first()).toBeVisible({ timeout: 30_000 });
});

test('unread counts agree on two devices and go when one of them reads', async ({ person }) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  const conversation = await openDirect(alice, bob);
  const second = await bob.newDevice();
  await Promise.all([bob.page.goto('/people'), second.goto('/')]);
  await say(alice.page, 'first unread');
  await say(alice.page, 'second unread');

  const row = second
    .getByRole('navigation', { name: 'Conversations' })
    .getByRole('link')
    .filter({ hasText: 'Alice' });
  await expect(row).toContainText('second unread');
  await expect(row.getByText('2', { exact: true })).toBeVisible();
  await openChat(bob.page, conversation.id);
  await expectMessage(bob.page, 'second unread');
  await expect(row.getByText('2', { exact: true })).toHaveCount(0);
});

import { AxeBuilder } from '@axe-core/playwright';
import { devices, type Locator, type Page } from '@playwright/test';
import { composer, expectMessage, message, say, timeline, act, actFromMenu } from './parts/chat.ts';
import { expect, test } from './parts/fixtures.ts';
import { openChat, openDirect, openGroup, reloadChat, type Person } from './parts/person.ts';

const panel = (page: Page, name: string): Locator => page.getByRole('complementary', { name });

/** What leads to a message is pressed: that one alone is lit, for a moment, and it is in sight. */
async function expectFound(page: Page, link: Locator, text: string): Promise<void> {
  await page.evaluate(() => {
    const found: string[] = [];
    Reflect.set(window, 'found', found);
    new MutationObserver((records) => {
      for (const { target } of records)
        if (target instanceof HTMLElement && target.matches('article[data-found]'))
          found.push(target.innerText);
    }).observe(document.body, { subtree: true, attributeFilter: ['data-found'] });
  });
  await link.click();
  const found = () => page.evaluate(() => Reflect.get(window, 'found') as string[]);
  await expect.poll(found).toEqual([expect.stringContaining(text)]);
  await expect(message(page, text).first()).toBeInViewport();
}

async function two(person: (name: string) => Promise<Person>): Promise<[Person, Person, string]> {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  const conversation = await openDirect(alice, bob);
  return [alice, bob, conversation.id];
}

test('Markdown is shown as what it means, and nothing written becomes markup', async ({ person }) => {
  const [alice, bob] = await two(person);
  await say(alice.page, '**Bold** and `code`, see https://example.org/a :tada:');
  const first = message(bob.page, 'Bold and code');
  await expect(first.locator('strong')).toHaveText('Bold');
  await expect(first.locator('code')).toHaveText('code');
  await expect(first.getByRole('link', { name: 'https://example.org/a' })).toHaveAttribute(
    'rel',
    'noopener noreferrer',
  );
  await expect(first).toContainText('🎉');

  await say(alice.page, 'Steps:\n- cut\n- glue\n\n> measured twice\n\n```\nlet it = "dry";\n```');
  const second = message(bob.page, 'Steps:');
  await expect(second.getByRole('listitem')).toHaveText(['cut', 'glue']);
  await expect(second.locator('blockquote')).toHaveText('measured twice');
  await expect(second.locator('pre')).toHaveText('let it = "dry";');

  await say(alice.page, 'hostile <img src=x onerror="window.broken=1"> [x](javascript:alert(1))');
  const third = message(bob.page, 'hostile');
  await expect(third).toContainText('<img src=x onerror="window.broken=1"> [x](javascript:alert(1))');
  await expect(third.locator('.prose-line img, .prose-line a')).toHaveCount(0);
  expect(await bob.page.evaluate(() => 'broken' in window)).toBe(false);
});

test('a spoiler is told to nobody before they ask', async ({ person }) => {
  const [alice, bob] = await two(person);
  await say(alice.page, 'It was ||the gardener||');
  const told = message(bob.page, 'It was');
  await expect(told.getByRole('button', { name: 'Spoiler' })).toBeVisible();
  await expect(bob.page.getByText('the gardener')).toHaveCount(0);
  await told.getByRole('button', { name: 'Spoiler' }).click();
  await expect(told).toContainText('the gardener');
});

test('reactions are put, joined and taken back, and say whose they are', async ({ person }) => {
  const [alice, bob] = await two(person);
  await say(alice.page, 'The boat is painted');
  await act(bob.page, 'The boat is painted', 'React');
  await bob.page.getByRole('button', { name: '🎉', exact: true }).click();
  const chip = message(alice.page, 'The boat is painted').getByRole('button', { name: /^🎉/ });
  await expect(chip).toHaveText('🎉1');
  await expect(chip).toHaveAttribute('title', 'Bob');
  await expect(chip).toHaveAttribute('aria-pressed', 'false');

  await chip.click();
  await expect(chip).toHaveText('🎉2');
  await expect(chip).toHaveAttribute('title', 'You and Bob');
  await expect(message(bob.page, 'The boat is painted').getByRole('button', { name: /^🎉/ })).toHaveText(
    '🎉2',
  );
  await chip.click();
  await expect(chip).toHaveText('🎉1');
});

test('any emoji is found by its name, for a reaction and for a message', async ({ person }) => {
  const [alice, bob] = await two(person);
  await say(alice.page, 'Soup is ready');
  await act(bob.page, 'Soup is ready', 'React');
  await bob.page.getByRole('button', { name: 'More emoji' }).click();
  await bob.page.getByRole('combobox', { name: 'Search' }).fill('ramen');
  await bob.page.getByRole('option', { name: /steaming bowl/ }).click();
  await expect(message(alice.page, 'Soup is ready').getByRole('button', { name: /^🍜/ })).toBeVisible();

  await composer(bob.page).pressSequentially('on my way :rock');
  await expect(bob.page.getByRole('option', { name: ':rocket:' })).toHaveAttribute('aria-selected', 'true');
  await composer(bob.page).press('Enter');
  await expect(composer(bob.page)).toHaveValue('on my way 🚀 ');
  await composer(bob.page).press('Enter');
  await expectMessage(alice.page, 'on my way 🚀');
});

test('a reply quotes its source and leads back to it', async ({ person }) => {
  const [alice, bob, id] = await two(person);
  await say(alice.page, 'Which train do you take?');
  for (let number = 1; number <= 70; number++) {
    await alice.mutate('messages.send', {
      clientId: crypto.randomUUID(),
      conversationId: id,
      text: `filling line ${number};`,
    });
  }
  await expectMessage(bob.page, 'filling line 70;');
  await timeline(bob.page).evaluate((log) => (log.scrollTop = -log.scrollHeight));
  await act(bob.page, 'Which train', 'Reply');
  await expect(bob.page.getByRole('group', { name: 'Replying to Alice' })).toContainText('Which train');
  await composer(bob.page).press('Escape');
  await expect(bob.page.getByRole('group', { name: /Replying/ })).toHaveCount(0);
  await act(bob.page, 'Which train', 'Reply');
  await say(bob.page, 'The early one');

  await reloadChat(alice.page);
  const reply = message(alice.page, 'The early one');
  const quote = reply.getByRole('button', { name: 'In reply to You Which train do you take?' });
  await expect(quote).toBeVisible();
  await expectFound(alice.page, quote, 'Which train do you take?');
});

test('the last message is edited in place, and what it said before can be read', async ({ person }) => {
  const [alice, bob] = await two(person);
  await say(alice.page, 'Meet you at tenn');
  await expectMessage(bob.page, 'Meet you at tenn');
  await expect(message(alice.page, 'Meet you at tenn')).toHaveAttribute('data-message');
  await composer(alice.page).press('ArrowUp');
  await expect(alice.page.getByRole('group', { name: 'Editing your message' })).toBeVisible();
  await expect(composer(alice.page)).toHaveValue('Meet you at tenn');
  await composer(alice.page).press('Escape');
  await expect(composer(alice.page)).toHaveValue('');
  await composer(alice.page).press('ArrowUp');
  await say(alice.page, 'Meet you at ten');
  await expect(alice.page.getByRole('group', { name: 'Editing your message' })).toHaveCount(0);

  const edited = message(bob.page, 'Meet you at ten');
  await expect(edited).not.toContainText('tenn');
  await edited.getByRole('button', { name: 'edited' }).click();
  const versions = bob.page.getByRole('dialog', { name: 'Versions of this message' });
  await expect(versions.getByRole('listitem')).toHaveCount(2);
  await expect(versions.getByRole('listitem').last()).toContainText('tenn');
  await bob.page.keyboard.press('Escape');
  await expect(versions).toHaveCount(0);
});

test('a deleted message leaves a line that says so, and nothing of it elsewhere', async ({ person }) => {
  const [alice, bob] = await two(person);
  await say(alice.page, 'A secret');
  await act(bob.page, 'A secret', 'Reply');
  await say(bob.page, 'I saw nothing');
  // The reply quotes it, so that two say it from here on; who deletes means their own.
  await expect(message(alice.page, 'A secret')).toHaveCount(2);
  await actFromMenu(alice.page, message(alice.page, 'A secret').first(), 'Delete');
  await alice.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(message(bob.page, 'This message was deleted.')).toHaveCount(1);
  await expect(message(bob.page, 'I saw nothing')).toContainText('Deleted message');
  await expect(bob.page.getByText('A secret')).toHaveCount(0);
  await message(bob.page, 'This message was deleted.').hover();
  await expect(bob.page.getByRole('toolbar', { name: 'Message actions' })).toHaveCount(0);
});

test('a pinned message is marked, listed and found again', async ({ person }) => {
  const [alice, bob] = await two(person);
  await say(alice.page, 'The key is under the pot');
  await actFromMenu(alice.page, 'The key is under the pot', 'Pin');
  await expect(message(bob.page, 'The key is under the pot')).toContainText('Pinned by Alice');
  await bob.page.getByRole('link', { name: 'Pinned messages' }).click();
  const pins = panel(bob.page, 'Pinned messages');
  const key = pins.getByRole('button', { name: /The key is under the pot/ });
  await expectFound(bob.page, key, 'The key is under the pot');
  await pins.getByRole('button', { name: 'Unpin' }).click();
  await expect(pins).toContainText('Nothing is pinned here');
  await expect(message(alice.page, 'The key is under the pot')).not.toContainText('Pinned by');
});

test('a mention is completed by keyboard, stands out for whom it names and is counted in the list', async ({
  person,
}) => {
  const [alice, bob, carol] = [await person('Alice'), await person('Bob'), await person('Carol')];
  const group = await openGroup(alice, [bob, carol]);
  await bob.page.goto('/people');
  await composer(alice.page).pressSequentially('Lunch, @');
  await expect(alice.page.getByRole('option')).toHaveCount(4);
  await composer(alice.page).pressSequentially('bo');
  await expect(alice.page.getByRole('option')).toHaveCount(1);
  await composer(alice.page).press('Tab');
  await expect(composer(alice.page)).toHaveValue(`Lunch, @${bob.user.username} `);
  await composer(alice.page).press('Enter');

  const named = message(carol.page, 'Lunch');
  await expect(named.getByRole('link', { name: '@Bob' })).toHaveAttribute('data-me', 'false');
  await bob.page.goto('/');
  const row = bob.page.getByRole('navigation', { name: 'Conversations' }).getByRole('link');
  await expect(row.filter({ hasText: 'Watercooler' })).toContainText('1 naming you');
  await openChat(bob.page, group.id);
  await expect(message(bob.page, 'Lunch')).toHaveAttribute('data-names-me', 'true');
  await expect(message(bob.page, 'Lunch').getByRole('link', { name: '@Bob' })).toHaveAttribute(
    'data-me',
    'true',
  );
  await expect(row.filter({ hasText: 'Watercooler' })).not.toContainText('naming you');
});

test('search finds words in their context and leads to the message', async ({ person }) => {
  const [alice, bob, id] = await two(person);
  await say(bob.page, 'The rudder needs a new hinge');
  await say(alice.page, 'And the rudder wants paint');
  for (let number = 1; number <= 60; number++) {
    await bob.mutate('messages.send', {
      clientId: crypto.randomUUID(),
      conversationId: id,
      text: `tide ${number};`,
    });
  }
  await reloadChat(alice.page);
  await expectMessage(alice.page, 'tide 60;');
  await composer(alice.page).press('Control+f');
  const search = panel(alice.page, 'Search');
  const field = search.getByRole('textbox', { name: 'Search messages' });
  await expect(field).toBeFocused();
  await expect(search.getByRole('button', { name: /from:/ })).toBeVisible();
  await field.fill('rudder');
  await expect(search.locator('mark')).toHaveText(['rudder', 'rudder']);
  await field.fill(`rudder from:${bob.user.username}`);
  await expect(search.getByRole('status')).toHaveText('1 message');
  await expectFound(alice.page, search.getByRole('button', { name: /new hinge/ }), 'new hinge');

  await field.fill('nowhere to be found');
  await expect(search).toContainText('Nothing was found.');
});

test('every action is there by keyboard alone', async ({ person }) => {
  const [alice, bob] = await two(person);
  await say(bob.page, 'first of Bob');
  await expectMessage(alice.page, 'first of Bob');
  await say(alice.page, 'then of Alice');
  await expectMessage(bob.page, 'then of Alice');
  await composer(bob.page).press('Shift+Tab');
  await timeline(bob.page).focus();
  await bob.page.keyboard.press('ArrowUp');
  await expect(message(bob.page, 'then of Alice')).toBeFocused();
  await bob.page.keyboard.press('ArrowUp');
  await expect(message(bob.page, 'first of Bob')).toBeFocused();
  await expect(bob.page.getByRole('toolbar', { name: 'Message actions' })).toBeVisible();
  await bob.page.keyboard.press('e');
  await expect(composer(bob.page)).toBeFocused();
  await expect(composer(bob.page)).toHaveValue('first of Bob');
  await bob.page.keyboard.press('Escape');

  await timeline(bob.page).focus();
  await bob.page.keyboard.press('ArrowUp');
  await bob.page.keyboard.press('+');
  await expect(bob.page.getByRole('button', { name: '👍', exact: true })).toBeFocused();
  await bob.page.keyboard.press('Enter');
  await expect(message(alice.page, 'then of Alice').getByRole('button', { name: /^👍/ })).toBeVisible();
  const found = await new AxeBuilder({ page: bob.page }).analyze();
  expect(found.violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
});

test('on a phone a long press brings the actions', async ({ person }) => {
  const alice = await person('Alice');
  const bob = await person('Bob', { device: devices['Pixel 7'] });
  await openDirect(alice, bob);
  await say(alice.page, 'Are you on board?');
  const pressed = message(bob.page, 'Are you on board?');
  const box = await pressed.boundingBox();
  const touches = await bob.context.newCDPSession(bob.page);
  const at = { x: (box?.x ?? 0) + 160, y: (box?.y ?? 0) + (box?.height ?? 0) - 14 };
  await touches.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [at] });
  const sheet = bob.page.getByRole('dialog', { name: 'Message actions' });
  await expect(sheet).toBeVisible();
  await touches.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await expect(sheet).toBeVisible();
  await sheet.getByRole('menuitem', { name: 'Reply', exact: true }).tap();
  await expect(bob.page.getByRole('group', { name: 'Replying to Alice' })).toBeVisible();
  await say(bob.page, 'Since six');
  await expect(message(alice.page, 'Since six')).toContainText('Are you on board?');
});

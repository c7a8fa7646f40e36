import type { Page } from '@playwright/test';
import { composer, expectMessage, say } from './parts/chat.ts';
import { expect, test } from './parts/fixtures.ts';
import { openChat, openGroup } from './parts/person.ts';

const row = (page: Page) =>
  page.getByRole('navigation', { name: 'Conversations' }).getByRole('link', { name: 'Watercooler' });

test('of a group that Bob wants to hear of by name alone he is called by his name, @all and @here, not by the rest', async ({
  person,
}) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  const { id } = await openGroup(alice, [bob]);
  await bob.page.goto(`/c/${id}?details`);
  await bob.page.getByLabel('Tell me of').selectOption('What names me');
  const other = await bob.newDevice();
  await other.goto(`/c/${id}?details`);
  await expect(other.getByLabel('Tell me of')).toHaveValue('mentions');
  await other.close();
  await bob.page.goto('/settings');
  await say(alice.page, 'nothing of weight');
  await expect(row(bob.page)).toContainText('1 unread');
  await expect(bob.page).toHaveTitle('Settings · Parley');
  await say(alice.page, `@${bob.user.username} a word?`);
  await expect(row(bob.page)).toContainText('1 naming you');
  await expect(bob.page).toHaveTitle('(1) Settings · Parley');
  await say(alice.page, '@all lunch');
  await expect(row(bob.page)).toContainText('2 naming you');
  await say(alice.page, '@here before it is cold');
  await expect(row(bob.page)).toContainText('3 naming you');
});

test('who does not show that they type is not seen to, and sees nobody type', async ({ person }) => {
  const [alice, bob, carol] = [await person('Alice'), await person('Bob'), await person('Carol')];
  const { id } = await openGroup(alice, [bob, carol]);
  await bob.page.goto('/settings');
  const shows = bob.page.getByRole('switch', { name: 'Show when I type' });
  await shows.click();
  await expect(shows).not.toBeChecked();
  await openChat(bob.page, id);
  await composer(bob.page).pressSequentially('unseen');
  // Whoever types after him is seen, by those who may.
  await Promise.all([
    expect(alice.page.getByText('Carol is typing').first()).toBeVisible(),
    composer(carol.page).pressSequentially('seen by Alice'),
  ]);
  await expect(alice.page.getByText(/Bob (is|and .*) typing|and Bob are typing/)).toHaveCount(0);
  await composer(carol.page).press('Enter');
  await expectMessage(bob.page, 'seen by Alice');
  await expect(bob.page.getByText(/typing/)).toHaveCount(0);
});

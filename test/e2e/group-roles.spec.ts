import { expectMessage, say, act, actFromMenu } from './parts/chat.ts';
import { expect, test } from './parts/fixtures.ts';
import { openGroup } from './parts/person.ts';

test('a moderator of a group deletes what somebody else wrote and takes them out of it; a member may do neither', async ({
  person,
}) => {
  const [alice, bob, carol] = [await person('Alice'), await person('Bob'), await person('Carol')];
  const { id } = await openGroup(alice, [bob, carol]);
  await say(bob.page, '@all please read');
  await expectMessage(carol.page, '@all please read');
  await alice.page.goto(`/c/${id}?details`);
  await alice.page.getByRole('button', { name: 'Actions for Bob' }).click();
  await alice.page.getByRole('menuitem', { name: 'Make moderator' }).click();
  const members = alice.page.getByRole('list', { name: 'Members' });
  await expect(members.getByRole('listitem').filter({ hasText: 'Bob' })).toContainText('Moderator');

  await say(carol.page, 'not meant for this place');
  await act(carol.page, 'please read', 'More actions');
  await expect(carol.page.getByRole('menuitem', { name: 'Copy text' })).toBeVisible();
  await expect(carol.page.getByRole('menuitem', { name: 'Delete' })).toHaveCount(0);
  await carol.page.keyboard.press('Escape');
  await actFromMenu(bob.page, 'not meant for this place', 'Delete');
  const asked = bob.page.getByRole('dialog');
  await expect(asked).toContainText('It is somebody else’s.');
  await asked.getByRole('button', { name: 'Delete' }).click();
  await expectMessage(carol.page, 'This message was deleted.');

  await carol.page.goto(`/c/${id}?details`);
  await expect(carol.page.getByRole('list', { name: 'Members' }).getByText('Bob')).toBeVisible();
  await expect(carol.page.getByRole('button', { name: /^Actions for/ })).toHaveCount(0);
  await bob.page.goto(`/c/${id}?details`);
  await bob.page.getByRole('button', { name: 'Actions for Carol' }).click();
  await bob.page.getByRole('menuitem', { name: 'Remove from the group' }).click();
  await bob.page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(carol.page.getByText(/This conversation is not here/)).toBeVisible();
  await expect(
    carol.page.getByRole('navigation', { name: 'Conversations' }).getByText('Watercooler'),
  ).toHaveCount(0);
});

import { expectMessage, say, timeline } from './parts/chat.ts';
import { expect, test } from './parts/fixtures.ts';
import { makeGroup, openChat, openGroup } from './parts/person.ts';

const list = 'Conversations';

test('Alice makes a group by keyboard and mouse, and its members talk', async ({ person }) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  await bob.page.goto('/');
  await alice.page.goto('/new');
  await alice.page.getByRole('link', { name: /New group/ }).click();
  await alice.page.getByRole('textbox', { name: 'Group name' }).fill('Watercooler');
  await alice.page.getByRole('textbox', { name: 'Search people' }).fill(bob.user.username);
  await alice.page.getByRole('group', { name: 'People' }).getByRole('button', { name: /Bob/ }).click();
  await alice.page.getByRole('button', { name: 'Create group' }).click();
  await say(alice.page, 'Welcome, everyone');
  await bob.page
    .getByRole('navigation', { name: list })
    .getByRole('link')
    .filter({ hasText: 'Watercooler' })
    .click();
  await expectMessage(bob.page, 'Welcome, everyone');
  await say(bob.page, 'Glad to be here');
  await expectMessage(alice.page, 'Glad to be here');
});

test('a member is added, reads what came before, and leaves', async ({ person }) => {
  const [alice, bob, carol] = [await person('Alice'), await person('Bob'), await person('Carol')];
  const group = await openGroup(alice, [bob]);
  await say(alice.page, 'before Carol came');
  await expectMessage(bob.page, 'before Carol came');
  await carol.page.goto('/');
  await alice.mutate('groups.addMember', { id: group.id, userId: carol.user.id });
  const row = carol.page
    .getByRole('navigation', { name: list })
    .getByRole('link')
    .filter({ hasText: 'Watercooler' });
  await expect(row).toBeVisible();
  await openChat(carol.page, group.id);
  await expectMessage(carol.page, 'before Carol came');
  await expect(timeline(alice.page).getByText(/Carol/).first()).toBeVisible();

  await carol.mutate('groups.leave', { id: group.id });
  await expect(row).toHaveCount(0);
  await say(alice.page, 'after Carol left');
  await expectMessage(bob.page, 'after Carol left');
  await expect(carol.page.getByText('after Carol left')).toHaveCount(0);
});

test('a public group can be found and joined', async ({ person }) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  const name = `Watercooler ${crypto.randomUUID().slice(0, 6)}`;
  await alice.mutate('groups.create', { name, description: 'For all', visibility: 'public', memberIds: [] });
  await bob.page.goto('/groups');
  const entry = bob.page.getByRole('listitem').filter({ hasText: name });
  await entry.getByRole('button', { name: /Join/ }).click();
  await expect(bob.page.getByRole('navigation', { name: list }).getByText(name).first()).toBeVisible();
});

test('a private group is not found by who is not in it', async ({ person }) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  const group = await makeGroup(alice, []);
  await bob.page.goto(`/c/${group.id}`);
  await expect(bob.page.getByText(/not here/)).toBeVisible();
});

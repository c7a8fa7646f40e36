import type { BrowserContextOptions } from '@playwright/test';
import { connectSocket, signUp as signUpBare } from '../harness/client.ts';
import type { TestServer } from '../harness/server.ts';
import { DEVICES, expectNoBarriersAtAnySize } from './parts/barriers.ts';
import { press } from './parts/call.ts';
import { expect, test } from './parts/fixtures.ts';
import { type Person, PASSWORD } from './parts/person.ts';

const ENV = { MEET: 'members', MEET_PATH: 'direct' };
const STILL: BrowserContextOptions = { reducedMotion: 'reduce', locale: 'en-GB' };

const figure = ({ page }: Person, name: string) =>
  page
    .getByRole('group', { name })
    .or(page.locator('.figure').filter({ hasText: name }))
    .locator('dd');

test('the owner sees people come and a call ring without loading anew, suspends Bob, and he is out', async ({
  person,
  ownServer,
}) => {
  const { url: at, ownerToken } = await ownServer({ env: ENV });
  const alice = await person('Alice', { at, invite: ownerToken ?? '', device: STILL });
  const [bob, carol] = [await person('Bob', { at }), await person('Carol', { at })];
  await alice.page.goto('/');
  await alice.page
    .getByRole('navigation', { name: 'Parley' })
    .getByRole('link', { name: 'This server' })
    .click();
  await expect(figure(alice, 'People here')).toHaveText('1');
  await expect(alice.page.getByText('No call runs.')).toBeVisible();
  await expect(alice.page.getByRole('img', { name: /^Messages: 0 messages, in 30 days/ })).toBeVisible();
  await expect(alice.page.locator('.chart canvas')).toHaveCount(6);

  const { id } = await bob.mutate<{ id: string }>('groups.direct', { userId: carol.user.id });
  await Promise.all([bob.page.goto(`/c/${id}`), carol.page.goto('/')]);
  await expect(figure(alice, 'People here')).toHaveText('3');
  await press(bob.page, 'Audio call');
  const call = alice.page.getByRole('list', { name: 'Calls that run' }).getByRole('listitem');
  await expect(call).toContainText('ringing');
  await press(carol.page, 'Accept with audio');
  await expect(call).toContainText('Bob and Carol');
  await expect(call).toContainText('Between browsers, direct');

  const places = alice.page.getByRole('navigation', { name: 'This server' });
  await places.getByRole('link', { name: 'People' }).click();
  await press(alice.page, 'What to do about Bob');
  await alice.page.getByRole('menuitem', { name: 'Suspend' }).click();
  await Promise.all([
    expect(alice.page.getByText('Bob is suspended.')).toBeVisible(),
    press(alice.page, 'Suspend'),
  ]);
  await expect(bob.page.getByText('This account is suspended.')).toBeVisible();
  await bob.page.getByLabel('Username', { exact: true }).fill(bob.user.username);
  await bob.page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await press(bob.page, 'Sign in');
  await expect(bob.page.getByRole('alert').filter({ hasText: 'suspended by a moderator' })).toBeVisible();
  await expect(bob.page.getByRole('navigation', { name: 'Conversations' })).toHaveCount(0);

  await raiseAndSignOut(alice, carol);

  await places.getByRole('link', { name: 'Overview' }).click();
  await expect(alice.page.getByText('No call runs.')).toBeVisible();
  await places.getByRole('link', { name: 'Log' }).click();
  await expect(alice.page.getByRole('list', { name: 'What was done' })).toContainText('suspended Bob');
  await press(alice.page, 'Check the log');
  await expect(alice.page.getByText('3 entries, all as they were written.')).toBeVisible();
});

/** As a moderator the other sees what a member does not; signed out everywhere, nothing until they sign in again. */
async function raiseAndSignOut(owner: Person, other: Person): Promise<void> {
  const order = async (item: string) => {
    await press(owner.page, `What to do about ${other.name}`);
    await owner.page.getByRole('menuitem', { name: item }).click();
  };
  await other.page.goto('/admin/people');
  await expect(other.page.getByText('This page is for the owner and the moderators')).toBeVisible();
  await Promise.all([
    expect(owner.page.getByText(`${other.name} is a moderator now.`)).toBeVisible(),
    order('Make moderator'),
  ]);
  await other.page.goto('/admin/people');
  await expect(other.page.getByRole('button', { name: 'What to do about Bob' })).toBeVisible();
  await order('Sign out everywhere');
  await press(owner.page, 'Sign out');
  await expect(other.page.getByRole('button', { name: 'Sign in' })).toBeVisible();
}

test('a report leads to a pause and an entry of the log; none of the pages has a barrier', async ({
  person,
  ownServer,
}) => {
  test.setTimeout(180_000);
  const server = await ownServer({ env: ENV });
  const { page } = await person('Alice', {
    at: server.url,
    invite: server.ownerToken ?? '',
    device: { ...DEVICES.phone, ...STILL },
  });
  await reportSomebody(server);
  await page.goto('/admin/reports');
  const card = page.getByRole('list', { name: 'Reports' }).getByRole('listitem');
  await expect(card.getByRole('heading', { name: 'Harassment or threats' })).toBeVisible();
  await expect(card).toContainText('Carol of Bob');
  await press(page, 'Show what was attached');
  await expect(card.getByText('He shouted')).toBeVisible();
  await expectNoBarriersAtAnySize(page, 'reports');
  await press(page, 'Pause for 7 days');
  await expect(page.getByText('No report waits.')).toBeVisible();
  await page.getByRole('tab', { name: 'Banned' }).click();
  await expect(page.getByText('Nobody is banned.')).toBeVisible();

  for (const [view, shown] of VIEWS) {
    await page.getByRole('navigation', { name: 'This server' }).getByRole('link', { name: view }).click();
    await expect(page.getByText(shown).first()).toBeVisible();
    await expectNoBarriersAtAnySize(page, view);
  }
});

test('the owner archives a group, brings it back, and gives it another owner when its own is suspended', async ({
  person,
  ownServer,
}) => {
  const { url: at, ownerToken } = await ownServer({ env: ENV });
  // A phone's, as a finger needs larger controls.
  const device = { ...DEVICES.phone, ...STILL };
  const alice = await person('Alice', { at, invite: ownerToken ?? '', device });
  const [bob, carol] = [await person('Bob', { at }), await person('Carol', { at })];
  const { id } = await bob.mutate<{ id: string }>('groups.create', {
    ...{ name: 'Watercooler', description: '', visibility: 'public', memberIds: [carol.user.id] },
  });
  await carol.page.goto(`/c/${id}`);
  await alice.page.goto('/admin/settings');
  const views = alice.page.getByRole('navigation', { name: 'This server' });
  await expect(views.getByRole('link', { name: 'Settings' })).toBeInViewport({ ratio: 1 });
  await alice.page.goto('/admin/groups');
  const line = alice.page.getByRole('list', { name: 'Groups' }).getByRole('listitem');
  await expect(line).toContainText(`Owned by ${bob.user.name}`);
  const order = async (item: string, confirm: string) => {
    await press(alice.page, 'What to do about Watercooler');
    await alice.page.getByRole('menuitem', { name: item }).click();
    const dialog = alice.page.getByRole('dialog');
    await expect(dialog.getByRole('button', { name: confirm, exact: true })).toBeDisabled();
    await dialog.getByLabel('Why').fill('Quarrels');
    return () => dialog.getByRole('button', { name: confirm, exact: true }).click();
  };

  const archive = await order('Archive', 'Archive');
  await Promise.all([expect(alice.page.getByText('Watercooler is archived.')).toBeVisible(), archive()]);
  await expect(line).toContainText('Archived');
  await expect(carol.page.getByText('Alice archived the group').first()).toBeVisible();
  await (await order('Bring back', 'Bring back'))();
  await expect(line).not.toContainText('Archived');
  await expect(carol.page.getByText('Alice brought the group back from the archive').first()).toBeVisible();
  await (await order('Make private', 'Make private'))();
  await expect(line).toContainText('Private');

  await alice.mutate('admin.people.suspend', { userId: bob.user.id });
  await alice.page.reload();
  await expect(line).toContainText('who is suspended');
  const makeOwner = await order('Give it another owner', 'Make owner');
  await expect(alice.page.getByLabel('The new owner')).toHaveValue(carol.user.id);
  await expectNoBarriersAtAnySize(alice.page, 'an order to a group');
  await makeOwner();
  await expect(line).toContainText(`Owned by ${carol.user.name}`);
  await expect(carol.page.getByText('Alice made you the owner').first()).toBeVisible();
  await expectNoBarriersAtAnySize(alice.page, 'groups');
  await alice.page
    .getByRole('navigation', { name: 'This server' })
    .getByRole('link', { name: 'Log' })
    .click();
  await expect(alice.page.getByRole('list', { name: 'What was done' })).toContainText(
    'made Carol the owner of the group Watercooler: Quarrels',
  );
});

const VIEWS = [
  ['Log', 'paused Bob for 7 days after a report'],
  ['People', '@bob'],
  ['Groups', 'There is no group yet.'],
  ['Storage', 'Held by nothing'],
  ['Settings', 'MEET_PATH'],
  ['Overview', 'Meetings of strangers'],
] as const;

/** Carol meets Bob and reports him. */
async function reportSomebody(server: TestServer): Promise<void> {
  const [bob, carol] = [await signUpBare(server, 'Bob'), await signUpBare(server, 'Carol')];
  const sockets = [];
  for (const client of [bob, carol]) {
    await client.api.meet.stateAge.mutate();
    const socket = await connectSocket(client);
    await socket.request({ t: 'meet.start', name: client.user.name, tags: ['go'] });
    sockets.push(socket);
  }
  const told = await sockets[1]?.next('meet.changed', ({ state }) => state.state === 'meeting');
  if (told?.state.state !== 'meeting') throw new Error('they did not meet');
  const meetingId = told.state.meeting.id;
  await carol.api.meet.report.mutate({ meetingId, reasons: ['harassment'], text: 'He shouted' });
  for (const socket of sockets) socket.close();
}

import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, test } from 'bun:test';
import type { Conversation, User } from '../../protocol/chat.ts';
import { codeOf, type SignedIn, signUp } from '../harness/client.ts';
import { type Device, openDevice } from '../harness/device.ts';
import { startServer, type TestServer } from '../harness/server.ts';

let server: TestServer;
let cast: { alice: SignedIn; bob: SignedIn; carol: SignedIn };
const people = () => cast;
const devices: { client: SignedIn; device: Device }[] = [];

beforeAll(async () => {
  server = await startServer({ env: { REGISTRATION: 'open' } });
  cast = {
    alice: await signUp(server, 'Alice'),
    bob: await signUp(server, 'Bob'),
    carol: await signUp(server, 'Carol'),
  };
  for (const client of Object.values(cast)) devices.push({ client, device: await openDevice(client) });
});
afterAll(async () => {
  for (const { device } of devices) device.close();
  await server.close();
});

/** Everyone's state as kept by events alone is the state that the server answers afresh. */
async function expectInStep(): Promise<void> {
  for (const { client, device } of devices) {
    const afresh = inOrder(await client.api.groups.mine.query());
    await device
      .until('the same state', () => Bun.deepEquals(inOrder(device.conversations()), afresh))
      .catch(() => expect(inOrder(device.conversations())).toEqual(afresh));
    expect(device.catchUps).toBe(0);
  }
}

function inOrder(conversations: readonly Conversation[]) {
  return conversations
    .map((each) => ({ ...each, members: each.members.toSorted((a, b) => (a.userId < b.userId ? -1 : 1)) }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

const settings = { name: 'Watercooler', description: 'Small talk', visibility: 'private' } as const;
async function watercooler(members: readonly { user: User }[], visibility: 'public' | 'private' = 'private') {
  const memberIds = members.map((member) => member.user.id);
  const group = await people().alice.api.groups.create.mutate({ ...settings, visibility, memberIds });
  return group.id;
}
async function roleOf(id: string, { user }: SignedIn, seenBy: SignedIn = people().alice) {
  const { conversation } = await seenBy.api.groups.byId.query({ id });
  return conversation.members.find((member) => member.userId === user.id)?.role;
}

describe('state before and its events are the state read afresh', () => {
  let id = '';
  beforeEach(async () => {
    id = await watercooler([people().bob], 'public');
  });
  afterEach(expectInStep);

  test('after a group was made', async () => {
    const { alice, bob } = people();
    const { conversation, users } = await bob.api.groups.byId.query({ id });
    expect(conversation).toMatchObject({ ...settings, visibility: 'public', lastChange: 1, lastNumber: 1 });
    expect(conversation.lastMessage?.event).toEqual({ kind: 'created' });
    expect(users.map((user) => user.id).toSorted()).toEqual([alice.user.id, bob.user.id].toSorted());
  });

  test('after someone joined', async () => {
    const { carol } = people();
    const joined = await carol.api.groups.join.mutate({ id });
    expect(joined.lastMessage?.event).toEqual({ kind: 'joined', userId: carol.user.id });
    const mine = joined.members.find((member) => member.userId === carol.user.id);
    expect(mine).toMatchObject({ role: 'member', readNumber: joined.lastNumber });
  });

  test('after someone was added', async () => {
    const { alice, carol } = people();
    await alice.api.groups.addMember.mutate({ id, userId: carol.user.id });
    expect(await roleOf(id, carol)).toBe('member');
  });

  test('after someone left', async () => {
    const { bob } = people();
    await bob.api.groups.leave.mutate({ id });
    expect(await roleOf(id, bob)).toBeUndefined();
  });

  test('after someone was removed', async () => {
    const { alice, bob } = people();
    await alice.api.groups.removeMember.mutate({ id, userId: bob.user.id });
    expect(await roleOf(id, bob)).toBeUndefined();
  });
});

describe('state before and its events are the state read afresh, as well', () => {
  let id = '';
  beforeEach(async () => {
    id = await watercooler([people().bob], 'public');
  });
  afterEach(expectInStep);

  test('after a role changed, and after the group was handed over', async () => {
    const { alice, bob } = people();
    await alice.api.groups.setRole.mutate({ id, userId: bob.user.id, role: 'moderator' });
    expect(await roleOf(id, bob)).toBe('moderator');
    await alice.api.groups.setRole.mutate({ id, userId: bob.user.id, role: 'owner' });
    expect([await roleOf(id, alice), await roleOf(id, bob)]).toEqual(['moderator', 'owner']);
  });

  test('after the group was renamed and described', async () => {
    const { alice } = people();
    const renamed = await alice.api.groups.update.mutate({ id, name: 'Kitchen', visibility: 'private' });
    expect(renamed).toMatchObject({ name: 'Kitchen', description: 'Small talk', visibility: 'private' });
    expect(renamed.lastMessage?.event).toEqual({ kind: 'renamed', name: 'Kitchen' });
    await alice.api.groups.update.mutate({ id, description: 'No work talk' });
    const opened = await alice.api.groups.update.mutate({ id, visibility: 'public' });
    expect(opened.lastMessage?.event).toEqual({ kind: 'opened', visibility: 'public' });
  });

  test('after the group was archived and brought back', async () => {
    const { alice, bob } = people();
    const archived = await alice.api.groups.archive.mutate({ id, archived: true });
    expect(archived.archivedAt).toBeNumber();
    expect(archived.lastMessage?.event).toEqual({ kind: 'archived' });
    await expectInStep();
    expect(await alice.api.groups.archive.mutate({ id, archived: true })).toEqual(archived);
    const back = await alice.api.groups.archive.mutate({ id, archived: false });
    expect(back).toMatchObject({ archivedAt: null, lastMessage: { event: { kind: 'restored' } } });
    await bob.api.messages.send.mutate({ conversationId: id, clientId: crypto.randomUUID(), text: 'Hello' });
  });

  test('after messages and marks', async () => {
    const { alice, bob } = people();
    const clientId = crypto.randomUUID();
    await alice.api.messages.send.mutate({ conversationId: id, clientId, text: 'Coffee?' });
    await bob.api.messages.mark.mutate({ conversationId: id, read: 2 });
  });

  test('after a first direct word', async () => {
    const { bob, carol } = people();
    const made = await bob.api.groups.direct.mutate({ userId: carol.user.id });
    const found = await carol.api.groups.direct.mutate({ userId: bob.user.id });
    expect(found.id).toBe(made.id);
    expect(made).toMatchObject({ kind: 'direct', lastChange: 0, lastMessage: null });
  });
});

test('two who open a direct conversation at once get the same one', async () => {
  const { alice, bob } = people();
  const opened = await Promise.all([
    ...Array.from({ length: 5 }, () => alice.api.groups.direct.mutate({ userId: bob.user.id })),
    ...Array.from({ length: 5 }, () => bob.api.groups.direct.mutate({ userId: alice.user.id })),
  ]);
  expect(new Set(opened.map((conversation) => conversation.id)).size).toBe(1);
  expect(await codeOf(alice.api.groups.direct.mutate({ userId: alice.user.id }))).toBe('invalid');
  expect(await codeOf(alice.api.groups.direct.mutate({ userId: crypto.randomUUID() }))).toBe('not_found');
});

test('an owner hands over before they leave; an archived group falls to the moderator, else to who was there longest', async () => {
  const { alice, bob, carol } = people();
  const id = await watercooler([bob, carol]);
  await alice.api.groups.setRole.mutate({ id, userId: carol.user.id, role: 'moderator' });
  expect(await codeOf(alice.api.groups.leave.mutate({ id }))).toBe('conflict');
  await alice.api.groups.archive.mutate({ id, archived: true });
  await alice.api.groups.leave.mutate({ id });
  expect(await roleOf(id, carol, bob)).toBe('owner');
  await carol.api.groups.leave.mutate({ id });
  expect(await roleOf(id, bob, bob)).toBe('owner');
  await bob.api.groups.leave.mutate({ id });
  expect(await codeOf(bob.api.groups.byId.query({ id }))).toBe('not_found');
  await expectInStep();
});

test('public groups are found and joined, private ones are neither', async () => {
  const { alice, bob } = people();
  const [open, hidden] = [await watercooler([], 'public'), await watercooler([])];
  await alice.api.groups.update.mutate({ id: open, name: '100% public_' });
  const found = await bob.api.groups.browse.query({ text: '100% public_' });
  expect(found).toEqual([
    {
      ...{ id: open, name: '100% public_', description: 'Small talk', avatarFileId: null },
      ...{ memberCount: 1, joined: false },
    },
  ]);
  expect((await alice.api.groups.browse.query({ text: '100% PUBLIC_' }))[0]?.joined).toBe(true);
  expect((await bob.api.groups.browse.query({})).some((group) => group.id === hidden)).toBe(false);
  expect(await codeOf(bob.api.groups.join.mutate({ id: hidden }))).toBe('not_found');
  expect(await codeOf(bob.api.groups.join.mutate({ id: crypto.randomUUID() }))).toBe('not_found');
  await bob.api.groups.join.mutate({ id: open });
  expect((await bob.api.groups.join.mutate({ id: open })).members.length).toBe(2);
});

test('what someone is no member of is not found, whatever they try', async () => {
  const { alice, bob, carol } = people();
  const id = await watercooler([bob]);
  const userId = carol.user.id;
  const { groups, messages } = carol.api;
  const clientId = crypto.randomUUID();
  const tries = [
    groups.byId.query({ id }),
    groups.leave.mutate({ id }),
    groups.addMember.mutate({ id, userId }),
    groups.removeMember.mutate({ id, userId: bob.user.id }),
    groups.setRole.mutate({ id, userId, role: 'owner' }),
    groups.update.mutate({ id, name: 'Mine' }),
    messages.send.mutate({ conversationId: id, clientId, text: 'let me in' }),
    messages.page.query({ conversationId: id, direction: 'newest' }),
    messages.changes.query({ conversationId: id, after: 0 }),
    messages.mark.mutate({ conversationId: id, read: 1 }),
  ];
  expect(await Promise.all(tries.map(codeOf))).toEqual(tries.map(() => 'not_found'));
  const { conversation } = await alice.api.groups.byId.query({ id });
  expect(conversation).toMatchObject({ name: 'Watercooler', lastChange: 1 });
});

test('members may not do what is for moderators, nor moderators what is for the owner', async () => {
  const { alice, bob, carol } = people();
  const id = await watercooler([bob, carol]);
  const { groups } = bob.api;
  expect(await codeOf(groups.update.mutate({ id, name: 'Mine' }))).toBe('forbidden');
  expect(await codeOf(groups.removeMember.mutate({ id, userId: carol.user.id }))).toBe('forbidden');
  await alice.api.groups.setRole.mutate({ id, userId: bob.user.id, role: 'moderator' });
  expect(await codeOf(groups.setRole.mutate({ id, userId: carol.user.id, role: 'owner' }))).toBe('forbidden');
  expect(await codeOf(groups.removeMember.mutate({ id, userId: alice.user.id }))).toBe('forbidden');
  expect(await codeOf(groups.addMember.mutate({ id, userId: carol.user.id }))).toBe('conflict');
  await groups.removeMember.mutate({ id, userId: carol.user.id });
  expect(await roleOf(id, carol)).toBeUndefined();
  const direct = await alice.api.groups.direct.mutate({ userId: bob.user.id });
  expect(await codeOf(alice.api.groups.leave.mutate({ id: direct.id }))).toBe('forbidden');
  const intrusion = alice.api.groups.addMember.mutate({ id: direct.id, userId: carol.user.id });
  expect(await codeOf(intrusion)).toBe('forbidden');
});

test('who was removed hears nothing from then on, and hears it again after coming back', async () => {
  const { alice, bob } = people();
  const id = await watercooler([bob]);
  const atBob = devices.find(({ client }) => client === bob)?.device;
  if (!atBob) throw new Error('Bob has no device');
  const say = (text: string) =>
    alice.api.messages.send.mutate({ conversationId: id, clientId: crypto.randomUUID(), text });
  const heard = () =>
    atBob.events.flatMap((event) =>
      event.t === 'chat.changed' && event.conversationId === id && event.change.kind === 'message'
        ? event.change.message.text
        : [],
    );
  await say('Bob is here');
  await atBob.until('the first message', () => heard().includes('Bob is here'));
  await alice.api.groups.removeMember.mutate({ id, userId: bob.user.id });
  await say('Bob is gone');
  await alice.api.groups.addMember.mutate({ id, userId: bob.user.id });
  await say('Bob is back');
  await atBob.until('the last message', () => heard().includes('Bob is back'));
  expect(heard()).not.toContain('Bob is gone');
  expect(atBob.events.some((event) => event.t === 'chat.closed' && event.conversationId === id)).toBe(true);
  await expectInStep();
});

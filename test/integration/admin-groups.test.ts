import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { codeOf, connectSocket, type SignedIn, signUp } from '../harness/client.ts';
import { type Moderated, startModerated } from '../harness/moderated.ts';

setDefaultTimeout(30_000);

let all: Moderated;
beforeAll(async () => {
  all = await startModerated();
});
afterAll(() => all.close());

/** Bob's public group, with Dave in it. */
async function watercooler(name: string) {
  const [bob, dave] = [await signUp(all.server, `Bob${name}`), await signUp(all.server, `Dave${name}`)];
  const memberIds = [dave.user.id];
  const { id } = await bob.api.groups.create.mutate({
    name,
    description: '',
    visibility: 'public',
    memberIds,
  });
  return { id, bob, dave, at: await connectSocket(dave) };
}

const logged = async () => {
  const [entry] = await all.owner.api.admin.audit.query({});
  return { ...entry, details: JSON.parse(entry?.details ?? '{}') as unknown };
};
const stateOf = async ({ api }: SignedIn, id: string) => (await api.groups.byId.query({ id })).conversation;

test('a moderator archives a group and brings it back: members are told as by its owner, the log says why', async () => {
  const { id, bob, dave, at } = await watercooler('Tea');
  const { groups } = all.carol.api.admin;
  const before = await stateOf(dave, id);
  await groups.archive.mutate({ id, archived: true, reason: 'Quarrels' });
  const settings = await at.next('chat.changed', ({ change }) => change.kind === 'conversation');
  const line = await at.next('chat.changed', ({ change }) => change.kind === 'message');
  expect(settings.change).toMatchObject({ change: before.lastChange + 1, archivedAt: expect.any(Number) });
  expect(line.change).toMatchObject({
    change: before.lastChange + 2,
    message: { senderId: all.carol.user.id, event: { kind: 'archived' } },
  });
  expect(await codeOf(bob.api.groups.update.mutate({ id, name: 'Coffee' }))).toBe('archived');
  expect(await logged()).toMatchObject({
    ...{ action: 'group.archived', actorName: 'Carol', subjectId: id, subjectName: 'Tea' },
    details: { reason: 'Quarrels' },
  });
  expect(await codeOf(groups.archive.mutate({ id, archived: true, reason: 'Again' }))).toBe('conflict');
  await groups.archive.mutate({ id, archived: false, reason: 'Peace' });
  expect((await stateOf(dave, id)).archivedAt).toBeNull();
  expect((await all.actions()).slice(0, 2)).toEqual(['group.restored', 'group.archived']);
  at.close();
});

test('a group leaves the list of public groups, and its members stay', async () => {
  const { id, bob, dave, at } = await watercooler('Chess');
  await all.carol.api.admin.groups.makePrivate.mutate({ id, reason: 'Not for all' });
  const { change } = await at.next('chat.changed', ({ change: { kind } }) => kind === 'message');
  expect(change).toMatchObject({ message: { event: { kind: 'opened', visibility: 'private' } } });
  expect(await all.owner.api.groups.browse.query({ text: 'Chess' })).toEqual([]);
  expect([(await stateOf(bob, id)).visibility, (await stateOf(dave, id)).visibility]).toEqual([
    'private',
    'private',
  ]);
  const again = all.carol.api.admin.groups.makePrivate.mutate({ id, reason: 'Again' });
  expect(await codeOf(again)).toBe('conflict');
  expect(await logged()).toMatchObject({ action: 'group.madePrivate', details: { reason: 'Not for all' } });
  at.close();
});

test('a group whose owner is suspended gets another of its members, and none whose owner is here', async () => {
  const { id, bob, dave, at } = await watercooler('Music');
  const { groups, people } = all.carol.api.admin;
  const order = { id, userId: dave.user.id, reason: 'Bob is gone' };
  expect(await codeOf(groups.handOver.mutate(order))).toBe('conflict');
  await people.suspend.mutate({ userId: bob.user.id, reason: 'Spam' });
  expect(await groups.list.query({ text: 'Music' })).toMatchObject([
    { id, owner: { name: 'BobMusic', suspended: true } },
  ]);
  expect((await groups.heirs.query({ id })).map(({ name }) => name)).toEqual(['DaveMusic']);
  const stranger = await signUp(all.server, 'Zoe');
  expect(await codeOf(groups.handOver.mutate({ ...order, userId: stranger.user.id }))).toBe('not_found');
  await groups.handOver.mutate(order);
  const { change } = await at.next('chat.changed', ({ change: { kind } }) => kind === 'message');
  expect(change).toMatchObject({ message: { event: { kind: 'handedOver', userId: dave.user.id } } });
  await dave.api.groups.update.mutate({ id, name: 'Songs' });
  expect(await groups.list.query({ text: 'Songs' })).toMatchObject([
    { id, owner: { name: 'DaveMusic', suspended: false } },
  ]);
  expect(await logged()).toMatchObject({
    action: 'group.handedOver',
    details: { to: 'DaveMusic', reason: 'Bob is gone' },
  });
  at.close();
});

test('members may none of it, moderators not to groups of who stands as high, and nobody without a reason', async () => {
  const { id, bob, dave, at } = await watercooler('Books');
  at.close();
  const reason = 'Because';
  const asked = ({ api: { admin } }: SignedIn, group: string, why: string) => [
    admin.groups.archive.mutate({ id: group, archived: true, reason: why }),
    admin.groups.handOver.mutate({ id: group, userId: dave.user.id, reason: why }),
    admin.groups.makePrivate.mutate({ id: group, reason: why }),
  ];
  const codes = (calls: Promise<unknown>[]) => Promise.all(calls.map(codeOf));
  const entries = (await all.actions()).length;
  expect(await codes([...asked(bob, id, reason), bob.api.admin.groups.heirs.query({ id })])).toEqual(
    Array.from({ length: 4 }, () => 'forbidden'),
  );
  const ofAlice = await all.owner.api.groups.create.mutate({
    ...{ name: 'Board', description: '', visibility: 'public', memberIds: [dave.user.id] },
  });
  expect(await codes(asked(all.carol, ofAlice.id, reason))).toEqual(['forbidden', 'forbidden', 'forbidden']);
  expect(await codes(asked(all.carol, id, ' '))).toEqual(['invalid', 'invalid', 'invalid']);
  expect(await codes(asked(all.carol, crypto.randomUUID(), reason))).toEqual(
    Array.from({ length: 3 }, () => 'not_found'),
  );
  const { id: direct } = await bob.api.groups.direct.mutate({ userId: dave.user.id });
  expect(await codes(asked(all.owner, direct, reason))).toEqual(['not_found', 'not_found', 'not_found']);
  expect((await all.actions()).length).toBe(entries);
  expect(
    await codeOf(all.owner.api.admin.groups.archive.mutate({ id: ofAlice.id, archived: true, reason })),
  ).toBe('ok');
  expect((await all.owner.api.admin.verifyAudit.query()).brokenAt).toBeNull();
});

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { joinCall, ended, openCallDesk, startCall, type CallDesk } from '../harness/calls.ts';
import { codeOf } from '../harness/client.ts';
import { upload } from '../harness/uploads.ts';

let desk: CallDesk;
beforeAll(async () => {
  desk = await openCallDesk();
});
afterAll(() => desk.server.close());

const say = (text: string, clientId: string = crypto.randomUUID()) =>
  desk.bob.api.messages.send.mutate({ conversationId: desk.watercooler, clientId, text });
const archive = (archived: boolean) =>
  desk.alice.api.groups.archive.mutate({ id: desk.watercooler, archived });
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);
const image = { name: 'face.png', type: 'image/png', bytes: new Uint8Array(PIXEL) };

test('an archived group refuses every change but leaving and being brought back, and can be read', async () => {
  const { alice, bob, carol, watercooler: id } = desk;
  const clientId = crypto.randomUUID();
  const { message } = await say('before', clientId);
  const [messageId, userId] = [message.id, carol.user.id];
  await carol.api.groups.leave.mutate({ id });
  await alice.api.groups.update.mutate({ id, visibility: 'public' });
  const { url } = await alice.api.groups.createInvite.mutate({ id });
  await archive(true);
  const [atBob, atOwner, atCarol] = [bob.api, alice.api, carol.api];
  const refused = [
    say('after'),
    atBob.messages.edit.mutate({ messageId, text: 'changed' }),
    atBob.messages.delete.mutate({ messageId }),
    atBob.messages.react.mutate({ messageId, emoji: '👍', on: true }),
    atOwner.messages.pin.mutate({ messageId, on: true }),
    atOwner.groups.update.mutate({ id, name: 'Kitchen' }),
    atOwner.groups.addMember.mutate({ id, userId }),
    atOwner.groups.createInvite.mutate({ id }),
    atCarol.groups.join.mutate({ id }),
    atCarol.groups.joinByInvite.mutate({ token: url.split('/join/g/')[1] ?? '' }),
  ];
  expect(await Promise.all(refused.map(codeOf))).toEqual(refused.map(() => 'archived'));
  await expect(startCall(desk.atBob, id)).rejects.toMatchObject({ code: 'archived' });
  // A retry of what was sent before is no new message.
  expect((await say('before', clientId)).message.id).toBe(messageId);
  const { messages } = await bob.api.messages.page.query({ conversationId: id, direction: 'newest' });
  expect(messages.filter(({ event }) => !event).map(({ text }) => text)).toEqual(['before']);
  expect((await carol.api.groups.browse.query({})).map((group) => group.id)).not.toContain(id);
  await archive(false);
  await say('again');
});

test('only the owner archives, and a running call ends with it', async () => {
  const { bob, watercooler: id, atAlice, atBob } = desk;
  expect(await codeOf(bob.api.groups.archive.mutate({ id, archived: true }))).toBe('forbidden');
  const { call } = await startCall(atAlice, id);
  await joinCall(atBob, call.id);
  await archive(true);
  expect(await ended(atBob, call.id)).toMatchObject({ state: 'ended' });
  await archive(false);
});

test('a group wears a picture that a moderator uploaded, and takes it off when the file is removed', async () => {
  const { alice, bob, watercooler: id } = desk;
  const { id: avatarFileId } = await upload(alice, image);
  const others = await upload(bob, image);
  const wear = (fileId: string | null) => alice.api.groups.update.mutate({ id, avatarFileId: fileId });
  expect(await codeOf(wear(others.id))).toBe('invalid');
  expect(await wear(avatarFileId)).toMatchObject({ avatarFileId });
  expect((await bob.fetch(`/files/${avatarFileId}?thumbnail`)).status).toBe(200);
  const before = (await bob.api.groups.byId.query({ id })).conversation;
  await alice.api.files.remove.mutate({ id: avatarFileId });
  const { conversation } = await bob.api.groups.byId.query({ id });
  expect(conversation).toMatchObject({ avatarFileId: null, lastChange: before.lastChange + 1 });
  expect((await wear(null)).lastChange).toBe(conversation.lastChange);
});

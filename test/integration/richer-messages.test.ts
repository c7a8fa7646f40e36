import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import type { Message } from '../../protocol/chat.ts';
import { codeOf, connectSocket, type SignedIn, signUp } from '../harness/client.ts';
import { openDevice } from '../harness/device.ts';
import { expectInStep, openWatercooler, type Seat } from '../harness/in-step.ts';
import { startServer, type TestServer } from '../harness/server.ts';

let server: TestServer;
let cast: { alice: SignedIn; bob: SignedIn; carol: SignedIn };
const people = () => cast;
const devices: Seat[] = [];
let id = '';

beforeAll(async () => {
  server = await startServer({ env: { REGISTRATION: 'open' } });
  const alice = await signUp(server, 'Alice', server.ownerToken ?? '');
  cast = { alice, bob: await signUp(server, 'Bob'), carol: await signUp(server, 'Carol') };
  for (const client of Object.values(cast)) devices.push({ client, device: await openDevice(client) });
});
afterAll(async () => {
  for (const { device } of devices) device.close();
  await server.close();
});

async function say(by: SignedIn, text: string, replyTo: string | null = null): Promise<Message> {
  const send = { conversationId: id, clientId: crypto.randomUUID(), text, replyTo };
  return (await by.api.messages.send.mutate(send)).message;
}

describe('state before and its events are the state read afresh', () => {
  beforeEach(async () => {
    id = await openWatercooler(devices);
  });
  afterEach(() => expectInStep(devices, id));

  test('after an edit, whose text before is kept as history', async () => {
    const { alice, bob } = people();
    const first = await say(bob, 'Cofee?');
    const { message } = await bob.api.messages.edit.mutate({ messageId: first.id, text: 'Coffee?' });
    expect(message).toMatchObject({
      id: first.id,
      number: first.number,
      change: first.change,
      text: 'Coffee?',
    });
    expect(message.revision).toBe(first.change + 1);
    expect(message.editedAt).toBeGreaterThanOrEqual(first.createdAt);
    const again = await bob.api.messages.edit.mutate({ messageId: first.id, text: 'Coffee?' });
    expect(again.message).toEqual(message);
    const history = await alice.api.messages.history.query({ messageId: first.id });
    expect(history).toEqual([
      { text: 'Cofee?', at: first.createdAt },
      { text: 'Coffee?', at: message.editedAt ?? 0 },
    ]);
  });

  test('after a deletion, which leaves an empty message in its place', async () => {
    const { alice, bob, carol } = people();
    const first = await say(bob, 'a secret for @carol');
    await bob.api.messages.edit.mutate({ messageId: first.id, text: 'a better secret for @carol' });
    await carol.api.messages.react.mutate({ messageId: first.id, emoji: '👍', on: true });
    const { message } = await bob.api.messages.delete.mutate({ messageId: first.id });
    expect(message).toMatchObject({ text: '', reactions: [], mentions: [], editedAt: null, pinned: null });
    expect(message.deletedAt).not.toBeNull();
    expect(await alice.api.messages.history.query({ messageId: first.id })).toEqual([]);
    const { changes } = await alice.api.messages.changes.query({ conversationId: id, after: 0 });
    expect(JSON.stringify(changes)).not.toContain('secret');
    await say(alice, 'and on we go');
  });
});

describe('state before and its events are the state read afresh, too', () => {
  beforeEach(async () => {
    id = await openWatercooler(devices);
  });
  afterEach(() => expectInStep(devices, id));

  test('after reactions came and went', async () => {
    const { alice, bob, carol } = people();
    const { id: messageId } = await say(alice, 'Cake in the kitchen');
    const react = (by: SignedIn, emoji: string, on: boolean) =>
      by.api.messages.react.mutate({ messageId, emoji, on });
    await react(bob, '🎂', true);
    await react(carol, '❤', true);
    await react(alice, '🎂', true);
    await react(alice, '🎂', true);
    const { message } = await react(bob, '❤️', true);
    expect(message.reactions).toEqual([
      { emoji: '🎂', userIds: [bob.user.id, alice.user.id] },
      { emoji: '❤️', userIds: [carol.user.id, bob.user.id] },
    ]);
    expect((await react(bob, '🎂', false)).message.reactions).toEqual([
      { emoji: '❤️', userIds: [carol.user.id, bob.user.id] },
      { emoji: '🎂', userIds: [alice.user.id] },
    ]);
    expect(await codeOf(react(bob, 'nice', true))).toBe('invalid');
    expect(await codeOf(react(bob, '👍👍', true))).toBe('invalid');
  });

  test('after pins', async () => {
    const { alice, bob } = people();
    const [one, two] = [await say(bob, 'The door code'), await say(bob, 'The wifi')];
    await alice.api.messages.pin.mutate({ messageId: one.id, on: true });
    const { message } = await alice.api.messages.pin.mutate({ messageId: two.id, on: true });
    expect(message.pinned?.userId).toBe(alice.user.id);
    const pins = async () =>
      (await bob.api.messages.pins.query({ conversationId: id })).map(({ text }) => text);
    expect(await pins()).toEqual(['The wifi', 'The door code']);
    await alice.api.messages.pin.mutate({ messageId: two.id, on: false });
    await bob.api.messages.delete.mutate({ messageId: one.id });
    expect(await pins()).toEqual([]);
  });
});

describe('state before and its events are the state read afresh, as well', () => {
  beforeEach(async () => {
    id = await openWatercooler(devices);
  });
  afterEach(() => expectInStep(devices, id));

  test('after a reply, whose quote follows what it quotes', async () => {
    const { alice, bob } = people();
    const source = await say(alice, `Lunch? ${'🍜'.repeat(300)}`);
    const reply = await say(bob, 'Yes', source.id);
    expect(reply.quote).toMatchObject({ id: source.id, number: source.number, senderId: alice.user.id });
    expect(Array.from(reply.quote?.text ?? '').length).toBe(200);
    await alice.api.messages.edit.mutate({ messageId: source.id, text: 'Dinner?' });
    await expectInStep(devices, id);
    await alice.api.messages.delete.mutate({ messageId: source.id });
    const { messages } = await bob.api.messages.page.query({ conversationId: id, direction: 'newest' });
    expect(messages.at(-1)?.quote).toMatchObject({ text: '', deleted: true });
  });

  test('after mentions: unread ones are listed until they are read, edited away or deleted', async () => {
    const { alice, bob, carol } = people();
    const mentioned = async (who: SignedIn) =>
      (await who.api.groups.byId.query({ id })).conversation.mentioned;
    const one = await say(alice, 'Hi @bob and @BOB, not @dave, nor `@carol` or alice@carol');
    expect([one.mentions, one.mentionsAll]).toEqual([[bob.user.id], false]);
    const two = await say(bob, '@all it is Friday');
    expect([two.mentions, two.mentionsAll]).toEqual([[], true]);
    const three = await say(alice, 'nobody');
    expect(await mentioned(bob)).toEqual([one.number]);
    expect(await mentioned(carol)).toEqual([two.number]);
    expect(await mentioned(alice)).toEqual([two.number]);
    await alice.api.messages.edit.mutate({ messageId: three.id, text: 'somebody: @carol and @bob' });
    expect(await mentioned(carol)).toEqual([two.number, three.number]);
    await carol.api.messages.mark.mutate({ conversationId: id, read: two.number });
    expect(await mentioned(carol)).toEqual([three.number]);
    await alice.api.messages.edit.mutate({ messageId: three.id, text: 'nobody again' });
    await alice.api.messages.delete.mutate({ messageId: one.id });
    expect([await mentioned(bob), await mentioned(carol)]).toEqual([[], []]);
  });

  test('after @here, which names those who are there', async () => {
    const { alice, bob, carol } = people();
    const { mentions } = await say(alice, '@here coffee is ready');
    expect(mentions).toEqual([bob.user.id, carol.user.id].toSorted());
  });
});

test('what somebody else wrote is edited by nobody, and deleted by moderators only', async () => {
  const { alice, bob, carol } = people();
  id = await openWatercooler(devices);
  const [mine, hers] = [await say(bob, 'mine'), await say(carol, 'hers')];
  const { edit, delete: remove, pin } = bob.api.messages;
  expect(await codeOf(edit.mutate({ messageId: hers.id, text: 'his' }))).toBe('forbidden');
  expect(await codeOf(remove.mutate({ messageId: hers.id }))).toBe('forbidden');
  expect(await codeOf(pin.mutate({ messageId: mine.id, on: true }))).toBe('forbidden');
  expect(await codeOf(alice.api.messages.edit.mutate({ messageId: mine.id, text: 'ours' }))).toBe(
    'forbidden',
  );
  await alice.api.groups.setRole.mutate({ id, userId: bob.user.id, role: 'moderator' });
  expect((await remove.mutate({ messageId: hers.id })).message.deletedAt).not.toBeNull();
  expect(await codeOf(carol.api.messages.edit.mutate({ messageId: hers.id, text: 'back' }))).toBe('conflict');
  const react = { messageId: hers.id, emoji: '👍', on: true };
  expect(await codeOf(bob.api.messages.react.mutate(react))).toBe('conflict');
  const { messages } = await bob.api.messages.page.query({ conversationId: id, direction: 'newest' });
  expect(await codeOf(remove.mutate({ messageId: messages[0]?.id ?? '' }))).toBe('forbidden');
  expect(await codeOf(edit.mutate({ messageId: mine.id, text: '  ' }))).toBe('invalid');
});

test('a message of a conversation that somebody is no member of does not exist for them', async () => {
  const { alice, bob, carol } = people();
  const direct = await alice.api.groups.direct.mutate({ userId: bob.user.id });
  id = direct.id;
  const { id: messageId } = await say(alice, 'between us');
  const { messages } = carol.api;
  const tries = [
    messages.edit.mutate({ messageId, text: 'mine now' }),
    messages.delete.mutate({ messageId }),
    messages.react.mutate({ messageId, emoji: '👍', on: true }),
    messages.pin.mutate({ messageId, on: true }),
    messages.history.query({ messageId }),
    messages.pins.query({ conversationId: id }),
    messages.search.query({ text: 'between', conversationId: id }),
  ];
  expect(await Promise.all(tries.map(codeOf))).toEqual(tries.map(() => 'not_found'));
  expect((await bob.api.messages.pin.mutate({ messageId, on: true })).message.pinned).not.toBeNull();
});

test('the owner sets how long messages may be edited and deleted, and every page hears of it', async () => {
  const { alice, bob } = people();
  id = await openWatercooler(devices);
  const { id: messageId } = await say(bob, 'in a hurry');
  const atBob = await connectSocket(bob);
  const none = { editWindowMinutes: null, deleteWindowMinutes: null, linkPreviews: true };
  expect(atBob.welcome.settings.rules).toEqual(none);
  const set = alice.api.admin.updateSettings;
  expect(await codeOf(bob.api.admin.updateSettings.mutate({ editWindowMinutes: 0 }))).toBe('forbidden');
  expect(await set.mutate({ editWindowMinutes: 0 })).toEqual({ ...none, editWindowMinutes: 0 });
  expect((await atBob.next('session.rules')).rules).toEqual({ ...none, editWindowMinutes: 0 });
  expect(await codeOf(bob.api.messages.edit.mutate({ messageId, text: 'calm' }))).toBe('forbidden');
  await set.mutate({ deleteWindowMinutes: 0 });
  expect(await bob.api.admin.settings.query()).toEqual({
    ...none,
    editWindowMinutes: 0,
    deleteWindowMinutes: 0,
  });
  expect(await codeOf(bob.api.messages.delete.mutate({ messageId }))).toBe('forbidden');
  expect(await codeOf(alice.api.messages.delete.mutate({ messageId }))).toBe('ok');
  await set.mutate({ editWindowMinutes: 60, deleteWindowMinutes: null });
  const { id: later } = await say(bob, 'calm');
  expect(await codeOf(bob.api.messages.edit.mutate({ messageId: later, text: 'calmer' }))).toBe('ok');
  expect(await codeOf(bob.api.messages.delete.mutate({ messageId: later }))).toBe('ok');
  await set.mutate(none);
  atBob.close();
});

test('over the socket: the answer, the event, and the limit that holds for sends', async () => {
  const { bob } = people();
  id = await openWatercooler(devices);
  const atBob = await connectSocket(bob);
  const { id: messageId } = await say(bob, 'hello');
  const { message } = await atBob.request({ t: 'chat.edit', messageId, text: 'hello there' });
  const { change } = await atBob.next('chat.changed', (event) => event.change.kind === 'edited');
  expect(change).toEqual({ kind: 'edited', change: message.revision, message });
  const react = (on: boolean) => atBob.request({ t: 'chat.react', messageId, emoji: '👍', on });
  const results = await Promise.all(
    Array.from({ length: 40 }, (_, n) =>
      react(n % 2 === 0).then(
        () => 'ok',
        (error: { code: string }) => error.code,
      ),
    ),
  );
  expect(results.filter((result) => result === 'rate_limited').length).toBeGreaterThanOrEqual(10);
  expect(new Set(results)).toEqual(new Set(['ok', 'rate_limited']));
  atBob.close();
});

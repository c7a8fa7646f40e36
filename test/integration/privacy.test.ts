import { afterAll, beforeAll, expect, test } from 'bun:test';
import { codeOf, connectSocket, type SignedIn, signIn, signUp, type TestSocket } from '../harness/client.ts';
import { openDevice } from '../harness/device.ts';
import { startServer, type TestServer } from '../harness/server.ts';

let server: TestServer;
let cast: { alice: SignedIn; bob: SignedIn; carol: SignedIn };
beforeAll(async () => {
  server = await startServer({ env: { REGISTRATION: 'open' } });
  const [alice, bob] = [await signUp(server, 'Alice'), await signUp(server, 'Bob')];
  cast = { alice, bob, carol: await signUp(server, 'Carol') };
});
afterAll(() => server.close());

/** A group of three with `count` messages of Alice's. */
async function watercooler(count = 3): Promise<string> {
  const { alice, bob, carol } = cast;
  const settings = { name: 'Watercooler', description: '', visibility: 'private' } as const;
  const memberIds = [bob.user.id, carol.user.id];
  const { id } = await alice.api.groups.create.mutate({ ...settings, memberIds });
  for (let n = 1; n < count; n += 1) await say(id, `${n}`);
  return id;
}

const say = (conversationId: string, text: string) =>
  cast.alice.api.messages.send.mutate({ conversationId, clientId: crypto.randomUUID(), text });
const mark = (who: SignedIn, conversationId: string, marks: { read?: number; delivered?: number }) =>
  who.api.messages.mark.mutate({ conversationId, ...marks });
const marked = (socket: TestSocket, id: string, by: SignedIn) =>
  socket.next('chat.marked', (event) => event.conversationId === id && event.userId === by.user.id);

async function readNumberOf(who: SignedIn, seenBy: SignedIn, id: string): Promise<number | undefined> {
  const { conversation } = await seenBy.api.groups.byId.query({ id });
  return conversation.members.find(({ userId }) => userId === who.user.id)?.readNumber;
}

test('who gives no read receipts is seen to have got a message, not to have read it; their own devices know', async () => {
  const { alice, bob } = cast;
  const id = await watercooler();
  await mark(bob, id, { read: 1 });
  await bob.api.users.updateSettings.mutate({ readReceipts: false });
  const [atAlice, atBob] = [await connectSocket(alice), await connectSocket(bob)];
  await mark(bob, id, { read: 3 });

  expect(await marked(atAlice, id, bob)).toMatchObject({ delivered: 3, read: 1 });
  await atBob.next('chat.marked', (event) => event.read === 3);
  expect(await readNumberOf(bob, alice, id)).toBe(1);
  expect(await readNumberOf(bob, bob, id)).toBe(3);
  const seen = atAlice.received.filter((down) => down.t === 'chat.marked' && down.userId === bob.user.id);
  expect(seen.every((down) => down.t === 'chat.marked' && down.read <= 1)).toBe(true);

  await bob.api.users.updateSettings.mutate({ readReceipts: true });
  expect(await readNumberOf(bob, alice, id)).toBe(1);
  await say(id, 'after');
  await mark(bob, id, { read: 4 });
  expect(await marked(atAlice, id, bob)).toMatchObject({ read: 4 });
  for (const socket of [atAlice, atBob]) socket.close();
});

test('who gives no read receipts is told of nobody else’s reading, from the moment of the switch and after a resume', async () => {
  const { bob, carol } = cast;
  const id = await watercooler();
  const atCarol = await connectSocket(carol);
  await mark(bob, id, { read: 1 });
  expect(await marked(atCarol, id, bob)).toMatchObject({ read: 1 });

  await carol.api.users.updateSettings.mutate({ readReceipts: false });
  await atCarol.next('settings.changed', ({ settings }) => !settings.readReceipts);
  await mark(bob, id, { read: 3 });
  expect(await marked(atCarol, id, bob)).toMatchObject({ delivered: 3, read: 0 });
  expect(await readNumberOf(bob, carol, id)).toBe(0);
  const again = await connectSocket(carol);
  const members = again.welcome.conversations.find((one) => one.id === id)?.members ?? [];
  expect(members.map(({ userId, readNumber }) => userId === carol.user.id || readNumber === 0)).toEqual([
    true,
    true,
    true,
  ]);

  await carol.api.users.updateSettings.mutate({ readReceipts: true });
  await say(id, 'after');
  await mark(bob, id, { read: 4 });
  expect(await marked(again, id, bob)).toMatchObject({ read: 4 });
  expect(await readNumberOf(bob, carol, id)).toBe(4);
  for (const socket of [atCarol, again]) socket.close();
});

test('a discreet member hears every message once, before and after the switch', async () => {
  const { carol } = cast;
  const id = await watercooler(1);
  const device = await openDevice(carol);
  await device.model.load(id, 'newest');
  for (const [index, readReceipts] of [false, true, false, true].entries()) {
    const saying = [say(id, `${index} a`), say(id, `${index} b`)];
    await Promise.all([
      ...saying,
      carol.api.users.updateSettings.mutate({ readReceipts, typing: readReceipts }),
    ]);
  }
  await device.until('all messages', () => device.messages(id).length === 9);
  expect(device.messages(id).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(device.catchUps).toBe(0);
  device.close();
});

test('typing is shown neither of nor to those who keep it to themselves', async () => {
  const { alice, bob, carol } = cast;
  const id = await watercooler();
  await bob.api.users.updateSettings.mutate({ typing: false });
  const [atAlice, atBob, atCarol] = [
    await connectSocket(alice),
    await connectSocket(bob),
    await connectSocket(carol),
  ];
  atBob.notify({ t: 'chat.typing', conversationId: id });
  atAlice.notify({ t: 'chat.typing', conversationId: id });
  await atCarol.next('chat.typing', (event) => event.userId === alice.user.id);
  await say(id, 'written');
  for (const socket of [atAlice, atBob, atCarol]) {
    await socket.next('chat.changed', (event) => event.conversationId === id);
  }
  const typists = (socket: TestSocket) =>
    socket.received.flatMap((down) => (down.t === 'chat.typing' ? down.userId : []));
  expect([typists(atBob), typists(atCarol).includes(bob.user.id)]).toEqual([[], false]);

  await bob.api.users.updateSettings.mutate({ typing: true });
  await atBob.next('settings.changed', ({ settings }) => settings.typing);
  atBob.notify({ t: 'chat.typing', conversationId: id, stopped: true });
  atBob.notify({ t: 'chat.typing', conversationId: id });
  await atCarol.next('chat.typing', (event) => event.userId === bob.user.id);
  for (const socket of [atAlice, atBob, atCarol]) socket.close();
});

test('a change of role tells nothing of what was read', async () => {
  const { alice, bob, carol } = cast;
  const id = await watercooler();
  await bob.api.users.updateSettings.mutate({ readReceipts: false });
  await mark(bob, id, { read: 3 });
  const atCarol = await connectSocket(carol);
  await alice.api.groups.setRole.mutate({ id, userId: bob.user.id, role: 'moderator' });
  const { change } = await atCarol.next('chat.changed', (event) => event.conversationId === id);
  expect(change).toMatchObject({ kind: 'member', member: { role: 'moderator', readNumber: 0 } });
  const read = await carol.api.messages.changes.query({ conversationId: id, after: 0 });
  expect(read.changes.at(-1)).toMatchObject({ kind: 'member', member: { readNumber: 0 } });
  await bob.api.users.updateSettings.mutate({ readReceipts: true });
  atCarol.close();
});

test('choices reach all devices of one person, and nobody else', async () => {
  const { alice } = cast;
  const id = await watercooler();
  const [atBob, atPhone, atAlice] = [
    await connectSocket(await signIn(server, 'Bob')),
    await connectSocket(await signIn(server, 'Bob')),
    await connectSocket(alice),
  ];
  const { api } = cast.bob;
  const quietHours = { days: [1, 2], from: 1320, to: 420, timeZone: 'Europe/Berlin' };
  await api.users.updateSettings.mutate({
    groupLevel: 'mentions',
    quietUntil: 1_900_000_000_000,
    quietHours,
  });
  await api.users.setConversation.mutate({ conversationId: id, mutedUntil: 1_900_000_000_000 });
  await api.users.setConversation.mutate({ conversationId: id, level: 'nothing' });
  const chosen = { conversationId: id, level: 'nothing', mutedUntil: 1_900_000_000_000 } as const;
  for (const socket of [atBob, atPhone]) {
    const { settings } = await socket.next('settings.changed');
    expect(settings).toMatchObject({ groupLevel: 'mentions', quietHours, sound: true });
    await socket.next('settings.conversation', (event) => Bun.deepEquals(event.settings, chosen));
  }
  const { preferences } = (await connectSocket(cast.bob)).welcome;
  expect(preferences.mine.quietUntil).toBe(1_900_000_000_000);
  expect(preferences.conversations).toEqual([chosen]);
  expect(atAlice.received.some((down) => down.t.startsWith('settings.'))).toBe(false);
});

test('what makes no sense is refused and stores nothing; a conversation of others is not found', async () => {
  const { alice, bob } = cast;
  const { id } = await alice.api.groups.direct.mutate({ userId: cast.carol.user.id });
  const before = await bob.api.users.settings.query();
  const hours = { days: [1], from: 0, to: 60, timeZone: 'Europe/Berlin' };
  const refused = [
    { quietHours: { ...hours, timeZone: 'Middle/Earth' } },
    { quietHours: { ...hours, from: 1440 } },
    { quietHours: { ...hours, days: [1, 1] } },
    { quietUntil: -1 },
    { quietUntil: Number.MAX_SAFE_INTEGER },
  ];
  for (const change of refused)
    expect(await codeOf(bob.api.users.updateSettings.mutate(change))).toBe('invalid');
  expect(await bob.api.users.settings.query()).toEqual(before);
  expect(await codeOf(bob.api.users.setConversation.mutate({ conversationId: id, level: 'all' }))).toBe(
    'not_found',
  );
});

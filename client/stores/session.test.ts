import { expect, test } from 'bun:test';
import { unavailable } from '../../protocol/errors.ts';
import { AWAY_AFTER_MS } from '../../protocol/limits.ts';
import { FakeConversation, makeUser, makeWelcome } from '../../test/harness/fake-chat-server.ts';
import { FakeWorld, settled } from '../../test/harness/fake-page.ts';
import { REMEMBERED_USER_KEY } from './remembered-user.ts';

const alice = makeUser('Alice');
const bob = makeUser('Bob');
const carol = makeUser('Carol');

function setUp() {
  const room = new FakeConversation([alice, bob]);
  return { room, world: new FakeWorld(alice, [alice, bob], [room]) };
}

test('who is signed in is not known, then known, and the socket opens', async () => {
  const { world } = setUp();
  const opening = world.open();
  expect(world.socket.state.state).toBe('closed');
  const stores = await opening;
  expect(stores.session.me()).toEqual(alice);
  expect(stores.session.connection().state).toBe('connecting');
  expect(stores.session.server()).toEqual({ registration: 'open', needsOwner: false, meet: 'members' });
  await world.connect();
  expect(stores.session.connection().state).toBe('open');
  expect(stores.session.uploadLimitBytes()).toBe(1_000);
  stores.close();
});

test('nobody signed in leaves the socket closed', async () => {
  const { world } = setUp();
  world.signedIn = null;
  const stores = await world.open();
  expect(stores.session.me()).toBeNull();
  expect(world.socket.state.state).toBe('closed');
  stores.close();
});

test('a page of somebody known opens its socket without waiting for an answer, and outlasts a server that is away', async () => {
  const { world } = setUp();
  (await world.open()).close();
  world.api.me = () => Promise.reject(unavailable('The server is away.'));
  const stores = await world.open();
  expect(stores.session.me()).toEqual(alice);
  expect(world.socket.state.state).toBe('connecting');
  world.api.me = async () => null;
  world.clock.advance(60_000);
  await settled();
  expect(stores.session.me()).toBeNull();
  stores.close();
});

test('signing out closes the socket and leaves nothing of the user on this device', async () => {
  const { world, room } = setUp();
  room.say(bob, 'secret');
  const stores = await world.open();
  await world.connect();
  world.clock.advance(5_000);
  await settled();
  expect((await world.cache.all()).length).toBeGreaterThan(0);
  await world.disconnect();
  stores.conversations.send(room.state.id, { text: 'not sent', files: [] });
  await settled();
  expect((await world.outbox.all()).length).toBe(1);
  await stores.session.signOut();
  expect(stores.session.me()).toBeNull();
  expect(stores.conversations.list()).toBeUndefined();
  expect(stores.people.user(bob.id)).toBeUndefined();
  expect(world.socket.state).toEqual({ state: 'closed', reason: 'byPage' });
  expect([await world.cache.all(), await world.outbox.all(), [...world.storage.values]]).toEqual([
    [],
    [],
    [],
  ]);
  world.clock.advance(60_000);
  await settled();
  expect(await world.cache.all()).toEqual([]);
  stores.close();
});

test.each(['signedOut', 'suspended'] as const)('a socket closed as %s signs the page out', async (reason) => {
  const { world } = setUp();
  const stores = await world.open();
  await world.connect();
  world.signedIn = null;
  world.socket.become({ state: 'closed', reason });
  await settled();
  expect(stores.session.me()).toBeNull();
  expect(stores.toasts.list().length).toBe(reason === 'suspended' ? 1 : 0);
  stores.close();
});

test('a session that ended while the connection was away is noticed, a server that is away is not mistaken for it', async () => {
  const { world } = setUp();
  const stores = await world.open();
  await world.connect();
  const { me } = world.api;
  world.api.me = () => Promise.reject(unavailable('The server is away.'));
  world.socket.become({ state: 'reconnecting', attempt: 2, nextTryAt: 0 });
  await settled();
  expect(stores.session.me()).toEqual(alice);
  world.api.me = me;
  world.signedIn = null;
  world.socket.become({ state: 'reconnecting', attempt: 3, nextTryAt: 0 });
  await settled();
  expect(stores.session.me()).toBeNull();
  stores.close();
});

test('a page older than the server loads itself anew once, and then says so', async () => {
  const { world } = setUp();
  const stores = await world.open();
  world.socket.become({ state: 'closed', reason: 'versionMismatch' });
  expect(world.page.reloads).toBe(1);
  stores.close();
  const again = await world.open();
  world.socket.become({ state: 'closed', reason: 'versionMismatch' });
  expect(world.page.reloads).toBe(1);
  expect(again.toasts.list().length).toBe(1);
  again.close();
});

test('an answer that is older than a sign-in does not sign out again', async () => {
  const { world } = setUp();
  let answerLate: (user: null) => void = () => {};
  world.api.me = () => new Promise((resolve) => (answerLate = resolve));
  world.api.signIn = async () => alice;
  const stores = await world.open();
  await stores.session.signIn({ username: 'alice', password: 'a good password' });
  answerLate(null);
  await settled();
  expect(stores.session.me()).toEqual(alice);
  stores.close();
});

test('a welcome to somebody else begins anew with them', async () => {
  const { world } = setUp();
  const stores = await world.open();
  await world.connect();
  const garden = new FakeConversation([carol, bob], 'Garden');
  world.signedIn = carol;
  world.socket.become({ state: 'open' });
  world.socket.receive(makeWelcome(carol, [carol, bob], garden));
  await settled();
  expect(stores.session.me()).toEqual(carol);
  expect(stores.conversations.list()).toBeUndefined();
  world.socket.become({ state: 'open' });
  world.socket.receive(makeWelcome(carol, [carol, bob], garden));
  expect(stores.conversations.list()?.map(({ name }) => name)).toEqual(['Garden']);
  stores.close();
});

test('another tab that signs out signs this one out', async () => {
  const { world } = setUp();
  const stores = await world.open();
  await world.connect();
  world.signedIn = null;
  world.page.otherTabSpoke(REMEMBERED_USER_KEY);
  await settled();
  expect(stores.session.me()).toBeNull();
  stores.close();
});

test('people online are listed by name without myself, and follow what is heard', async () => {
  const { world } = setUp();
  world.people.push(carol);
  const stores = await world.open();
  await world.connect();
  const online = () => stores.people.online().map(({ name }) => name);
  expect(online()).toEqual(['Bob', 'Carol']);
  world.socket.receive({
    t: 'presence.changed',
    people: [{ userId: bob.id, state: 'offline', lastSeen: 5 }],
  });
  expect(online()).toEqual(['Carol']);
  expect([stores.people.presence(bob.id), stores.people.lastSeen(bob.id)]).toEqual(['offline', 5]);
  world.socket.receive({ t: 'presence.user', user: { ...carol, name: 'Carola' } });
  expect(online()).toEqual(['Carola']);
  stores.close();
});

test('strangers online are asked for by one question', async () => {
  const { world, room } = setUp();
  const stores = await world.open();
  const welcome = makeWelcome(alice, [alice, bob], room);
  const stranger = { userId: carol.id, state: 'online', lastSeen: null } as const;
  world.api.onlineUsers = async () => [bob, carol];
  world.socket.become({ state: 'open' });
  world.socket.receive({ ...welcome, presence: [...welcome.presence, stranger] });
  await settled();
  expect(stores.people.online().map(({ name }) => name)).toEqual(['Bob', 'Carol']);
  stores.close();
});

test('somebody who is not known is asked for once and filled in', async () => {
  const { world } = setUp();
  const stores = await world.open();
  await world.connect();
  let asked = 0;
  world.api.user = async (id) => {
    asked += 1;
    return { ...carol, presence: { userId: id, state: 'away', lastSeen: null } };
  };
  expect(stores.people.user(carol.id)).toBeUndefined();
  expect(stores.people.user(carol.id)).toBeUndefined();
  await settled();
  expect(stores.people.user(carol.id)).toEqual(carol);
  expect([asked, stores.people.presence(carol.id)]).toEqual([1, 'away']);
  stores.close();
});

test('a device without input reports itself away, and back at the first sign of life', async () => {
  const { world } = setUp();
  const stores = await world.open();
  await world.connect();
  world.clock.advance(AWAY_AFTER_MS - 1);
  world.page.touch();
  world.clock.advance(AWAY_AFTER_MS - 1);
  expect(world.sent('presence.set')).toEqual([]);
  world.clock.advance(1);
  await world.disconnect();
  await world.connect();
  world.page.touch();
  world.page.touch();
  expect(world.sent('presence.set').map(({ state }) => state)).toEqual(['away', 'away', 'online']);
  stores.close();
});

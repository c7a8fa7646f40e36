import { expect, test } from 'bun:test';
import { createEffect, createMemo, createRoot } from 'solid-js';
import { unavailable } from '../../protocol/errors.ts';
import type { Stores, Timeline } from './contract.ts';
import { FakeConversation, makeUser } from '../../test/harness/fake-chat-server.ts';
import { FakeWorld, settled } from '../../test/harness/fake-page.ts';

const alice = makeUser('Alice');
const bob = makeUser('Bob');
const carol = makeUser('Carol');

function setUp(messages = 0) {
  const room = new FakeConversation([alice, bob]);
  for (let count = 1; count <= messages; count += 1) room.say(bob, `message ${count}`);
  const world = new FakeWorld(alice, [alice, bob, carol], [room]);
  return { room, world, id: room.state.id };
}

/** As a component does: it shows the timeline until it is gone. */
function look(stores: Stores, id: string): { timeline: Timeline; leave(): void } {
  return createRoot((leave) => ({ timeline: stores.conversations.timeline(id), leave }));
}

const texts = (timeline: Timeline) =>
  timeline.items().map((item) => (item.kind === 'message' ? item.message.text : `(${item.pending.text})`));

test('the list is not known before the welcome, and has the newest activity first', async () => {
  const { world, room } = setUp(1);
  const other = new FakeConversation([alice, carol], 'Garden');
  world.rooms.push(other);
  const stores = await world.open();
  expect(stores.conversations.list()).toBeUndefined();
  await world.connect();
  expect(stores.conversations.list()?.map(({ name }) => name)).toEqual(['Watercooler', 'Garden']);
  const [first] = stores.conversations.list() ?? [];
  room.say(bob, 'one more');
  world.socket.receive(other.say(carol, 'hello'));
  world.socket.receive(other.say(carol, 'hello again'));
  expect(stores.conversations.list()?.map(({ name }) => name)).toEqual(['Garden', 'Watercooler']);
  expect(stores.conversations.list()?.[1]).toBe(first as never);
  stores.close();
});

test('a message is pending at once, and becomes the server’s without being shown twice', async () => {
  const { world, room, id } = setUp(1);
  const stores = await world.open();
  await world.connect();
  const { timeline, leave } = look(stores, id);
  await settled();
  const seen: string[][] = [];
  const stopWatching = createRoot((dispose) => {
    createEffect(() => seen.push(texts(timeline)));
    return dispose;
  });
  stores.conversations.send(id, { text: 'hello', files: [] });
  await settled();
  world.socket.receive({ t: 'chat.changed', conversationId: id, change: room.changes.at(-1) as never });
  expect(texts(timeline)).toEqual(['message 1', 'hello']);
  expect(seen.some((shown) => shown.includes('(hello)'))).toBe(true);
  expect(seen.every((shown) => shown.length <= 2)).toBe(true);
  stopWatching();
  leave();
  stores.close();
});

test('what is written while the connection is away waits, is shown, and goes out in order when it is back', async () => {
  const { world, room, id } = setUp(1);
  const stores = await world.open();
  await world.connect();
  const { timeline } = look(stores, id);
  await settled();
  await world.disconnect();
  stores.conversations.send(id, { text: 'one', files: [] });
  stores.conversations.send(id, { text: 'two', files: [] });
  await settled();
  expect(texts(timeline)).toEqual(['message 1', '(one)', '(two)']);
  room.say(bob, 'meanwhile');
  await world.connect();
  expect(texts(timeline)).toEqual(['message 1', 'meanwhile', 'one', 'two']);
  expect(room.messages.map(({ text }) => text)).toEqual(['message 1', 'meanwhile', 'one', 'two']);
  stores.close();
});

test('while the database is away the page says so, and the message goes out by itself later', async () => {
  const { world, room, id } = setUp(1);
  const stores = await world.open();
  await world.connect();
  const answer = world.socket.answers['chat.send'];
  world.socket.answers['chat.send'] = () => {
    throw unavailable('The database is away.');
  };
  stores.conversations.send(id, { text: 'hello', files: [] });
  await settled();
  expect(stores.session.connection().state).toBe('reconnecting');
  world.clock.advance(10_000);
  await settled();
  expect(stores.session.connection()).toMatchObject({ state: 'reconnecting', attempt: 2 });
  if (answer) world.socket.answers['chat.send'] = answer;
  world.clock.advance(10_000);
  await settled();
  expect(stores.session.connection().state).toBe('open');
  expect(room.messages.at(-1)?.text).toBe('hello');
  stores.close();
});

test('unread falls to nothing when the page shows the messages, and the marks travel coalesced', async () => {
  const { world, room, id } = setUp(5);
  const stores = await world.open();
  await world.connect();
  expect(stores.conversations.unread(id)).toBe(5);
  const { timeline } = look(stores, id);
  await settled();
  expect(timeline.newSince()).toBe(0);
  world.clock.advance(1_000);
  world.socket.sent.length = 0;
  for (let number = 1; number <= 5; number += 1) timeline.markRead(number);
  expect(stores.conversations.unread(id)).toBe(0);
  await settled();
  expect(world.sent('chat.mark').length).toBe(1);
  world.clock.advance(1_000);
  await settled();
  expect(world.sent('chat.mark')).toMatchObject([{ read: 1 }, { read: 5 }]);
  world.socket.receive(room.mark(alice, 5));
  expect(stores.conversations.unread(id)).toBe(0);
  stores.close();
});

test('a page that nobody looks at reads nothing until somebody does', async () => {
  const { world, room, id } = setUp(1);
  const stores = await world.open();
  await world.connect();
  const { timeline } = look(stores, id);
  await settled();
  timeline.markRead(1);
  world.page.show(false);
  world.socket.receive(room.say(bob, 'are you there?'));
  timeline.markRead(2);
  expect(stores.conversations.unread(id)).toBe(1);
  expect(timeline.newSince()).toBe(1);
  world.page.show(true);
  expect(stores.conversations.unread(id)).toBe(0);
  stores.close();
});

test('whatever arrives is marked delivered, in conversations that are not open too', async () => {
  const { world, room } = setUp(3);
  const stores = await world.open();
  await world.connect();
  expect(world.sent('chat.mark')).toMatchObject([{ delivered: 3 }]);
  world.clock.advance(1_000);
  world.socket.receive(room.say(bob, 'one more'));
  await settled();
  expect(world.sent('chat.mark').at(-1)).toMatchObject({ delivered: 4 });
  stores.close();
});

test('a mark that did not reach the server is sent again after the connection is back', async () => {
  const { world, id } = setUp(2);
  const stores = await world.open();
  await world.connect();
  const { timeline } = look(stores, id);
  await settled();
  await world.disconnect();
  timeline.markRead(2);
  world.clock.advance(10_000);
  await world.connect();
  expect(stores.conversations.unread(id)).toBe(0);
  expect(world.sent('chat.mark').at(-1)).toMatchObject({ read: 2 });
  stores.close();
});

test('receipts follow the marks of the slowest of the others', async () => {
  const { world, room, id } = setUp();
  room.toggle(carol);
  room.say(alice, 'who reads this?');
  const stores = await world.open();
  await world.connect();
  const { timeline } = look(stores, id);
  await settled();
  const [message] = room.messages;
  if (!message) throw new Error('Alice wrote it.');
  const receipts: string[] = [];
  createRoot(() => {
    const receipt = createMemo(() => timeline.receipt(message));
    createEffect(() => receipts.push(receipt()));
  });
  world.socket.receive({ t: 'chat.marked', conversationId: id, userId: bob.id, delivered: 1, read: 1 });
  world.socket.receive({ t: 'chat.marked', conversationId: id, userId: carol.id, delivered: 1, read: 0 });
  world.socket.receive({ t: 'chat.marked', conversationId: id, userId: carol.id, delivered: 1, read: 1 });
  expect(receipts).toEqual(['sent', 'delivered', 'read']);
  expect(timeline.readBy(message)).toEqual([bob.id, carol.id]);
  stores.close();
});

test('the last list and page are painted before the network answers, and mended by what is new', async () => {
  const { world, room, id } = setUp(3);
  const before = await world.open();
  await world.connect();
  const first = look(before, id);
  await settled();
  world.clock.advance(5_000);
  await settled();
  first.leave();
  before.close();
  world.socket.become({ state: 'closed', reason: 'byPage' });
  room.say(bob, 'while the page was closed');

  const stores = await world.open();
  expect(stores.conversations.list()?.map(({ name }) => name)).toEqual(['Watercooler']);
  const { timeline } = look(stores, id);
  await settled();
  expect(texts(timeline)).toEqual(['message 1', 'message 2', 'message 3']);
  await world.connect();
  expect(texts(timeline).at(-1)).toBe('while the page was closed');
  stores.close();
});

test('pages go both ways, a jump lands around its message, and the newest end is one step away', async () => {
  const { world, id } = setUp(300);
  const stores = await world.open();
  await world.connect();
  const { timeline } = look(stores, id);
  await settled();
  expect([timeline.hasBefore(), timeline.hasAfter()]).toEqual([true, false]);
  await timeline.loadBefore();
  expect(texts(timeline)[0]).toBe('message 201');
  await timeline.jumpTo(100);
  expect(texts(timeline)).toContain('message 100');
  expect(timeline.hasAfter()).toBe(true);
  await timeline.loadAfter();
  expect(texts(timeline).length).toBe(100);
  await timeline.jumpToNewest();
  expect(texts(timeline).at(-1)).toBe('message 300');
  expect(timeline.hasAfter()).toBe(false);
  stores.close();
});

test('a timeline that could not be loaded says so, and loads by itself after the next welcome', async () => {
  const { world, id } = setUp(2);
  const stores = await world.open();
  await world.connect();
  const answer = world.socket.answers['chat.page'];
  delete world.socket.answers['chat.page'];
  const { timeline } = look(stores, id);
  await settled();
  expect(timeline.state()).toBe('failed');
  if (answer) world.socket.answers['chat.page'] = answer;
  await world.disconnect();
  await world.connect();
  expect(timeline.state()).toBe('ready');
  expect(texts(timeline)).toEqual(['message 1', 'message 2']);
  stores.close();
});

test('typing is renewed while it goes on, and taken back when it ends or the message is sent', async () => {
  const { world, id } = setUp();
  const stores = await world.open();
  await world.connect();
  for (let input = 0; input < 6; input += 1) {
    stores.conversations.typed(id);
    world.clock.advance(1_000);
  }
  expect(world.sent('chat.typing').map(({ stopped }) => stopped)).toEqual([false, false]);
  world.clock.advance(10_000);
  expect(world.sent('chat.typing').at(-1)).toMatchObject({ stopped: true });
  stores.conversations.typed(id);
  stores.conversations.send(id, { text: 'done', files: [] });
  expect(world.sent('chat.typing').map(({ stopped }) => stopped)).toEqual([false, false, true, false, true]);
  stores.close();
});

test('somebody types until they stop, their message comes, or nothing is heard for a while', async () => {
  const { world, room, id } = setUp();
  const stores = await world.open();
  await world.connect();
  const types = (stopped: boolean) =>
    world.socket.receive({ t: 'chat.typing', conversationId: id, userId: bob.id, stopped });
  const isTyping = () => stores.conversations.typing(id).includes(bob.id);
  types(false);
  expect(isTyping()).toBe(true);
  types(true);
  expect(isTyping()).toBe(false);
  types(false);
  world.socket.receive(room.say(bob, 'here it is'));
  expect(isTyping()).toBe(false);
  types(false);
  world.clock.advance(6_000);
  expect(isTyping()).toBe(false);
  stores.close();
});

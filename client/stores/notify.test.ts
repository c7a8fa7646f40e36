import { expect, test } from 'bun:test';
import { createRoot } from 'solid-js';
import type { Follow, Message } from '../../protocol/chat.ts';
import type { DownEvent } from '../../protocol/down.ts';
import { makeUser } from '../../test/harness/fake-chat-server.ts';
import { FakeThreads } from '../../test/harness/fake-threads.ts';
import { FakeWorld, settled } from '../../test/harness/fake-page.ts';

const [alice, bob, carol] = [makeUser('Alice'), makeUser('Bob'), makeUser('Carol')];
const WAIT_MS = 1_000;

async function setUp() {
  const room = new FakeThreads([alice, bob]);
  const world = new FakeWorld(alice, [alice, bob, carol], [room]);
  const stores = await world.open();
  await world.connect();
  await stores.device.notify(true);
  const { id } = room.state;
  const notes = () => [...world.device.notes.values()].map(({ title, body }) => `${title}: ${body}`);
  const pass = async () => {
    world.clock.advance(WAIT_MS);
    await settled();
  };
  const bobSays = async (text: string) => {
    world.socket.receive(room.say(bob, text));
    await pass();
  };
  return { room, world, stores, id, notes, pass, bobSays };
}

test('a message that nobody reads is told of: one note a conversation, of the newest', async () => {
  const { world, stores, id, notes, bobSays } = await setUp();
  await bobSays('one');
  await bobSays('two');
  expect(notes()).toEqual(['Bob in Watercooler: two']);
  expect(world.device.notes.get(`conversation:${id}`)?.path).toBe(`/c/${id}?at=2`);
  stores.close();
});

test('what is read at once, on this page or on another device, is not told of', async () => {
  const { room, world, stores, id, notes, pass, bobSays } = await setUp();
  world.socket.receive(room.say(bob, 'read on the phone'));
  world.socket.receive({ t: 'chat.marked', conversationId: id, userId: alice.id, delivered: 1, read: 1 });
  await pass();
  expect(notes()).toEqual([]);
  const leave = createRoot((dispose) => {
    stores.conversations.timeline(id);
    return dispose;
  });
  await bobSays('before my eyes');
  expect(notes()).toEqual([]);
  leave();
  stores.close();
});

test('a note is taken back when its message is read elsewhere, or deleted', async () => {
  const { room, world, stores, id, notes, bobSays } = await setUp();
  await bobSays('to be read');
  world.socket.receive({ t: 'chat.marked', conversationId: id, userId: bob.id, delivered: 1, read: 1 });
  expect(notes()).toHaveLength(1);
  world.socket.receive({ t: 'chat.marked', conversationId: id, userId: alice.id, delivered: 1, read: 1 });
  expect(notes()).toEqual([]);
  await bobSays('to be deleted');
  const message = room.messages.at(-1);
  if (!message) throw new Error('Bob said something.');
  const deleted = { ...message, text: '', deletedAt: 1, revision: message.change + 1 };
  const change = { kind: 'deleted', change: message.change + 1, userId: bob.id, message: deleted } as const;
  world.socket.receive({ t: 'chat.changed', conversationId: id, change });
  expect(notes()).toEqual([]);
  stores.close();
});

/** Bob replies in a thread that Alice began, and the server tells how she stands to it. */
async function setUpThread() {
  const parts = await setUp();
  const { room, world, id, pass } = parts;
  world.socket.receive(room.say(alice, 'Lunch?'));
  const root = room.messages[0] as Message;
  const follow = (more: Partial<Follow> = {}): DownEvent => {
    const { length: lastNumber } = room.repliesTo(1);
    const stand = { readNumber: 0, mentioned: [], following: true, revision: 1, ...more };
    const thread = { rootId: root.id, conversationId: id, change: room.state.lastChange, lastNumber };
    return { t: 'chat.followed', follow: { ...thread, ...stand } };
  };
  const bobReplies = async (text: string, told: Partial<Follow> | null = {}, more: Partial<Message> = {}) => {
    world.socket.receive(room.reply(bob, 1, text, more));
    if (told) world.socket.receive(follow(told));
    await pass();
  };
  const tag = `thread:${id}:${root.id}`;
  return { ...parts, root, follow, bobReplies, tag };
}

test('a reply is told of to who follows its thread, in a note of its own that leads to it', async () => {
  const { world, stores, root, id, notes, bobSays, bobReplies, tag } = await setUpThread();
  await bobReplies('not followed', null);
  await bobReplies('no longer', { following: false });
  expect(notes()).toEqual([]);
  await bobSays('said beside it');
  await bobReplies('Noon', { revision: 2 });
  await bobReplies('Or one', { revision: 2 });
  expect(notes()).toEqual(['Bob in Watercooler: said beside it', 'Bob in a thread of Watercooler: Or one']);
  expect(world.device.notes.get(tag)?.path).toBe(`/c/${id}?thread=${root.id}&reply=4`);
  stores.close();
});

test('the note of a thread goes by the thread’s own mark, and an older word of it takes nothing back', async () => {
  const { room, world, stores, id, notes, follow, bobReplies, pass } = await setUpThread();
  await bobReplies('read on the phone', { readNumber: 1 });
  expect(notes()).toEqual([]);
  const before = follow({ readNumber: 1 });
  world.socket.receive(room.reply(bob, 1, 'Noon'));
  world.socket.receive(before);
  world.socket.receive(follow({ readNumber: 1 }));
  await pass();
  expect(notes()).toHaveLength(1);
  world.socket.receive({ t: 'chat.marked', conversationId: id, userId: alice.id, delivered: 1, read: 1 });
  expect(notes()).toHaveLength(1);
  world.socket.receive(follow({ readNumber: 2 }));
  expect(notes()).toEqual([]);
  await bobReplies('Or one', { readNumber: 2 });
  expect(notes()).toHaveLength(1);
  world.socket.receive({ t: 'chat.closed', conversationId: id });
  expect(notes()).toEqual([]);
  stores.close();
});

test('below the level and while muted a thread is told of no more than its conversation', async () => {
  const { stores, id, notes, bobReplies } = await setUpThread();
  await stores.settings.changeOf(id, { level: 'mentions' });
  await bobReplies('for nobody');
  await stores.settings.changeOf(id, { mutedUntil: 9e15 });
  await bobReplies('muted', {}, { mentions: [alice.id] });
  expect(notes()).toEqual([]);
  await stores.settings.changeOf(id, { mutedUntil: null });
  await bobReplies('for Alice', {}, { mentions: [alice.id] });
  expect(notes()).toEqual(['Bob in a thread of Watercooler: for Alice']);
  stores.close();
});

test('nothing is shown while muted, at do not disturb, below the level, or where it was not asked for', async () => {
  const { stores, id, notes, bobSays } = await setUp();
  await stores.settings.changeOf(id, { mutedUntil: 9e15 });
  await bobSays('muted');
  await stores.settings.changeOf(id, { mutedUntil: null, level: 'mentions' });
  await bobSays('for nobody');
  await stores.settings.changeOf(id, { level: 'all' });
  await stores.settings.change({ quietUntil: 9e15 });
  await bobSays('quiet');
  await stores.settings.change({ quietUntil: null });
  await stores.device.notify(false);
  await bobSays('not asked for');
  expect(notes()).toEqual([]);
  await stores.device.notify(true);
  await bobSays('now');
  expect(notes()).toHaveLength(1);
  stores.close();
});

test('without the choice to show text a note names the sender only, and sound is as chosen', async () => {
  const { world, stores, notes, bobSays } = await setUp();
  await stores.settings.change({ showText: false, sound: false });
  await bobSays('a secret');
  expect(notes()).toEqual(['Bob in Watercooler: New message']);
  expect([...world.device.notes.values()].map(({ isSilent }) => isSilent)).toEqual([true]);
  stores.close();
});

test('a device is subscribed while notifications are on, and nothing stays of it after signing out', async () => {
  const { world, stores, bobSays } = await setUp();
  expect(stores.device.notifying()).toBe('always');
  await bobSays('hello');
  await stores.session.signOut();
  await settled();
  expect([world.device.subscription, world.device.notes.size]).toEqual([null, 0]);
  expect(stores.device.notifying()).toBe('off');
  stores.close();
});

test('notifications that another tab switched are shown or not by this one, which may be the one that shows', async () => {
  const { world, stores, notes, bobSays } = await setUp();
  const before = new Map(world.storage.values);
  world.storage.values.delete('parley.notify');
  world.page.otherTabSpoke('parley.notify');
  expect(stores.device.notifying()).toBe('off');
  await bobSays('while it is off');
  expect(notes()).toEqual([]);
  for (const [key, value] of before) world.storage.values.set(key, value);
  world.page.otherTabSpoke('parley.notify');
  await bobSays('while it is on');
  expect(notes()).toEqual(['Bob in Watercooler: while it is on']);
  world.device.permission = 'denied';
  world.page.otherTabSpoke('parley.notify');
  expect(stores.device.notifying()).toBe('denied');
  stores.close();
});

test('a new version is told with a way to load it', async () => {
  const { world, stores } = await setUp();
  world.device.update();
  const [toast] = stores.toasts.list();
  expect([toast?.text, toast?.action?.label]).toEqual(['A new version is here.', 'Reload']);
  toast?.action?.run();
  expect(world.page.reloads).toBe(1);
  stores.close();
});

test('who gives no read receipts is shown none, and gets them again when they are turned on', async () => {
  const { room, world, stores, id } = await setUp();
  const own = room.say(alice, 'mine');
  world.socket.receive(own);
  const { timeline, leave } = createRoot((dispose) => ({
    timeline: stores.conversations.timeline(id),
    leave: dispose,
  }));
  await settled();
  const message = room.messages[0];
  if (!message) throw new Error('Alice said something.');
  world.socket.receive({ t: 'chat.marked', conversationId: id, userId: bob.id, delivered: 1, read: 1 });
  expect([timeline.receipt(message), timeline.readBy(message)]).toEqual(['read', [bob.id]]);
  await stores.settings.change({ readReceipts: false });
  expect([timeline.receipt(message), timeline.readBy(message)]).toEqual(['delivered', []]);
  world.socket.receive(room.say(alice, 'mine too'));
  const later = room.messages[1] ?? message;
  room.mark(bob, 2);
  await stores.settings.change({ readReceipts: true });
  await settled();
  expect(timeline.receipt(later)).toBe('read');
  leave();
  stores.close();
});

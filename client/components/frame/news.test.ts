import { expect, test } from 'bun:test';
import type { Conversation } from '../../../protocol/chat.ts';
import { FakeConversation, makeUser } from '../../../test/harness/fake-chat-server.ts';
import { News } from './news.ts';

const alice = makeUser('Alice');
const bob = makeUser('Bob');
const cast = [alice, bob];

function setUp() {
  const rooms = {
    watercooler: new FakeConversation(cast, 'Watercooler'),
    garden: new FakeConversation(cast, 'Garden'),
  };
  rooms.watercooler.say(bob, 'from yesterday');
  const news = new News();
  const list = (): Conversation[] => Object.values(rooms).map((room) => structuredClone(room.state));
  const facts = {
    meId: alice.id,
    nameOf: (id: string) => cast.find((user) => user.id === id)?.name ?? '',
    titleOf: (conversation: Conversation) => conversation.name,
  };
  news.look(list(), facts);
  news.begin();
  const look = () => news.look(list(), facts);
  const words = (muted?: FakeConversation) =>
    look() ? news.take(rooms.watercooler.state.id, (id) => id === muted?.state.id) : [];
  return { ...rooms, facts, look, words };
}

test('a message of another in the open conversation is told with its author, once', () => {
  const { watercooler, words } = setUp();
  expect(words()).toEqual([]);
  watercooler.say(bob, 'Lunch at **one**?');
  expect(words()).toEqual(['Bob: Lunch at one?']);
  expect(words()).toEqual([]);
});

test('of another conversation only is told that something came', () => {
  const { garden, words } = setUp();
  garden.say(bob, 'The gate is open');
  expect(words()).toEqual(['New message in Garden']);
});

test('a muted conversation is told of only where it is open', () => {
  const { garden, watercooler, words } = setUp();
  garden.say(bob, 'The gate is open');
  expect(words(garden)).toEqual([]);
  watercooler.say(bob, 'Tea?');
  expect(words(watercooler)).toEqual(['Bob: Tea?']);
});

test('what comes together is summed up', () => {
  const { watercooler, garden, words } = setUp();
  for (const text of ['one', 'two', 'three']) {
    watercooler.say(bob, text);
    garden.say(bob, text);
  }
  expect(words()).toEqual(['3 new messages, the last one from Bob: three', '3 new messages in Garden']);
});

test('what I write on any device is not told', () => {
  const { watercooler, look, words } = setUp();
  watercooler.say(alice, 'It is me');
  expect(words()).toEqual([]);
  watercooler.say(bob, 'who?');
  look();
  watercooler.say(alice, 'me');
  expect(words()).toEqual(['Bob: who?']);
});

test('what stood there before the page was connected is no news', () => {
  const { facts } = setUp();
  const room = new FakeConversation(cast, 'Kitchen');
  room.say(bob, 'old');
  const news = new News();
  expect(news.look([room.state], facts)).toBe(false);
  news.begin();
  expect(news.look([room.state], facts)).toBe(false);
});

test('who joins the open conversation is told, and nowhere else', () => {
  const { watercooler, garden, words } = setUp();
  const event = { kind: 'joined', userId: bob.id } as const;
  for (const room of [watercooler, garden]) room.say(bob, '', crypto.randomUUID(), { event });
  expect(words()).toEqual(['Bob joined']);
});

import { expect, test } from 'bun:test';
import type { Draft } from '../../protocol/chat.ts';
import { unavailable } from '../../protocol/errors.ts';
import { FakeClock } from '../../server/clock.ts';
import { makeUser, makeWelcome } from '../../test/harness/fake-chat-server.ts';
import { MemoryTable } from '../local/table.ts';
import { FakeSocket } from '../socket/fake-socket.ts';
import { makeUuid } from '../uuid.ts';
import { DraftBook } from './draft-book.ts';
import type { DraftCopy } from './draft-copy.ts';

const alice = makeUser('Alice');
const place = { conversationId: makeUuid(), threadRootId: null };
const settled = async () => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  await new Promise((resolve) => setTimeout(resolve, 0));
};

/** The server's half: nothing is overwritten that the writer has not seen. */
class FakeServer {
  draft: Draft = { ...place, text: '', quote: null, revision: 0 };
  readonly devices: DraftBook[] = [];
  saves = 0;
  /** After a save was carried out, before its answer. */
  beforeAnswer: () => void | Promise<void> = () => {};

  socket(): FakeSocket {
    return new FakeSocket({
      'draft.save': async ({ text, base }) => {
        this.saves += 1;
        if (text !== this.draft.text && base !== this.draft.revision)
          return { outcome: 'other', draft: this.draft };
        if (text !== this.draft.text) this.put(text);
        const answer = { outcome: 'saved' as const, draft: this.draft };
        await this.beforeAnswer();
        return answer;
      },
    });
  }

  put(text: string): void {
    this.draft = { ...this.draft, text, revision: this.draft.revision + 1 };
    for (const device of this.devices) device.hear({ t: 'draft.changed', draft: this.draft });
  }

  welcome(device: DraftBook): void {
    const drafts = this.draft.text === '' ? [] : [this.draft];
    device.hear({ ...makeWelcome(alice, [alice]), drafts });
  }
}

async function setUp() {
  const server = new FakeServer();
  const clock = new FakeClock();
  const open = async (socket = server.socket(), table = new MemoryTable<DraftCopy>()) => {
    const book = new DraftBook({ userId: alice.id, socket, table, clock });
    server.devices.push(book);
    await book.open();
    const close = () => {
      book.close();
      server.devices.splice(server.devices.indexOf(book), 1);
    };
    return { book, socket, table, close, text: () => book.get(place).text };
  };
  const pause = async () => {
    clock.advance(600);
    await settled();
  };
  return { server, clock, open, pause };
}

test('a draft is saved after a pause, once, and reaches the other device', async () => {
  const { server, clock, open, pause } = await setUp();
  const [one, two] = [await open(), await open()];
  for (const text of ['H', 'He', 'Hello']) {
    one.book.write(place, { text });
    clock.advance(300);
  }
  expect(server.saves).toBe(0);
  await pause();
  expect([server.saves, server.draft.text, two.text()]).toEqual([1, 'Hello', 'Hello']);
});

test('somebody who writes without a pause is saved now and then', async () => {
  const { server, clock, open } = await setUp();
  const { book } = await open();
  for (let n = 0; n < 12; n += 1) {
    book.write(place, { text: `word ${n}` });
    clock.advance(500);
    await settled();
  }
  expect(server.saves).toBe(1);
});

test('what two devices write at once is kept by both, and the user chooses', async () => {
  const { server, open, pause } = await setUp();
  const [one, two] = [await open(), await open()];
  two.socket.become({ state: 'reconnecting', attempt: 1, nextTryAt: 0 });
  server.devices.pop();
  two.book.write(place, { text: 'from the train' });
  one.book.write(place, { text: 'from home' });
  await pause();
  server.devices.push(two.book);
  two.socket.become({ state: 'open' });
  server.welcome(two.book);
  await pause();
  expect([one.text(), two.text(), server.draft.text]).toEqual(['from home', 'from the train', 'from home']);
  expect(two.book.get(place).other?.text).toBe('from home');
  two.book.write(place, { text: 'from the train, still' });
  await pause();
  expect(server.draft.text).toBe('from home');
  two.book.choose(place, 'mine');
  await pause();
  expect([server.draft.text, one.text()]).toEqual(['from the train, still', 'from the train, still']);
  expect(two.book.get(place).other).toBeNull();
});

test('taking the other draft leaves nothing to save', async () => {
  const { server, open, pause } = await setUp();
  const { book, text } = await open();
  book.write(place, { text: 'mine' });
  server.put('theirs');
  expect([text(), book.get(place).other?.text]).toEqual(['mine', 'theirs']);
  book.choose(place, 'other');
  await pause();
  expect([text(), server.draft.text, server.saves]).toEqual(['theirs', 'theirs', 0]);
});

test('a sent draft is emptied everywhere, and a save that was on its way does not bring it back', async () => {
  const { server, open, pause } = await setUp();
  const [one, two] = [await open(), await open()];
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
  server.beforeAnswer = () => answered;
  one.book.write(place, { text: 'on my way' });
  await pause();
  one.book.sent(place);
  expect(one.text()).toBe('');
  server.beforeAnswer = () => {};
  answer();
  await settled();
  await pause();
  expect([server.draft.text, one.text(), two.text()]).toEqual(['', '', '']);
});

test('what was never saved is sent without a word to the server about drafts', async () => {
  const { server, open, pause } = await setUp();
  const { book } = await open();
  book.write(place, { text: 'quick' });
  book.sent(place);
  await pause();
  expect(server.saves).toBe(0);
});

test('an answer that got lost is no other device', async () => {
  const { server, open, pause } = await setUp();
  const { book, socket } = await open();
  server.beforeAnswer = () => {
    server.beforeAnswer = () => {};
    server.devices.pop();
    throw unavailable('The answer was lost.');
  };
  book.write(place, { text: 'first' });
  await pause();
  book.write(place, { text: 'first and second' });
  socket.become({ state: 'reconnecting', attempt: 1, nextTryAt: 0 });
  server.devices.push(book);
  socket.become({ state: 'open' });
  server.welcome(book);
  await settled();
  await pause();
  expect(book.get(place).other).toBeNull();
  expect(server.draft.text).toBe('first and second');
});

test('what was written without a connection outlives the page and goes up later', async () => {
  const { server, open, pause } = await setUp();
  const offline = server.socket();
  offline.become({ state: 'reconnecting', attempt: 1, nextTryAt: 0 });
  const table = new MemoryTable<DraftCopy>();
  const before = await open(offline, table);
  before.book.write(place, { text: 'in the tunnel' });
  await pause();
  before.close();
  const after = await open(server.socket(), table);
  expect(after.text()).toBe('in the tunnel');
  await pause();
  expect(server.draft.text).toBe('in the tunnel');
});

test('a copy that was sent elsewhere meanwhile is gone at the next welcome, read before the disk or after it', async () => {
  const { server, open, pause } = await setUp();
  const table = new MemoryTable<DraftCopy>();
  const first = await open(server.socket(), table);
  first.book.write(place, { text: 'old' });
  await pause();
  first.close();
  server.put('');
  const second = await open(server.socket(), table);
  expect(second.text()).toBe('old');
  server.welcome(second.book);
  expect(second.text()).toBe('');
  first.book.write(place, { text: 'ignored by a closed page' });
  await pause();
  expect(server.draft.text).toBe('');
});

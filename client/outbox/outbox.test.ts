import { expect, test } from 'bun:test';
import type { Message } from '../../protocol/chat.ts';
import { invalid, rateLimited, unavailable } from '../../protocol/errors.ts';
import { alice, setUp, settled } from '../../test/harness/outbox.ts';
import { MemoryTable } from '../local/table.ts';
import type { OutboxItem } from './outbox-item.ts';

test('has a message on disk before its first byte is sent, and off it after the acknowledgement', async () => {
  const { browser, server, clock, write } = setUp();
  const outbox = browser.tab(server.socket(), clock);
  await outbox.open();
  let onDiskWhenSent: string[] = [];
  server.before = async () => {
    onDiskWhenSent = (await browser.stored()).map(({ text }) => text);
  };
  const sent: Message[] = [];
  outbox.onSent((message) => sent.push(message));
  await write(outbox, 'hello');
  await settled();
  expect(onDiskWhenSent).toEqual(['hello']);
  expect(sent.map(({ text }) => text)).toEqual(['hello']);
  expect(await browser.stored()).toEqual([]);
  expect(outbox.items()).toEqual([]);
});

test('a message that the disk is slow to take is not sent before, and holds back those behind it', async () => {
  const { browser, server, clock, write } = setUp();
  const { promise: diskIsReady, resolve: letDiskGo } = Promise.withResolvers<void>();
  const table = new MemoryTable<OutboxItem>();
  const put = table.put.bind(table);
  table.put = async (key, item) => {
    if (item.text === 'first') await diskIsReady;
    await put(key, item);
  };
  const outbox = browser.tab(server.socket(), clock, table);
  await outbox.open();
  const first = write(outbox, 'first');
  await write(outbox, 'second');
  await settled();
  expect(server.texts()).toEqual([]);
  letDiskGo();
  await first;
  await settled();
  expect(server.texts()).toEqual(['first', 'second']);
});

test('keeps the order of a conversation', async () => {
  const { browser, server, clock, write } = setUp();
  const outbox = browser.tab(server.socket(), clock);
  await outbox.open();
  server.before = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
  const words = ['one', 'two', 'three', 'four', 'five'];
  await Promise.all(words.map((word) => write(outbox, word)));
  for (let turn = 0; turn < 20 && server.texts().length < 5; turn += 1) await settled();
  expect(server.texts()).toEqual(words);
});

test('sends what waited while there was no connection, once each', async () => {
  const { browser, server, clock, write } = setUp();
  const socket = server.socket();
  socket.become({ state: 'reconnecting', attempt: 1, nextTryAt: 0 });
  const outbox = browser.tab(socket, clock);
  await outbox.open();
  await write(outbox, 'one');
  await write(outbox, 'two');
  await settled();
  expect(server.sends).toEqual([]);
  expect(outbox.items().map(({ state }) => state)).toEqual(['waiting', 'waiting']);
  socket.become({ state: 'open' });
  await settled();
  expect(server.texts()).toEqual(['one', 'two']);
  expect(server.sends.length).toBe(2);
});

test('sends again with the same id when the connection was lost before the answer', async () => {
  const { browser, server, clock, write } = setUp();
  const socket = server.socket();
  const outbox = browser.tab(socket, clock);
  await outbox.open();
  await write(outbox, 'first');
  await settled();
  server.before = () => {
    server.before = () => {};
    queueMicrotask(() => socket.become({ state: 'reconnecting', attempt: 1, nextTryAt: 0 }));
  };
  await write(outbox, 'hello');
  await settled();
  expect(outbox.items().map(({ text }) => text)).toEqual(['hello']);
  socket.become({ state: 'open' });
  await settled();
  expect(server.sends.length).toBe(3);
  expect(new Set(server.sends).size).toBe(2);
  expect(server.texts()).toEqual(['first', 'hello']);
  expect(outbox.items()).toEqual([]);
});

test('waits as long as the server asks, and tries again while the database is away', async () => {
  const { browser, server, clock, write } = setUp();
  const outbox = browser.tab(server.socket(), clock);
  await outbox.open();
  const refusals = [rateLimited(3_000), unavailable('The database is away.')];
  server.before = () => {
    const refusal = refusals.shift();
    if (refusal) throw refusal;
  };
  await write(outbox, 'hello');
  await settled();
  clock.advance(2_999);
  await settled();
  expect(server.sends.length).toBe(1);
  clock.advance(1);
  await settled();
  expect(server.sends.length).toBe(2);
  clock.advance(15_000);
  await settled();
  expect(server.texts()).toEqual(['hello']);
});

test('keeps what the server refuses until the user retries or discards it, and goes on with the rest', async () => {
  const { browser, server, clock, write } = setUp();
  const outbox = browser.tab(server.socket(), clock);
  await outbox.open();
  server.before = () => {
    server.before = () => {};
    throw invalid('This is empty.');
  };
  await write(outbox, 'refused');
  await write(outbox, 'fine');
  await settled();
  expect(server.texts()).toEqual(['fine']);
  const [failed] = outbox.items();
  expect(failed).toMatchObject({ text: 'refused', state: 'failed', problem: 'invalid' });
  await outbox.retry(failed?.clientId ?? '');
  await settled();
  expect(server.texts()).toEqual(['fine', 'refused']);
  server.before = () => {
    throw invalid('This is empty.');
  };
  await write(outbox, 'refused again');
  await settled();
  await outbox.discard(outbox.items()[0]?.clientId ?? '');
  expect(outbox.items()).toEqual([]);
  expect(await browser.stored()).toEqual([]);
});

test('two tabs never send twice, and both see what waits and what went out', async () => {
  const { browser, server, clock, write } = setUp();
  const sockets = [server.socket(), server.socket()] as const;
  const [left, right] = [browser.tab(sockets[0], clock), browser.tab(sockets[1], clock)];
  await Promise.all([left.open(), right.open()]);
  const heard: string[] = [];
  right.onSent(({ text }) => heard.push(text));
  server.before = () => new Promise((resolve) => setTimeout(resolve, 1));
  await Promise.all([write(left, 'one'), write(right, 'two'), write(left, 'three'), write(right, 'four')]);
  for (let turn = 0; turn < 10 && server.texts().length < 4; turn += 1) await settled();
  expect(server.sends.length).toBe(4);
  expect(server.texts().toSorted()).toEqual(['four', 'one', 'three', 'two']);
  await settled();
  expect(heard.length).toBe(4);
  expect([left.items(), right.items()]).toEqual([[], []]);
  expect([sockets[0].sent.length, sockets[1].sent.length]).toEqual([4, 0]);
});

test('another tab sends on when the sending tab lost its connection or was closed', async () => {
  const { browser, server, clock, write } = setUp();
  const sockets = [server.socket(), server.socket()] as const;
  const [left, right] = [browser.tab(sockets[0], clock), browser.tab(sockets[1], clock)];
  await Promise.all([left.open(), right.open()]);
  sockets[0].become({ state: 'closed', reason: 'versionMismatch' });
  await write(left, 'by the other tab');
  await settled();
  expect(server.texts()).toEqual(['by the other tab']);
  expect(sockets[1].sent.length).toBe(1);
  left.close();
  right.close();
});

test('what came back as an event waits in no tab any more', async () => {
  const { browser, server, clock, write } = setUp();
  const [left, right] = [browser.tab(server.socket(), clock), browser.tab(server.socket(), clock)];
  await Promise.all([left.open(), right.open()]);
  server.before = () => Promise.reject(unavailable('The answer was lost.'));
  await write(left, 'told');
  await settled();
  server.room.say(alice, 'told', right.items()[0]?.clientId ?? '');
  for (const message of server.room.messages) await left.noteArrived(message);
  await settled();
  expect([left.items(), right.items()]).toEqual([[], []]);
});

test('sends after a reload what the page before left', async () => {
  const { browser, server, clock, write } = setUp();
  const offline = server.socket();
  offline.become({ state: 'reconnecting', attempt: 1, nextTryAt: 0 });
  const before = browser.tab(offline, clock);
  await before.open();
  await write(before, 'left behind');
  before.close();
  await browser.tab(server.socket(), clock).open();
  await settled();
  expect(server.texts()).toEqual(['left behind']);
  expect(await browser.stored()).toEqual([]);
});

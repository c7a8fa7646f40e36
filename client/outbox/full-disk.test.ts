import { afterAll, beforeAll, expect, test } from 'bun:test';
import { invalid } from '../../protocol/errors.ts';
import { FakeSocket } from '../socket/fake-socket.ts';
import { MemoryTable } from '../local/table.ts';
import { setUp, settled } from '../../test/harness/outbox.ts';
import type { OutboxItem } from './outbox-item.ts';

/** A page writes to its console what the disk refuses; here it would end the test. */
const report = globalThis.reportError;
const reported: unknown[] = [];
beforeAll(() => {
  globalThis.reportError = (error) => void reported.push(error);
});
afterAll(() => {
  globalThis.reportError = report;
});

/** A browser whose quota is used up: what is there can be read and removed. */
class FullTable extends MemoryTable<OutboxItem> {
  isFull = true;

  override async put(key: string, item: OutboxItem): Promise<void> {
    if (this.isFull) throw new DOMException('The quota is used up.', 'QuotaExceededError');
    await super.put(key, item);
  }
}

test('what a full disk did not take survives a reconnect, goes out once and is gone then', async () => {
  const { browser, server, clock, write } = setUp();
  const socket = server.socket();
  socket.become({ state: 'closed', reason: 'byPage' });
  const outbox = browser.tab(socket, clock, new FullTable());
  await outbox.open();
  await write(outbox, 'written on a train');
  expect(outbox.items().map(({ text }) => text)).toEqual(['written on a train']);
  socket.become({ state: 'open' });
  await settled();
  expect(server.texts()).toEqual(['written on a train']);
  expect(reported.map(String)).toContain('QuotaExceededError: The quota is used up.');
  expect(outbox.items()).toEqual([]);
});

test('a tab that has not the turn hands on what the disk did not take, and both tabs see it go', async () => {
  const { browser, server, clock, write } = setUp();
  const table = new FullTable();
  const [first, second] = [
    browser.tab(server.socket(), clock, table),
    browser.tab(server.socket(), clock, table),
  ];
  await first.open();
  await second.open();
  await settled();
  await write(second, 'by the other tab');
  await settled();
  expect(server.texts()).toEqual(['by the other tab']);
  expect([first.items(), second.items()]).toEqual([[], []]);
});

test('what is discarded in one tab is gone in the one that carries it, too', async () => {
  const { browser, server, clock, write } = setUp();
  server.before = () => {
    throw invalid('This is empty.');
  };
  const table = new FullTable();
  const [first, second] = [
    browser.tab(server.socket(), clock, table),
    browser.tab(new FakeSocket({}), clock, table),
  ];
  await first.open();
  await second.open();
  await write(second, 'not to be');
  await settled();
  const [item] = second.items();
  expect(item?.state).toBe('failed');
  await second.discard(item?.clientId ?? '');
  await settled();
  expect([first.items(), second.items()]).toEqual([[], []]);
});

import { expect, test } from 'bun:test';
import type { UserId } from '../../protocol/ids.ts';
import type { Presence } from '../../protocol/presence.ts';
import { FakeClock } from '../clock.ts';
import { createLogger } from '../log.ts';
import type { Bus } from './bus.ts';
import { makeMemoryBus } from './memory-bus.ts';
import { PresenceBook } from './presence.ts';

const log = createLogger('silent');
const ALICE = 'alice';
const BOB = 'bob';

/** Processes of one Parley: one clock, one bus, one table of last-seen times. */
function parley() {
  const clock = new FakeClock();
  const bus = makeMemoryBus(log);
  const stored = new Map<UserId, number>();
  const lastSeen = {
    read: async () => stored,
    write: async (seen: readonly [UserId, number][]) => {
      for (const [userId, at] of seen) stored.set(userId, at);
    },
  };
  const open = (through: Bus = bus) => {
    const frames: Presence[][] = [];
    const tell = (people: Presence[]) => frames.push(people);
    return { book: new PresenceBook({ bus: through, lastSeen, clock, log, tell }), frames };
  };
  return { clock, bus, stored, open };
}

/** A bus that can be unplugged, as a process that was killed is. */
function breakable(bus: Bus): Bus & { cut(): void } {
  let alive = true;
  return {
    ...bus,
    publish: (channel, payload) => alive && bus.publish(channel, payload),
    cut: () => {
      alive = false;
    },
  };
}

test('a user is as lively as the liveliest device', () => {
  const { book } = parley().open();
  book.set(ALICE, 'phone', 'away');
  expect(book.stateOf(ALICE)).toBe('away');
  book.set(ALICE, 'desktop', 'online');
  expect(book.stateOf(ALICE)).toBe('online');
  book.set(ALICE, 'desktop', 'away');
  expect(book.stateOf(ALICE)).toBe('away');
  expect(book.stateOf(BOB)).toBe('offline');
  expect(book.online()).toEqual([ALICE]);
});

test('whoever closes the last device is offline after a grace, last seen when it closed', async () => {
  const { clock, open } = parley();
  const { book, frames } = open();
  book.set(ALICE, 'phone', 'online');
  clock.advance(1000);
  const closedAt = clock.now();
  book.leave(ALICE, 'phone');
  expect(book.stateOf(ALICE)).toBe('online');
  clock.advance(10_000);
  expect(book.stateOf(ALICE)).toBe('offline');
  expect(frames.at(-1)).toEqual([{ userId: ALICE, state: 'offline', lastSeen: closedAt }]);
  expect(await book.read([ALICE])).toEqual([{ userId: ALICE, state: 'offline', lastSeen: closedAt }]);
});

test('a page that is loaded again is not seen to leave', () => {
  const { clock, open } = parley();
  const { book, frames } = open();
  book.set(ALICE, 'before', 'online');
  clock.advance(1000);
  book.leave(ALICE, 'before');
  clock.advance(1000);
  book.set(ALICE, 'after', 'online');
  clock.advance(10_000);
  expect(frames).toEqual([[{ userId: ALICE, state: 'online', lastSeen: null }]]);
});

test('differences come at most twice a second, and one that was undone does not come at all', () => {
  const { clock, open } = parley();
  const { book, frames } = open();
  for (let tick = 0; tick < 100; tick += 1) {
    book.set(ALICE, 'phone', tick % 2 === 0 ? 'online' : 'away');
    clock.advance(20);
  }
  expect(frames.length).toBeGreaterThan(1);
  expect(frames.length).toBeLessThanOrEqual(5);
  clock.advance(2000);
  const told = frames.length;
  book.set(ALICE, 'phone', 'online');
  book.set(ALICE, 'phone', 'away');
  clock.advance(2000);
  expect(frames.length).toBe(told);
});

test('every process knows who is at the others, also one that started later', () => {
  const { clock, open } = parley();
  const first = open();
  first.book.set(ALICE, 'phone', 'online');
  const second = open();
  expect(second.book.stateOf(ALICE)).toBe('online');
  second.book.set(BOB, 'desktop', 'away');
  clock.advance(1000);
  expect(first.book.stateOf(BOB)).toBe('away');
  expect(first.frames.flat()).toContainEqual({ userId: BOB, state: 'away', lastSeen: null });
});

test('someone with devices at two processes goes offline with the last of them', () => {
  const { clock, open } = parley();
  const [first, second] = [open(), open()];
  first.book.set(ALICE, 'phone', 'online');
  second.book.set(ALICE, 'desktop', 'online');
  first.book.leave(ALICE, 'phone');
  clock.advance(10_000);
  expect(first.book.stateOf(ALICE)).toBe('online');
  second.book.leave(ALICE, 'desktop');
  clock.advance(10_000);
  expect(first.book.stateOf(ALICE)).toBe('offline');
});

test('the people of a process that died go offline when its lease ends, and not before', () => {
  const { clock, bus, open } = parley();
  const survivor = open();
  const wire = breakable(bus);
  open(wire).book.set(ALICE, 'phone', 'online');
  clock.advance(60_000);
  expect(survivor.book.stateOf(ALICE)).toBe('online');
  wire.cut();
  clock.advance(5_000);
  expect(survivor.book.stateOf(ALICE)).toBe('online');
  clock.advance(15_000);
  expect(survivor.book.stateOf(ALICE)).toBe('offline');
  expect(survivor.frames.at(-1)).toMatchObject([{ userId: ALICE, state: 'offline' }]);
});

test('a process that is closed takes its people along at once and writes when they were seen', async () => {
  const { clock, stored, open } = parley();
  const [first, second] = [open(), open()];
  first.book.set(ALICE, 'phone', 'online');
  await first.book.close();
  await first.book.close();
  clock.advance(1000);
  expect(second.book.stateOf(ALICE)).toBe('offline');
  expect(stored.has(ALICE)).toBe(true);
});

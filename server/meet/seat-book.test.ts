import { expect, test } from 'bun:test';
import { MEET_LEASE_MS } from '../../protocol/limits.ts';
import { Person } from '../calls/calls-fixture.ts';
import { FakeClock } from '../clock.ts';
import type { Seat } from './seat.ts';
import { SeatBook } from './seat-book.ts';

const WHO = { name: 'Alice', isMember: true };

function makeBook() {
  const clock = new FakeClock();
  const away: Seat[] = [];
  const lost: Seat[] = [];
  const book = new SeatBook({ clock, onAway: (seat) => away.push(seat), onLost: (seat) => lost.push(seat) });
  return { book, clock, away, lost };
}

test('a page that closes while it is asked who they are is away, and lost once its lease is over', () => {
  const { book, clock, away, lost } = makeBook();
  const alice = new Person('alice');
  book.sit(alice, WHO);
  alice.drop();
  const seat = book.sit(alice, WHO);
  expect(seat.connection).toBeNull();
  expect(away).toEqual([seat]);
  clock.advance(MEET_LEASE_MS);
  expect(lost).toEqual([seat]);

  const bob = new Person('bob');
  bob.drop();
  const never = book.sit(bob, WHO);
  expect(never.connection).toBeNull();
  clock.advance(MEET_LEASE_MS);
  expect(lost).toEqual([seat, never]);
});

test('a socket that closed does not take the seat from the one by which its page came back', () => {
  const { book, clock, lost } = makeBook();
  const alice = new Person('alice');
  book.sit(alice, WHO);
  alice.drop();
  const back = new Person('alice');
  book.of(back);
  expect(book.sit(alice, WHO).connection).toBe(back);
  clock.advance(MEET_LEASE_MS);
  expect(lost).toEqual([]);
});

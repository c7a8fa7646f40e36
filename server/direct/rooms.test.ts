import { expect, test } from 'bun:test';
import type { DownEvent } from '../../protocol/down.ts';
import { ParleyError } from '../../protocol/errors.ts';
import { DIRECT_LEASE_MS } from '../../protocol/limits.ts';
import { Person } from '../calls/calls-fixture.ts';
import { FakeClock } from '../clock.ts';
import { DirectRooms } from './rooms.ts';

class Guest extends Person {
  readonly heard: DownEvent[] = [];

  override send(event?: DownEvent): void {
    if (event) this.heard.push(event);
  }

  get peer() {
    const last = this.heard.findLast((event) => event.t === 'direct.peer');
    return last?.t === 'direct.peer' ? last.peer : undefined;
  }
}

function setUp() {
  const clock = new FakeClock();
  const rooms = new DirectRooms({ clock, iceServers: () => [], nameOf: async (userId) => userId });
  const enter = (who: Guest, seat = `seat of ${who.id}`, room = 'den') =>
    rooms.enter(who, { t: 'direct.enter', room, seat });
  const [alice, bob, carol] = [new Guest('alice'), new Guest('bob'), new Guest('carol')];
  return { clock, rooms, enter, alice, bob, carol };
}

const codeOf = async (act: () => unknown) => {
  try {
    await act();
    return 'ok';
  } catch (error) {
    return error instanceof ParleyError ? error.code : error;
  }
};

test('the first two sit in a room and know of each other; the third is told that it is full', async () => {
  const { enter, alice, bob, carol, rooms } = setUp();
  expect((await enter(alice)).peer).toBeNull();
  expect((await enter(bob)).peer).toMatchObject({ userId: 'alice', name: 'alice', reachable: true });
  expect(alice.peer).toMatchObject({ userId: 'bob', reachable: true });
  expect(await codeOf(() => enter(carol))).toBe('room_full');
  expect(await codeOf(() => enter(carol, 'seat of carol', 'another room'))).toBe('ok');
  expect(rooms.size).toBe(2);
});

test('a signal reaches the seat across, and nobody else may send one', async () => {
  const { enter, alice, bob, carol, rooms } = setUp();
  await enter(alice, 'a');
  await enter(bob, 'b');
  const signal = { instance: 'one', peerInstance: null };
  const say = (who: Guest, seat: string, to: string) =>
    codeOf(() => rooms.signal(who, { t: 'direct.signal', room: 'den', seat, to, signal }));
  expect(await say(alice, 'a', 'b')).toBe('ok');
  expect(bob.heard.at(-1)).toEqual({ t: 'direct.signal', room: 'den', from: 'a', signal });
  expect(await say(carol, 'a', 'b')).toBe('forbidden');
  expect(await say(alice, 'a', 'c')).toBe('not_found');
  expect(carol.heard).toEqual([]);
});

test('whoever comes back in time has their seat, and after that it is free', async () => {
  const { enter, alice, bob, carol, clock } = setUp();
  await enter(alice, 'a');
  await enter(bob, 'b');
  bob.drop();
  expect(alice.peer).toMatchObject({ seat: 'b', reachable: false });
  expect(await codeOf(() => enter(carol))).toBe('room_full');
  clock.advance(DIRECT_LEASE_MS - 1);
  const again = new Guest('bob');
  await enter(again, 'b');
  clock.advance(DIRECT_LEASE_MS);
  expect(alice.peer).toMatchObject({ seat: 'b', reachable: true });
  again.drop();
  clock.advance(DIRECT_LEASE_MS);
  expect(alice.peer).toBeNull();
  expect(await codeOf(() => enter(carol))).toBe('ok');
});

test('a seat that a page left behind gives way to its own person alone, and nobody takes the seat of another', async () => {
  const { enter, alice, bob, carol } = setUp();
  await enter(alice, 'a');
  await enter(bob, 'b');
  bob.drop();
  expect(await codeOf(() => enter(carol, 'b'))).toBe('room_full');
  expect(await codeOf(() => enter(new Guest('bob'), 'b anew'))).toBe('ok');
  expect(alice.peer).toMatchObject({ seat: 'b anew' });
});

test('leaving frees the seat and is told', async () => {
  const { enter, alice, bob, carol, rooms } = setUp();
  await enter(alice, 'a');
  await enter(bob, 'b');
  rooms.leave(carol, { t: 'direct.leave', room: 'den', seat: 'b' });
  expect(alice.peer).toMatchObject({ seat: 'b' });
  rooms.leave(bob, { t: 'direct.leave', room: 'den', seat: 'b' });
  expect(alice.peer).toBeNull();
  rooms.leave(alice, { t: 'direct.leave', room: 'den', seat: 'a' });
  expect(rooms.size).toBe(0);
});

test('one person sits in twenty rooms at most', async () => {
  const { enter, alice } = setUp();
  for (let room = 0; room < 20; room += 1) await enter(alice, 'a', `room-${room}`);
  expect(await codeOf(() => enter(alice, 'a', 'one more'))).toBe('rate_limited');
});

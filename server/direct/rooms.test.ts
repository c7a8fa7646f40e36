import { expect, test } from 'bun:test';
import type { DownEvent } from '../../protocol/down.ts';
import { ParleyError, unavailable } from '../../protocol/errors.ts';
import { DIRECT_LEASE_MS } from '../../protocol/limits.ts';
import { Person } from '../calls/calls-fixture.ts';
import { FakeClock } from '../clock.ts';
import { createLogger } from '../log.ts';
import { MemorySeats } from './memory-seats.ts';
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

class Cast {
  readonly clock = new FakeClock();
  readonly seats = new MemorySeats();
  readonly sockets = new Map<string, Guest>();
  readonly here = this.#open();
  readonly there = this.#open();
  readonly alice = new Guest('alice');
  readonly bob = new Guest('bob');
  readonly carol = new Guest('carol');

  enter(rooms: DirectRooms, who: Guest, seat = `seat of ${who.id}`, room = 'den') {
    this.sockets.set(who.id, who);
    return rooms.enter(who, { t: 'direct.enter', room, seat });
  }

  /** A process of two that know of the same seats. */
  #open(): DirectRooms {
    return new DirectRooms({
      ...{ clock: this.clock, seats: this.seats, log: createLogger('silent'), iceServers: () => [] },
      nameOf: async (userId) => userId,
      toConnection: (id, event) => this.sockets.get(id)?.send(event),
    });
  }
}

/** Everything runs in one process, and in two. */
const PLACES = [
  ['here', 'here'],
  ['here', 'there'],
] as const;

function each(name: string, body: (cast: Cast, at: DirectRooms, bobs: DirectRooms) => Promise<void>): void {
  for (const [a, b] of PLACES)
    test(`${name} (${a === b ? 'one process' : 'two processes'})`, () => {
      const cast = new Cast();
      return body(cast, cast[a], cast[b]);
    });
}

const settle = () => new Promise((resolve) => setImmediate(resolve));
const codeOf = async (act: () => unknown) => {
  try {
    await act();
    return 'ok';
  } catch (error) {
    return error instanceof ParleyError ? error.code : error;
  }
};

each(
  'the first two sit in a room and know of each other; the third is told that it is full',
  async (cast, at, bobs) => {
    const { alice, bob, carol } = cast;
    expect((await cast.enter(at, alice)).peer).toBeNull();
    const { peer } = await cast.enter(bobs, bob);
    expect(peer).toMatchObject({ userId: 'alice', name: 'alice', reachable: true });
    expect(alice.peer).toMatchObject({ userId: 'bob', name: 'bob', reachable: true });
    expect(await codeOf(() => cast.enter(at, carol))).toBe('room_full');
    expect(await codeOf(() => cast.enter(at, carol, 'seat of carol', 'another room'))).toBe('ok');
  },
);

each('signals reach the seat across in their order, and nobody else may send one', async (cast, at, bobs) => {
  const { alice, bob, carol } = cast;
  await cast.enter(at, alice, 'a');
  await cast.enter(bobs, bob, 'b');
  const say = (who: Guest, seat: string, to: string, instance = 'one') => {
    const signal = { instance, peerInstance: null };
    return codeOf(() => at.signal(who, { t: 'direct.signal', room: 'den', seat, to, signal }));
  };
  await Promise.all(['one', 'two', 'three'].map((instance) => say(alice, 'a', 'b', instance)));
  const signals = bob.heard.flatMap((event) => (event.t === 'direct.signal' ? event : []));
  expect(signals.map(({ signal }) => signal.instance)).toEqual(['one', 'two', 'three']);
  expect(signals[0]).toMatchObject({ room: 'den', from: 'a' });
  expect(await say(carol, 'a', 'b')).toBe('forbidden');
  expect(await say(alice, 'a', 'c')).toBe('not_found');
  expect(carol.heard).toEqual([]);
});

each('whoever comes back in time has their seat, and after that it is free', async (cast, at, bobs) => {
  const { alice, bob, carol, clock } = cast;
  await cast.enter(at, alice, 'a');
  await cast.enter(bobs, bob, 'b');
  bob.drop();
  await settle();
  expect(alice.peer).toMatchObject({ seat: 'b', reachable: false });
  expect(await codeOf(() => cast.enter(at, carol))).toBe('room_full');
  clock.advance(DIRECT_LEASE_MS - 1);
  const again = new Guest('bob', 'phone again');
  await cast.enter(at, again, 'b');
  clock.advance(DIRECT_LEASE_MS);
  await settle();
  expect(alice.peer).toMatchObject({ seat: 'b', reachable: true });
  again.drop();
  await settle();
  clock.advance(DIRECT_LEASE_MS);
  await settle();
  expect(alice.peer).toBeNull();
  expect(await codeOf(() => cast.enter(at, carol))).toBe('ok');
});

each(
  'a socket that closes while it comes in is away, also where it sat in another room',
  async (cast, at, bobs) => {
    const { alice, bob, clock, seats } = cast;
    await cast.enter(at, alice, 'a');
    await cast.enter(bobs, bob, 'b', 'another room');
    const entering = cast.enter(bobs, bob, 'b');
    bob.drop();
    await entering;
    await settle();
    expect(alice.peer).toMatchObject({ seat: 'b', reachable: false });
    clock.advance(DIRECT_LEASE_MS);
    await settle();
    expect(alice.peer).toBeNull();
    expect(seats.size).toBe(1);
  },
);

each('leaving frees the seat and is told', async (cast, at, bobs) => {
  const { alice, bob, carol, seats } = cast;
  await cast.enter(at, alice, 'a');
  await cast.enter(bobs, bob, 'b');
  await bobs.leave(carol, { t: 'direct.leave', room: 'den', seat: 'b' });
  expect(alice.peer).toMatchObject({ seat: 'b' });
  await bobs.leave(bob, { t: 'direct.leave', room: 'den', seat: 'b' });
  expect(alice.peer).toBeNull();
  await at.leave(alice, { t: 'direct.leave', room: 'den', seat: 'a' });
  expect(seats.size).toBe(0);
});

each('a seat left behind gives way to another page of its person, which is told', async (cast, at, bobs) => {
  const { alice, bob } = cast;
  await cast.enter(at, alice, 'a');
  await cast.enter(bobs, bob, 'b');
  bob.drop();
  await settle();
  await cast.enter(at, new Guest('bob', 'tablet'), 'b anew');
  expect(alice.peer).toMatchObject({ seat: 'b anew', reachable: true });
});

test('one person sits in twenty rooms at most', async () => {
  const cast = new Cast();
  for (let room = 0; room < 20; room += 1) await cast.enter(cast.here, cast.alice, 'a', `room-${room}`);
  expect(await codeOf(() => cast.enter(cast.here, cast.alice, 'a', 'one more'))).toBe('rate_limited');
});

test('when seats were forgotten, whoever is here has theirs again and is told who sits across', async () => {
  const cast = new Cast();
  const { alice, bob, seats, here, there } = cast;
  await cast.enter(here, alice, 'a');
  await cast.enter(there, bob, 'b');
  await seats.close();
  await here.tellAfresh();
  expect(alice.peer).toBeNull();
  await there.tellAfresh();
  expect(bob.peer).toMatchObject({ seat: 'a', reachable: true });
  await here.tellAfresh();
  expect(alice.peer).toMatchObject({ seat: 'b', reachable: true });
});

test('a socket that closes while the seats are away is told of when they are back', async () => {
  const cast = new Cast();
  const { alice, bob, seats, clock } = cast;
  await cast.enter(cast.here, alice, 'a');
  await cast.enter(cast.there, bob, 'b');
  const lose = seats.lose.bind(seats);
  seats.lose = () => Promise.reject(unavailable('away'));
  bob.drop();
  await settle();
  expect(alice.peer).toMatchObject({ seat: 'b', reachable: true });
  seats.lose = lose;
  clock.advance(1_000);
  await settle();
  expect(alice.peer).toMatchObject({ seat: 'b', reachable: false });
});

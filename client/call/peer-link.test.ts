import { expect, test } from 'bun:test';
import type { Signal } from '../../protocol/call.ts';
import { FakeClock, settle } from '../fake-clock.ts';
import { random as seeded } from '../../test/harness/random.ts';
import { FakeRtc } from './fake-rtc.ts';
import { type LocalStream, SOURCES } from './media-link.ts';
import { PeerLink } from './peer-link.ts';

const ALICE = 'a1';
const BOB = 'b1';

test('a peer link comes up, and each end has the four streams of the other', async () => {
  const pair = new Pair();
  await pair.settle();
  expect([pair.alice.isUp, pair.bob.isUp]).toEqual([true, true]);
  expect(pair.alice.carriers.map(({ streamId }) => streamId)).toEqual(idsOf(BOB));
  expect(pair.bob.carriers.map(({ streamId }) => streamId)).toEqual(idsOf(ALICE));
  expect(pair.alice.carriers.map(({ track }) => track.kind)).toEqual(['audio', 'video', 'video', 'audio']);
});

test('a peer link replaces tracks without a word to the other end', async () => {
  const pair = new Pair();
  await pair.settle();
  const said = pair.said;
  const camera = { kind: 'video' } as unknown as MediaStreamTrack;
  pair.bob.publish(streamsOf(BOB, { camera }));
  await pair.settle();
  expect(pair.rtc.open.map(({ sent }) => sent[1])).toContain(camera);
  expect(pair.said).toBe(said);
});

test('a peer link keeps its carriers over an ICE restart that both ends begin at once', async () => {
  const pair = new Pair();
  await pair.settle();
  const carriers = pair.alice.carriers;
  for (const connection of pair.rtc.open) connection.become('failed');
  await pair.pass(1_000);
  expect([pair.alice.isUp, pair.bob.isUp]).toEqual([true, true]);
  expect(pair.rtc.connections).toHaveLength(2);
  expect(pair.alice.carriers).toEqual(carriers);
});

test('a peer link lets a connection that falls silent come back by itself within two seconds', async () => {
  const pair = new Pair();
  await pair.settle();
  const said = pair.said;
  for (const connection of pair.rtc.open) connection.become('disconnected');
  await pair.clock.pass(1_900);
  for (const connection of pair.rtc.open) connection.become('connected');
  await pair.clock.pass(10_000);
  expect(pair.said).toBe(said);
});

test('a peer link makes new connections when restarts do not help, and comes up when the network does', async () => {
  const pair = new Pair();
  await pair.settle();
  pair.rtc.blocked = true;
  for (const connection of pair.rtc.open) connection.become('failed');
  await pair.pass(30_000);
  expect(pair.rtc.connections.length).toBeGreaterThan(2);
  pair.rtc.blocked = false;
  await pair.pass(40_000);
  expect([pair.alice.isUp, pair.bob.isUp]).toEqual([true, true]);
  expect(pair.rtc.open).toHaveLength(2);
});

test('a peer link waits with its attempts while no signal can reach the peer', async () => {
  const pair = new Pair();
  await pair.settle();
  for (const link of [pair.alice, pair.bob]) link.setReachable(false);
  const said = pair.said;
  for (const connection of pair.rtc.open) connection.become('failed');
  await pair.pass(60_000);
  expect(pair.said).toBe(said);
  for (const link of [pair.alice, pair.bob]) link.setReachable(true);
  await pair.pass(1_000);
  expect([pair.alice.isUp, pair.bob.isUp]).toEqual([true, true]);
});

for (const who of ['alice', 'bob'] as const) {
  test(`a peer link starts over when ${who}'s end is another one`, async () => {
    const pair = new Pair();
    await pair.settle();
    pair.replace(who);
    await pair.pass(5_000);
    expect([pair.alice.isUp, pair.bob.isUp]).toEqual([true, true]);
    expect(pair.rtc.open).toHaveLength(2);
  });
}

test('a peer link drops what is addressed to an earlier instance of it', async () => {
  const pair = new Pair();
  await pair.settle();
  const stale: Signal = { instance: 'unknown', peerInstance: 'an earlier one' };
  pair.bob.receive(stale);
  await pair.pass(2_000);
  expect(pair.rtc.connections).toHaveLength(2);
  expect(pair.bob.isUp).toBe(true);
});

test('a peer link says nothing after it was closed', async () => {
  const pair = new Pair();
  await pair.settle();
  const said = pair.said;
  pair.alice.close();
  pair.alice.close();
  pair.alice.publish([]);
  pair.alice.receive({ instance: 'x', peerInstance: null });
  await pair.clock.pass(1_000);
  expect(pair.said).toBe(said);
  expect(pair.alice.carriers).toEqual([]);
});

test('a peer link comes up in the end, whatever restarts, starts over or comes twice', async () => {
  for (let seed = 1; seed <= 40; seed++) {
    const { next } = seeded(seed);
    const pair = new Pair(next);
    for (let step = 0; step < 12; step++) {
      const acts = [
        () => pair.replace('alice'),
        () => pair.replace('bob'),
        () => pair.alice.restart(),
        () => pair.bob.restart(),
        () => pair.rtc.open.at(Math.floor(next() * 2))?.become('failed'),
        () => undefined,
      ];
      acts[Math.floor(next() * acts.length)]?.();
      await pair.pass(next() * 600);
    }
    await pair.pass(90_000, 500);
    expect({ seed, up: [pair.alice.isUp, pair.bob.isUp] }).toEqual({ seed, up: [true, true] });
    expect(pair.alice.carriers.map(({ streamId }) => streamId)).toEqual(idsOf(BOB));
  }
});

/** Alice and Bob, and the server that carries their signals in order. */
class Pair {
  readonly clock = new FakeClock();
  readonly rtc = new FakeRtc();
  said = 0;
  alice: PeerLink;
  bob: PeerLink;
  readonly #random: () => number;
  readonly #arrivesAt = { alice: 0, bob: 0 };

  constructor(random: () => number = () => 0.5) {
    this.#random = random;
    this.alice = this.#make('alice');
    this.bob = this.#make('bob');
  }

  replace(who: 'alice' | 'bob'): void {
    this[who].close();
    this[who] = this.#make(who);
  }

  async settle(): Promise<void> {
    await this.pass(500);
  }

  /** Connections come up as soon as they can. */
  async pass(ms: number, stepMs = 50): Promise<void> {
    for (let left = ms; left > 0; left -= stepMs) {
      await this.clock.pass(Math.min(left, stepMs));
      this.rtc.settle();
      await settle();
    }
  }

  #make(who: 'alice' | 'bob'): PeerLink {
    const [me, peer] = who === 'alice' ? [ALICE, BOB] : [BOB, ALICE];
    return new PeerLink({
      me,
      peer: { id: peer, reachable: true },
      rtc: this.rtc,
      clock: this.clock,
      iceServers: () => [],
      relayOnly: false,
      hasMedia: true,
      streams: streamsOf(me, {}),
      send: (signal) => this.#carry(who === 'alice' ? 'bob' : 'alice', signal),
      onChange: () => undefined,
    });
  }

  #carry(to: 'alice' | 'bob', signal: Signal): void {
    this.said += 1;
    const copies = this.#random() < 0.1 ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      const at = Math.max(this.#arrivesAt[to], this.clock.now() + this.#random() * 80);
      this.#arrivesAt[to] = at;
      this.clock.after(at - this.clock.now(), () => this[to].receive(signal));
    }
  }
}

function idsOf(owner: string): string[] {
  return SOURCES.map((source) => `${owner}'s ${source}`);
}

function streamsOf(owner: string, tracks: Partial<Record<string, MediaStreamTrack>>): LocalStream[] {
  return SOURCES.map((source) => {
    const track = tracks[source] ?? null;
    return { id: `${owner}'s ${source}`, source, track, active: track !== null };
  });
}

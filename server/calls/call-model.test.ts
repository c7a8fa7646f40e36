import { expect, test } from 'bun:test';
import * as v from 'valibot';
import { callSchema, type Call as Snapshot } from '../../protocol/call.ts';
import { ParleyError } from '../../protocol/errors.ts';
import { ALICE, CallFixture, device } from './call-fixture.ts';

const SEEDS = 400;
const STEPS = 120;
const PEOPLE = [ALICE, 'bob', 'carol', 'dave', 'erin', 'frank'];
const STATES = ['ready', 'ready', 'preparing', 'unavailable'] as const;

test('whatever happens in whatever order, a call keeps its promises', () => {
  const reached = { sfu: 0, backToMesh: 0, givenUp: 0, ended: 0 };
  for (let seed = 1; seed <= SEEDS; seed++) {
    const run = new Run(seed);
    try {
      run.play();
    } catch (error) {
      throw new Error(`seed ${seed}, after ${run.log.slice(-12).join(', ')}`, { cause: error });
    }
    const kinds = run.fixture.snapshots.map((call) =>
      call.state === 'ended' ? 'ended' : call.topology.kind,
    );
    if (kinds.includes('sfu')) reached.sfu++;
    if (kinds.lastIndexOf('mesh') > kinds.indexOf('sfu') && kinds.includes('sfu')) reached.backToMesh++;
    if (run.sawGiveUp) reached.givenUp++;
    reached.ended += run.fixture.ended().length;
  }
  // The walk must have been where it matters, or it proves nothing.
  expect(Math.min(...Object.values(reached))).toBeGreaterThan(SEEDS / 10);
});

/** A random walk through one call, checked at every snapshot against the one before. */
class Run {
  readonly fixture: CallFixture;
  readonly log: string[] = [];
  sawGiveUp = false;
  #state: number;
  #devices = 0;

  constructor(seed: number) {
    this.#state = seed;
    const kind = seed % 5 === 0 ? 'direct' : 'group';
    this.fixture = new CallFixture({ kind, meshLimit: 2 + (seed % 2) });
  }

  play(): void {
    const { fixture } = this;
    const people = fixture.call.subject.kind === 'direct' ? PEOPLE.slice(0, 2) : PEOPLE;
    fixture.start(people.slice(1));
    for (let step = 0; step < STEPS && !fixture.call.isOver; step++) this.#step(people);
    fixture.call.close();
    fixture.clock.advance(60 * 60_000);
    this.#check();
  }

  #step(people: readonly string[]): void {
    const { call, clock } = this.fixture;
    const person = this.#pick(people);
    const place = this.#pick(this.fixture.live.participants);
    const { switching, topology } = this.fixture.live;
    const epoch = this.#pick([switching?.epoch ?? topology.epoch, topology.epoch, topology.epoch - 1]);
    const acts: Record<string, () => unknown> = {
      join: () => call.join(device(person, `device ${this.#random() < 0.5 ? 0 : ++this.#devices}`), []),
      decline: () => call.decline(person),
      leave: () => this.#random() < 0.4 && call.leave(place.id, place.userId),
      disconnect: () => call.disconnect(call.place(place.id, place.userId).device.connectionId),
      rejoin: () => call.rejoin(place.id, device(place.userId, `device ${++this.#devices}`)),
      ready: () => call.ready(place.id, place.userId, epoch),
      'all ready': () => {
        for (const { id, userId } of this.fixture.live.participants) call.ready(id, userId, epoch);
      },
      failed: () => call.failed(place.id, place.userId, epoch),
      uplink: () => call.uplink(place.id, place.userId, this.#random() * 1_200),
      'SFU changes': () => {
        this.fixture.sfu.state = this.#pick(STATES);
        call.sfuChanged();
      },
      wait: () => clock.advance(this.#random() * 4_000),
      'wait long': () => clock.advance(this.#random() * 40_000),
    };
    const name = this.#pick([
      ...Object.keys(acts),
      'join',
      'join',
      'rejoin',
      'all ready',
      'all ready',
      'wait',
    ]);
    this.log.push(`${name} ${place.id} ${epoch}`);
    try {
      acts[name]?.();
    } catch (error) {
      if (!(error instanceof ParleyError)) throw error;
    }
    this.#check();
    const { snapshot } = call;
    if (snapshot.state !== 'ended' && snapshot.switching) {
      expect(snapshot.switching.deadline).toBeGreaterThan(clock.now());
    }
  }

  #checked = 0;
  #check(): void {
    const all = this.fixture.snapshots;
    for (; this.#checked < all.length; this.#checked++) {
      const [before, now] = [all[this.#checked - 1], all[this.#checked]];
      if (now) this.#checkOne(now, before);
    }
  }

  #checkOne(now: Snapshot, before: Snapshot | undefined): void {
    v.parse(callSchema, withUuids(now));
    if (before) expect(now.revision).toBe(before.revision + 1);
    if (before) expect(before.state).not.toBe('ended');
    if (now.state === 'ended') return;
    const { topology, switching, participants } = now;
    expect(participants.length).toBeGreaterThan(0);
    expect(new Set(participants.map(({ userId }) => userId)).size).toBe(participants.length);
    if (topology.kind === 'mesh') expect(participants.some(({ onSfu }) => onSfu)).toBe(false);
    if (switching) expect(switching.to).not.toBe(topology.kind);
    if (switching) expect(switching.epoch).toBe(topology.epoch + 1);
    if (now.state === 'active')
      for (const user of now.ringing) expect(this.fixture.call.has(user)).toBe(false);
    if (before && before.state !== 'ended') this.#checkEpochs(now, before);
  }

  #checkEpochs(now: Exclude<Snapshot, { state: 'ended' }>, before: typeof now): void {
    expect(now.topology.epoch).toBeGreaterThanOrEqual(before.topology.epoch);
    const { events } = this.fixture;
    for (const { id } of before.participants) {
      const left = events.some((event) => event.kind === 'left' && event.participantId === id);
      // Nobody is lost without a word.
      if (!now.participants.some((one) => one.id === id)) expect(left).toBe(true);
    }
    if (now.topology.kind !== before.topology.kind) {
      expect(now.topology.epoch).toBeGreaterThan(before.topology.epoch);
    }
    const links = now.topology.meshEpoch;
    if (links !== before.topology.meshEpoch) {
      expect(now.topology).toMatchObject({ kind: 'mesh', epoch: links });
      // The new mesh was announced first, so that its links stand beside the old ones.
      expect(before.switching?.epoch === links || now.participants.length < 2).toBe(true);
    }
    this.sawGiveUp ||= before.switching !== null && now.topology.epoch === before.switching.epoch + 1;
  }

  #pick<T>(items: readonly T[]): T {
    const item = items[Math.floor(this.#random() * items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }

  /** mulberry32 */
  #random(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }
}

/** Names are easier to read in a failure; the schema wants UUIDs. */
function withUuids(call: Snapshot): unknown {
  const id = '01890000-0000-7000-8000-000000000000';
  const base = { ...call, id, conversationId: id, startedBy: id };
  if (call.state === 'ended') return base;
  const participants = call.participants.map((one) => ({ ...one, id, userId: id }));
  return { ...base, ringing: call.ringing.map(() => id), participants };
}

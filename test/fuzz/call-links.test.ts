import { expect, test } from 'bun:test';
import { linkInForce } from '../../client/call/reconcile.ts';
import type { LiveCall } from '../../protocol/call.ts';
import { random as seeded } from '../harness/random.ts';
import { CallWorld, type Person } from './call-world.ts';

const SEEDS = 60;
const STEPS = 25;
/** Long enough for a lease and for the first tries after a failure. */
const QUIET_MS = 45_000;

test('whatever order snapshots come in, links end as the rules say, and no pair that had one is without', async () => {
  const reached = { sfu: 0, baseLayer: 0, backToMesh: 0, cutOff: 0, rejoined: 0 };
  for (let seed = 1; seed <= SEEDS; seed++) {
    const run = new Run(seed);
    try {
      await run.play();
    } catch (error) {
      throw new Error(`seed ${seed}, after ${run.log.slice(-14).join(', ')}`, { cause: error });
    }
    for (const place of run.reached) reached[place] += 1;
  }
  // The walk must have been where it matters, or it proves nothing.
  expect(Math.min(...Object.values(reached))).toBeGreaterThan(SEEDS / 20);
}, 120_000);

class Run {
  readonly world: CallWorld;
  readonly log: string[] = [];
  readonly reached = new Set<'sfu' | 'baseLayer' | 'backToMesh' | 'cutOff' | 'rejoined'>();
  readonly #random: () => number;
  /** Pairs of participants that had a link. */
  readonly #linked = new Set<string>();
  readonly #shown = new Set<string>();

  constructor(seed: number) {
    this.#random = seeded(seed).next;
    const people = ['Alice', 'Bob', 'Carol', 'Dave'];
    this.world = new CallWorld(people, { random: this.#random, meshLimit: 2 + (seed % 2) });
  }

  async play(): Promise<void> {
    const { world } = this;
    world.people[0]?.start(['Bob', 'Carol', 'Dave']);
    for (let step = 0; step < STEPS && !world.call.isOver; step++) {
      this.#act();
      for (let part = this.#random() * 25; part > 0; part--) await this.#pass(100);
    }
    if (world.call.isOver) return;
    for (const person of world.people) if (!person.isOpen) this.#restore(person);
    await this.#pass(QUIET_MS);
    // A switch that is under way has links of both kinds.
    while (world.call.live.switching) await this.#pass(1_000);
    await this.#pass(5_000);
    this.#checkEnd(world.call.live);
    world.close();
  }

  #act(): void {
    const { world } = this;
    const person = this.#pick(world.people);
    const acts: Record<string, () => void> = {
      join: () => this.#join(person),
      'join too': () => this.#join(person),
      leave: () => this.#random() < 0.4 && person.isOpen && void person.leave(),
      'lose the socket': () => person.isOpen && person.dropSocket(),
      'get the socket back': () => !person.isOpen && this.#restore(person),
      'lose the SFU': () => this.#cutOff(person),
      'SFU changes': () => {
        world.sfu.state = this.#pick(['ready', 'ready', 'preparing', 'unavailable'] as const);
        world.call.sfuChanged();
      },
      wait: () => undefined,
    };
    const name = this.#pick(Object.keys(acts));
    this.log.push(`${person.name} ${name}`);
    acts[name]?.();
  }

  #join(person: Person): void {
    if (person.session === null && person.isOpen) void person.join().catch(() => undefined);
  }

  #restore(person: Person): void {
    person.openSocket();
    if (person.session) this.reached.add('rejoined');
  }

  /** From now on no new place of this person comes up. */
  #cutOff(person: Person): void {
    if (!person.session || this.#random() < 0.6) return;
    this.world.network.cutOff.add(person.session.me);
    this.reached.add('cutOff');
  }

  async #pass(ms: number): Promise<void> {
    await this.world.clock.pass(ms);
    this.#checkPairs();
    this.#checkPages();
    const { call, network } = this.world;
    if ([...network.places].some(({ baseLayerOnly }) => baseLayerOnly)) this.reached.add('baseLayer');
    if (call.isOver) return;
    if (call.live.topology.kind === 'sfu') this.reached.add('sfu');
    else if (this.reached.has('sfu')) this.reached.add('backToMesh');
  }

  /** What a page once showed it shows as long as both are in the call. */
  #checkPages(): void {
    const present = new Set(this.#pairs().flat());
    for (const { session } of this.world.people) {
      if (!session || !present.has(session.me)) continue;
      for (const { id, streams } of session.remotes.filter((remote) => present.has(remote.id))) {
        const page = `${session.me}'s page of ${id}`;
        const flows = streams.every(({ carriers }) => carriers.some(({ flowing }) => flowing));
        if (flows) this.#shown.add(page);
        else if (this.#shown.has(page)) throw new Error(`${page} showed media and shows none`);
      }
    }
  }

  #checkPairs(): void {
    for (const [a, b] of this.#pairs()) {
      const ways = this.world.network.waysBetween(a, b);
      const pair = `${a} and ${b}`;
      if (ways.length > 0) this.#linked.add(pair);
      else if (this.#linked.has(pair)) throw new Error(`${pair} had a link and have none`);
    }
  }

  /** Participants whose pages are in the call, and the server knows it. */
  #pairs(): [string, string][] {
    const present = new Set(
      this.world.call.isOver ? [] : this.world.call.live.participants.map(({ id }) => id),
    );
    const ids = this.world.people.flatMap(({ session }) => session?.me ?? []).filter((id) => present.has(id));
    return ids.flatMap((a, index) => ids.slice(index + 1).map((b): [string, string] => [a, b]));
  }

  #checkEnd(call: LiveCall): void {
    // The whole picture goes out as soon as nothing else carries it.
    expect([...this.world.network.places].filter(({ baseLayerOnly }) => baseLayerOnly)).toEqual([]);
    for (const [a, b] of this.#pairs()) {
      const inForce = linkInForce(call, a, b);
      const expected = inForce.kind === 'sfu' ? 'sfu' : `mesh ${inForce.epoch}`;
      expect({ [`${a} ${b}`]: this.world.network.waysBetween(a, b) }).toEqual({ [`${a} ${b}`]: [expected] });
    }
    for (const { session } of this.world.people) {
      for (const remote of session?.remotes ?? []) {
        const flowing = remote.streams.map((stream) => stream.carriers.at(-1)?.flowing);
        expect({ me: session?.me, remote: remote.id, flowing }).toEqual({
          me: session?.me,
          remote: remote.id,
          flowing: [true, true],
        });
      }
    }
  }

  #pick<T>(choices: readonly T[]): T {
    const choice = choices[Math.floor(this.#random() * choices.length)];
    if (choice === undefined) throw new Error('nothing to choose from');
    return choice;
  }
}

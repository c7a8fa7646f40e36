import type { TestServer } from '../harness/server.ts';
import type { Crowd, Place } from './crowd.ts';
import type { Attempt } from './history.ts';
import type { Recorder } from './recorder.ts';
import type { World } from './world/world.ts';

export type KillKind = 'server' | 'backend' | 'postmaster' | 'redis';
export type LineKind = 'cut' | 'half-open' | 'stall' | 'crash';

export interface NemesisOptions {
  readonly world: World;
  readonly crowd: Crowd;
  readonly recorder: Recorder;
  readonly random: () => number;
  /** In these shares: a kind may stand several times. */
  readonly kills: readonly KillKind[];
  readonly lines: readonly LineKind[];
  /** Between two kills, once the one before has been recovered from. */
  readonly killPauseMs: number;
  readonly linePauseMs: number;
}

interface Kill {
  readonly kind: KillKind;
  /** What was on the wire to the victim at that moment. */
  readonly flying: readonly Attempt[];
}

const FLYING_PATIENCE_MS = 2_000;
/** What was killed may still answer for a moment. */
const DYING_MS = 100;
const STALL_MS = 1_500;
const MOST_BYTES = 6_000;

/** Kills processes and breaks lines while it is let loose; `rest` makes everything whole again. */
export class Nemesis {
  readonly kills: Kill[] = [];
  readonly lineFaults: LineKind[] = [];
  readonly #options: NemesisOptions;
  #loose = false;
  #busy: Promise<unknown> = Promise.resolve();

  constructor(options: NemesisOptions) {
    this.#options = options;
  }

  /** Kills that left the sender of a message on the wire without an answer. Redis answers no sends. */
  get hits(): number {
    const isHit = ({ flying }: Kill) => flying.some(({ outcome }) => outcome === 'unknown');
    return this.kills.filter((kill) => kill.kind !== 'redis' && isHit(kill)).length;
  }

  letLoose(): void {
    this.#loose = true;
    const { kills, lines } = this.#options;
    this.#busy = Promise.all([
      kills.length > 0 ? this.#killOnAndOn() : null,
      lines.length > 0 ? this.#breakLines() : null,
    ]);
  }

  async rest(): Promise<void> {
    this.#loose = false;
    await this.#busy;
    for (const { gate } of this.#options.crowd.places) gate.flow();
  }

  async #killOnAndOn(): Promise<void> {
    const { killPauseMs, random, kills } = this.#options;
    while (this.#loose) {
      await Bun.sleep(killPauseMs * (0.5 + random()));
      if (this.#loose) await this.#kill(this.#pick(kills));
    }
  }

  async #kill(kind: KillKind): Promise<void> {
    const { world, recorder, random } = this.#options;
    const victim = this.#pick(world.servers);
    const flying = await this.#whileFlying(kind === 'server' ? victim : null);
    if (flying.length === 0) return;
    recorder.note('nemesis', { kind, victim: kind === 'server' ? victim.url : '', flying: flying.length });
    this.kills.push({ kind, flying });
    switch (kind) {
      case 'server':
        await victim.kill9();
        await Bun.sleep(random() * 200);
        return await victim.restart();
      case 'backend':
        await world.database.killBackend();
        return await this.#databaseIsBack();
      case 'postmaster':
        world.database.cluster.killPostmaster();
        return await this.#databaseIsBack();
      case 'redis':
        await world.redis?.kill();
        await Bun.sleep(random() * 1_000);
        return await world.redis?.start();
    }
  }

  async #databaseIsBack(): Promise<void> {
    await Bun.sleep(DYING_MS);
    await this.#options.world.database.ask((sql) => sql`select 1`);
  }

  /** Waits for the moment in which the victim has a send to answer; a kill at any other shows little. */
  async #whileFlying(victim: TestServer | null): Promise<Attempt[]> {
    const end = performance.now() + FLYING_PATIENCE_MS;
    for (;;) {
      const flying = [...this.#options.recorder.flying].filter((attempt) =>
        isTo(attempt, victim, this.#places()),
      );
      if (flying.length > 0 || performance.now() > end) return flying;
      await Bun.sleep(1);
    }
  }

  async #breakLines(): Promise<void> {
    const { linePauseMs, random, lines, recorder } = this.#options;
    while (this.#loose) {
      await Bun.sleep(linePauseMs * (0.5 + random()));
      const kind = this.#pick(lines);
      const place = this.#pick(this.#options.crowd.places);
      if (!this.#loose || !place.tab.isOpen) continue;
      this.lineFaults.push(kind);
      recorder.note('nemesis', { kind, tab: place.tab.options.name });
      await this.#break(kind, place);
    }
  }

  async #break(kind: LineKind, { gate, reopen }: Place): Promise<void> {
    const { random } = this.#options;
    switch (kind) {
      case 'cut':
        return gate.cutAfter(random() < 0.5 ? 'up' : 'down', Math.floor(random() ** 2 * MOST_BYTES));
      case 'half-open':
        return gate.halfOpen();
      case 'stall':
        gate.stall();
        return void setTimeout(() => gate.flow(), STALL_MS * random());
      case 'crash':
        return await reopen();
    }
  }

  #places(): ReadonlyMap<string, Place> {
    return new Map(this.#options.crowd.places.map((place) => [place.tab.options.name, place]));
  }

  #pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.#options.random() * from.length)] as T;
  }
}

function isTo({ tab }: Attempt, victim: TestServer | null, places: ReadonlyMap<string, Place>): boolean {
  if (victim === null) return true;
  return places.get(tab)?.gate.target === Number(new URL(victim.url).port);
}

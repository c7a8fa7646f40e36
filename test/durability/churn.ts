import { TRPCClientError } from '@trpc/client';
import type { Absence } from './history.ts';
import type { Recorder } from './recorder.ts';
import type { Person, Room, World } from './world/world.ts';

/** Longer than a removal may take to reach everyone. */
const AWAY_MS = 2_500;
const RETRY_MS = 150;
const PATIENCE_MS = 15_000;

/** People are removed from groups and asked back, while the others go on writing. */
export class Churn {
  readonly #world: World;
  readonly #recorder: Recorder;
  readonly #random: () => number;
  #going = false;
  #busy: Promise<void> = Promise.resolve();

  constructor(world: World, recorder: Recorder, random: () => number) {
    this.#world = world;
    this.#recorder = recorder;
    this.#random = random;
    for (const { id, members } of world.rooms) {
      for (const person of world.people) if (!members.has(person)) recorder.away(person.id, id, -AWAY_MS);
    }
  }

  start(): void {
    this.#going = true;
    this.#busy = this.#go();
  }

  async stop(): Promise<void> {
    this.#going = false;
    await this.#busy;
  }

  async #go(): Promise<void> {
    const groups = this.#world.rooms.filter(({ members }) => members.size > 2);
    while (this.#going) {
      const room = groups[Math.floor(this.#random() * groups.length)];
      const others = [...(room?.members ?? [])].filter((person) => person !== room?.owner);
      const person = others[Math.floor(this.#random() * others.length)];
      if (room && person) await this.#sendAway(room, person);
    }
  }

  async #sendAway(room: Room, person: Person): Promise<void> {
    const api = room.owner.clients[0]?.api;
    if (!api) return;
    const who = { id: room.id, userId: person.id };
    await untilDecided(() => api.groups.removeMember.mutate(who), ['not_found']);
    const absence: Absence = this.#recorder.away(person.id, room.id);
    this.#recorder.note('removed', who);
    await Bun.sleep(AWAY_MS);
    absence.until = this.#recorder.now();
    this.#recorder.note('asked back', who);
    await untilDecided(() => api.groups.addMember.mutate(who), ['conflict']);
  }
}

/** Again while the server is away; the codes say that an earlier attempt did it. */
async function untilDecided(ask: () => Promise<unknown>, done: readonly string[]): Promise<void> {
  for (;;) {
    try {
      await Promise.race([ask(), inVain()]);
      return;
    } catch (error) {
      if (done.includes(codeOf(error))) return;
      await Bun.sleep(RETRY_MS);
    }
  }
}

async function inVain(): Promise<never> {
  await Bun.sleep(PATIENCE_MS);
  throw new Error('the server does not answer');
}

function codeOf(error: unknown): string {
  const data: unknown = error instanceof TRPCClientError ? error.data : null;
  if (typeof data !== 'object' || data === null || !('parley' in data)) return '';
  return (data.parley as { code: string }).code;
}

import * as v from 'valibot';
import { unavailable } from '../../protocol/errors.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { createRedisClient, type RedisClient } from '../realtime/redis-client.ts';
import { runScript } from '../realtime/redis-script.ts';
import { scripts } from './seat-scripts.ts';
import { type Across, type Entered, MAX_ROOMS, SEATS, type Seats, type Sitter } from './seats.ts';

const BEAT_MS = 1_000;
const LEASE_MS = 4_000;

const cardSchema = v.object({
  seat: v.string(),
  userId: v.string(),
  connectionId: v.string(),
  isAway: v.boolean(),
});
/** JSON of Lua's: nobody is left out. */
const acrossSchema = v.pipe(
  v.object({ across: v.optional(cardSchema) }),
  v.transform(({ across = null }) => ({ across })),
);
const enteredSchema = v.variant('state', [
  v.pipe(
    v.object({ state: v.literal('seated'), across: v.optional(cardSchema) }),
    v.transform(({ state, across = null }) => ({ state, across })),
  ),
  v.object({ state: v.literal('full') }),
  v.object({ state: v.literal('many') }),
]);
const nodesSchema = v.array(v.string());

export interface RedisSeatsParts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly node: string;
  /** A process died, or Redis was away: who sits across may be another, or nobody. */
  readonly onUnsure: () => void;
}

/** The seats of several processes, in Redis or Valkey. Rejects where that cannot be reached at the start. */
export async function makeRedisSeats(url: string, parts: RedisSeatsParts): Promise<Seats> {
  const client = createRedisClient(url);
  client.on('error', (error: Error) => parts.log.debug({ reason: error.message }, 'direct: Redis is away'));
  try {
    await client.connect();
  } catch (error) {
    throw unavailable('Redis cannot be reached.', error);
  }
  const seats = new RedisSeats(client, parts);
  await seats.beat();
  return seats;
}

class RedisSeats implements Seats {
  readonly #client: RedisClient;
  readonly #parts: RedisSeatsParts;
  #alive: ReadonlySet<string> = new Set();
  #cancelBeat = () => {};
  #closing: Promise<void> | null = null;

  constructor(client: RedisClient, parts: RedisSeatsParts) {
    this.#client = client;
    this.#parts = parts;
  }

  enter(room: string, sitter: Sitter): Promise<Entered> {
    return this.#enter(room, sitter, 'enter');
  }

  remain(room: string, sitter: Sitter): Promise<Entered> {
    return this.#enter(room, sitter, 'remain');
  }

  leave(room: string, seat: string, connectionId: string): Promise<Across> {
    return this.#change('leave', [room, seat, connectionId]);
  }

  lose(room: string, seat: string, connectionId: string): Promise<Across> {
    return this.#change('lose', [room, seat, connectionId]);
  }

  expire(room: string, seat: string, connectionId: string): Promise<Across> {
    return this.#change('expire', [room, seat, connectionId]);
  }

  across(room: string, seat: string, connectionId: string): Promise<Across> {
    return this.#change('across', [room, seat, connectionId]);
  }

  async beat(): Promise<void> {
    const { node, onUnsure, clock, log } = this.#parts;
    const before = this.#alive;
    try {
      const answer = await runScript(this.#client, scripts.beat, [node, `${LEASE_MS}`]);
      this.#alive = new Set(v.parse(nodesSchema, answer));
      // The first after a failure too: then none of those before is known to live.
      const isSure = before.has(node) && [...before].every((one) => this.#alive.has(one));
      if (!this.#closing && !isSure) onUnsure();
    } catch (error) {
      this.#alive = new Set();
      log.debug({ err: error }, 'direct: a sign of life did not arrive');
    }
    if (!this.#closing) this.#cancelBeat = clock.after(BEAT_MS, () => void this.beat());
  }

  close(): Promise<void> {
    this.#closing ??= (async () => {
      this.#cancelBeat();
      await runScript(this.#client, scripts.bye, [this.#parts.node]).catch(() => undefined);
      this.#client.destroy();
    })();
    return this.#closing;
  }

  async #enter(room: string, sitter: Sitter, how: 'enter' | 'remain'): Promise<Entered> {
    const { seat, userId, connectionId } = sitter;
    const limits = [SEATS, MAX_ROOMS].map(String);
    const args = [how, nameless(room), seat, userId, this.#parts.node, connectionId, ...limits];
    return v.parse(enteredSchema, await this.#run('enter', args));
  }

  async #change(
    how: 'leave' | 'lose' | 'expire' | 'across',
    [room, seat, connectionId]: readonly [string, string, string],
  ): Promise<Across> {
    return v.parse(
      v.nullable(acrossSchema),
      await this.#run('change', [how, nameless(room), seat, connectionId]),
    );
  }

  async #run(name: 'enter' | 'change', args: readonly string[]): Promise<unknown> {
    try {
      const answer = await runScript(this.#client, scripts[name], args);
      return typeof answer === 'string' ? JSON.parse(answer) : null;
    } catch (error) {
      throw unavailable('Rooms cannot be entered for the moment.', error);
    }
  }
}

/** Redis may write what it holds to disk: of a room not even the name is there. */
function nameless(room: string): string {
  return new Bun.CryptoHasher('sha256').update(room).digest('base64url');
}

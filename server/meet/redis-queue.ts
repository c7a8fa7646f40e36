import * as v from 'valibot';
import { unavailable } from '../../protocol/errors.ts';
import type { UserId } from '../../protocol/ids.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { createRedisClient, type RedisClient } from '../realtime/redis-client.ts';
import type { SeatKey, Seeker } from './matchmaker.ts';
import type { MeetQueue, QueueEvents } from './queue.ts';
import { run } from './redis-scripts.ts';
import { WIDEN_AFTER_MS } from './seat.ts';

const BEAT_MS = 1_000;
const LEASE_MS = 4_000;
/** Who waits looks this often whether they still do. */
const LOOK_AGAIN_MS = 5_000;
/** Whoever was found is told by then; where not, the finder died, or Redis forgot: they enter anew. */
const TOLD_AFTER_MS = 2_000;
/** JSON knows no infinity. */
const FOR_GOOD = Number.MAX_SAFE_INTEGER;

const answerSchema = v.nullable(
  v.union([v.literal('gone'), v.tuple([v.string(), v.string(), v.string(), v.array(v.string())])]),
);
const nodesSchema = v.array(v.string());

export interface RedisQueueParts extends QueueEvents {
  readonly clock: Clock;
  readonly log: Logger;
  readonly node: string;
  /** After each sign of life of one's own that arrived: the processes that live, this one among them. */
  readonly onNodes: (alive: ReadonlySet<string>) => void;
}

/** The queue of several processes, in Redis or Valkey. Rejects where that cannot be reached at the start. */
export async function makeRedisQueue(url: string, parts: RedisQueueParts): Promise<MeetQueue> {
  const client = createRedisClient(url);
  client.on('error', (error: Error) => parts.log.debug({ reason: error.message }, 'meet: Redis is away'));
  try {
    await client.connect();
  } catch (error) {
    throw unavailable('Redis cannot be reached.', error);
  }
  const queue = new RedisQueue(client, parts);
  await queue.beat();
  return queue;
}

interface Waiting {
  readonly seeker: Seeker;
  readonly since: number;
  cancelLook: () => void;
}

class RedisQueue implements MeetQueue {
  readonly #client: RedisClient;
  readonly #parts: RedisQueueParts;
  /** Of this process. */
  readonly #waiting = new Map<SeatKey, Waiting>();
  #cancelBeat = () => {};
  #closing: Promise<void> | null = null;

  constructor(client: RedisClient, parts: RedisQueueParts) {
    this.#client = client;
    this.#parts = parts;
  }

  get size(): number {
    return this.#waiting.size;
  }

  has(seat: SeatKey): boolean {
    return this.#waiting.has(seat);
  }

  async enter(seeker: Seeker): Promise<void> {
    if (this.#waiting.has(seeker.seat)) return;
    // Read more than once.
    const avoids = [...seeker.avoids];
    const one: Waiting = {
      seeker: { ...seeker, avoids },
      since: this.#parts.clock.now(),
      cancelLook: () => {},
    };
    this.#waiting.set(seeker.seat, one);
    try {
      await this.#look(one, true);
    } catch (error) {
      this.#drop(one);
      throw unavailable('Strangers cannot be found for the moment.', error);
    }
  }

  leave(seat: SeatKey): void {
    const one = this.#waiting.get(seat);
    if (!one) return;
    this.#drop(one);
    // Where it does not arrive, whoever finds this seat hears from its process that it is gone.
    run(this.#client, 'leave', [seat]).catch(() => undefined);
  }

  /** While Redis is away nobody waits, and whoever enters later brings the block along. */
  async keepApart(a: UserId, b: UserId): Promise<void> {
    await run(this.#client, 'keepApart', [a, b, `${FOR_GOOD}`]).catch((error: unknown) =>
      this.#parts.log.debug({ err: error }, 'meet: a block did not reach the queue'),
    );
  }

  async beat(): Promise<void> {
    const { node, onNodes, clock, log } = this.#parts;
    try {
      const alive = v.parse(nodesSchema, await run(this.#client, 'beat', [node, `${LEASE_MS}`]));
      if (!this.#closing) onNodes(new Set(alive));
    } catch (error) {
      log.debug({ err: error }, 'meet: a sign of life did not arrive');
    }
    if (!this.#closing) this.#cancelBeat = clock.after(BEAT_MS, () => void this.beat());
  }

  close(): Promise<void> {
    this.#closing ??= (async () => {
      this.#cancelBeat();
      for (const one of [...this.#waiting.values()]) this.#drop(one);
      await run(this.#client, 'bye', [this.#parts.node]).catch(() => undefined);
      this.#client.destroy();
    })();
    return this.#closing;
  }

  async #look(one: Waiting, isEntering: boolean): Promise<void> {
    const { clock, node, onFound } = this.#parts;
    const { seat, person, tags, avoids } = one.seeker;
    const now = clock.now();
    const times = [now, one.since, WIDEN_AFTER_MS].map(String);
    const flat = [...avoids].flatMap(([other, until]) => [other, Math.min(until, FOR_GOOD)]);
    const lists = [tags, flat].map((list) => JSON.stringify(list));
    const args = [seat, person, node, ...times, ...lists, isEntering ? 'entering' : 'looking'];
    const answer = v.parse(answerSchema, await run(this.#client, 'seek', args));
    if (answer === 'gone') this.#lookIn(TOLD_AFTER_MS, one, true);
    else if (answer === null) this.#lookIn(this.#nextLook(one), one, false);
    else {
      const [partner, theirs, since, shared] = answer;
      for (const key of [seat, partner]) this.#drop(this.#waiting.get(key));
      const waited = [Math.max(0, now - Number(since)), now - one.since] as const;
      onFound({ seats: [partner, seat], nodes: [theirs, node], shared, waited });
    }
  }

  /** When time alone may have brought somebody: anyone will do, or the two may meet again. */
  #nextLook({ seeker, since }: Waiting): number {
    const now = this.#parts.clock.now();
    const times = [since + WIDEN_AFTER_MS, ...[...seeker.avoids].map(([, until]) => until)];
    return Math.min(LOOK_AGAIN_MS, ...times.filter((at) => at > now).map((at) => at - now));
  }

  #lookIn(ms: number, one: Waiting, isEntering: boolean): void {
    const { clock, log } = this.#parts;
    if (!this.#waits(one)) return;
    one.cancelLook = clock.after(ms, () => {
      this.#look(one, isEntering).catch((error: unknown) => {
        log.debug({ err: error }, 'meet: a look into the queue failed');
        this.#lookIn(LOOK_AGAIN_MS, one, true);
      });
    });
  }

  #waits(one: Waiting): boolean {
    return this.#waiting.get(one.seeker.seat) === one;
  }

  #drop(one: Waiting | undefined): void {
    if (!one) return;
    one.cancelLook();
    if (this.#waits(one)) this.#waiting.delete(one.seeker.seat);
  }
}

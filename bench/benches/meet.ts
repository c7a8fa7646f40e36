import { connectSocket, type TestSocket } from '../../test/harness/client.ts';
import { makeTestRedis } from '../../test/harness/redis.ts';
import { FakeClock } from '../../server/clock.ts';
import { createLogger } from '../../server/log.ts';
import { MemoryQueue } from '../../server/meet/memory-queue.ts';
import type { Found, MeetQueue } from '../../server/meet/queue.ts';
import { makeRedisQueue } from '../../server/meet/redis-queue.ts';
import { createRedisClient } from '../../server/realtime/redis-client.ts';
import { atLeast, atMost, type Bench, type Figure, milliseconds, perSecond, type Stage } from '../figure.ts';
import { median, quantile } from '../quantile.ts';
import { bearerOf } from '../world/member.ts';
import { startParley } from '../world/targets.ts';

const TAGS = 5;
const SIZES = {
  full: { waiting: 100_000, pairs: 20_000, scans: 20, asked: 1_000, people: 100, rounds: 20 },
  small: { waiting: 500, pairs: 100, scans: 5, asked: 20, people: 2, rounds: 2 },
} as const;
/** What a match may cost beside the network: two statements of the database, and the words to both. */
const MATCH_MS = 5;

/**
 * Pairs a second while many wait: one comes who fits one of them, and another takes the place of whom they met. Who
 * waits shares no tag with anybody else who does, or they would have met; so it is for all that are compared.
 */
export const meet: Bench = async (stage) => {
  // First: what the queues leave in the memory of this process would stop the clients to be collected.
  const match = await measureMatch(stage);
  return [...(await measureQueues(stage)), match];
};

async function measureQueues(stage: Stage): Promise<Figure[]> {
  const { waiting, pairs, scans, asked } = SIZES[stage.size];
  const redis = await makeTestRedis();
  try {
    const unit = perSecond;
    const what = `pairs matched, ${waiting.toLocaleString('en')} waiting with ${TAGS} tags each`;
    const parley = await queueRate(inMemory, { waiting, pairs });
    const naive = scanRate({ waiting, pairs: scans });
    const sinter = await sinterRate(redis.url, { waiting, pairs: asked });
    const shared = await queueRate((onFound) => inRedis(redis.url, onFound), {
      waiting: asked,
      pairs: asked,
    });
    stage.note(
      `the queue in Redis, for several processes: ${perSecond(shared)}, ${(shared / sinter).toFixed(2)} of SINTER`,
    );
    return [
      atLeast(100, { what, parley, against: naive, unit, than: 'by a scan of all' }),
      atLeast(10, { what, parley, against: sinter, unit, than: 'by SINTER in Redis' }),
    ];
  } finally {
    await redis.close();
  }
}

interface Load {
  readonly waiting: number;
  readonly pairs: number;
}

const tagsOf = (n: number) => Array.from({ length: TAGS }, (_, index) => `t${n}-${index}`);
/** Who is met next, spread over all who wait. */
const pick = (n: number, among: number) => (n * 7_919) % among;

type Open = (onFound: (found: Found) => void) => Promise<MeetQueue>;

/** From entering to being told. */
async function queueRate(open: Open, { waiting, pairs }: Load): Promise<number> {
  let found = 0;
  const queue = await open(() => void found++);
  const enter = (n: number, tags: string[]) =>
    queue.enter({ seat: `s${n}`, person: `p${n}`, tags, avoids: [] });
  const held = Array.from({ length: waiting }, (_, n) => n);
  for (const n of held) await enter(n, tagsOf(n));
  let next = waiting;
  const started = performance.now();
  for (let n = 0; n < pairs; n++) {
    const place = pick(n, waiting);
    await enter(++next, tagsOf(held[place] ?? 0));
    held[place] = ++next;
    await enter(next, tagsOf(next));
  }
  const rate = perSecondOf(pairs, started);
  await queue.close();
  if (found !== pairs) throw new Error(`${found} pairs of ${pairs} were found`);
  return rate;
}

/** Time stands still: after some seconds all who wait would meet anyone. */
const inMemory: Open = async (onFound) => new MemoryQueue({ clock: new FakeClock(), node: 'one', onFound });

function inRedis(url: string, onFound: (found: Found) => void): Promise<MeetQueue> {
  const log = createLogger('silent');
  return makeRedisQueue(url, {
    clock: new StillClock(),
    log,
    node: 'one',
    onFound,
    onNodes: () => undefined,
  });
}

/** As inMemory has it; its tasks, one for each who waits, are never due. */
class StillClock extends FakeClock {
  override after(): () => void {
    return () => undefined;
  }
}

/** Looks at everybody who waits, and takes whoever shares most. */
function scanRate({ waiting, pairs }: Load): number {
  const all = Array.from({ length: waiting }, (_, n) => ({ tags: tagsOf(n) }));
  let next = waiting;
  const started = performance.now();
  for (let n = 0; n < pairs; n++) {
    const wanted = new Set(all[pick(n, waiting)]?.tags);
    let [best, most] = [-1, 0];
    for (const [index, { tags }] of all.entries()) {
      let shared = 0;
      for (const tag of tags) if (wanted.has(tag)) shared += 1;
      if (shared > most) [best, most] = [index, shared];
    }
    if (best < 0) throw new Error('the scan found nobody');
    all[best] = { tags: tagsOf(++next) };
  }
  return perSecondOf(pairs, started);
}

/** A set for each tag, as one would do it by hand: SINTER, then two out and another in. */
async function sinterRate(url: string, { waiting, pairs }: Load): Promise<number> {
  const client = createRedisClient(url);
  client.on('error', () => undefined);
  await client.connect();
  const add = (n: number) => Promise.all(tagsOf(n).map((tag) => client.sAdd(tag, `${n}`)));
  const held = Array.from({ length: waiting }, (_, n) => n);
  for (const n of held) await add(n);
  let next = waiting;
  const started = performance.now();
  for (let n = 0; n < pairs; n++) {
    const place = pick(n, waiting);
    const tags = tagsOf(held[place] ?? 0);
    const [found] = await client.sInter(tags);
    if (found === undefined) throw new Error('SINTER found nobody');
    held[place] = ++next;
    await Promise.all([...tags.map((tag) => client.sRem(tag, found)), add(next)]);
  }
  const rate = perSecondOf(pairs, started);
  await client.flushAll();
  client.destroy();
  return rate;
}

function perSecondOf(count: number, started: number): number {
  return (count * 1_000) / (performance.now() - started);
}

/** Two pages of each of some people, one waiting: from Start at the other until both are told of the meeting. */
async function measureMatch(stage: Stage): Promise<Figure> {
  const { people, rounds } = SIZES[stage.size];
  const parley = await startParley(
    stage.postgres,
    { groups: 1, people, sessions: 1 },
    { MEET_PATH: 'direct' },
  );
  try {
    const [times, trips]: [number[], number[]] = [[], []];
    for (const [index, person] of (parley.groups[0] ?? []).entries()) {
      const client = bearerOf(parley, person);
      await client.api.meet.stateAge.mutate();
      const [one, other] = [await connectSocket(client), await connectSocket(client)];
      for (let round = 0; round < rounds; round++) {
        trips.push(await timeOf(() => one.request({ t: 'call.ice' })));
        await start(one, `tag ${index}`);
        times.push(await timeOf(() => Promise.all([start(other, `tag ${index}`), met(one), met(other)])));
        await one.request({ t: 'meet.stop' });
        await other.request({ t: 'meet.stop' });
      }
      one.close();
      other.close();
    }
    const took = quantile(times, 0.99);
    const allowed = 2 * median(trips) + MATCH_MS;
    stage.note(
      `${times.length} matches: median ${median(times).toFixed(2)} ms, most ${Math.max(...times).toFixed(2)} ms`,
    );
    return atMost(1, {
      what: 'a match that exists, from Start until both are told, p99',
      parley: took,
      against: allowed,
      unit: milliseconds,
      than: `(two round trips and ${MATCH_MS} ms)`,
    });
  } finally {
    await parley.close();
  }
}

const start = (socket: TestSocket, tag: string) =>
  socket.request({ t: 'meet.start', name: 'Somebody', tags: [tag] });
const met = (socket: TestSocket) => socket.next('meet.changed', ({ state }) => state.state === 'meeting');

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

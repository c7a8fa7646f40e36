import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { makeTestRedis, type TestRedis } from '../../test/harness/redis.ts';
import { FakeClock } from '../clock.ts';
import { createLogger } from '../log.ts';
import { createRedisClient } from '../realtime/redis-client.ts';
import { describeQueue, type QueueStage, seeker } from './queue-contract.ts';
import { makeRedisQueue } from './redis-queue.ts';

const log = createLogger('silent');
let redis: TestRedis;
beforeAll(async () => {
  redis = await makeTestRedis();
});
afterAll(() => redis.close());

interface RedisStage extends QueueStage {
  readonly alive: Set<string>[];
}

async function makeStage(): Promise<RedisStage> {
  const [clock, found, alive]: [FakeClock, QueueStage['found'], Set<string>[]] = [new FakeClock(), [], []];
  const open = (node: string) =>
    makeRedisQueue(redis.url, {
      clock,
      log,
      node,
      onFound(pair) {
        found.push(pair);
        // Whoever finds tells the other's process.
        for (const [index, seat] of pair.seats.entries())
          if (pair.nodes[index] !== node) queues.find((queue) => queue.has(seat))?.leave(seat);
      },
      onNodes: (nodes) => void alive.push(new Set(nodes)),
    });
  const queues = [await open('first'), await open('second')] as const;
  return { queues, found, clock, alive };
}

async function connectBare() {
  const bare = createRedisClient(redis.url);
  bare.on('error', () => undefined);
  await bare.connect();
  return bare;
}

describe('the queue in Redis', () => {
  describeQueue(makeStage);

  test('who waits in a process that died is met by nobody, and its death is told', async () => {
    const { queues, found, alive } = await makeStage();
    const bare = await connectBare();
    await queues[0].enter(seeker('alice'));
    expect(alive.at(-1)).toEqual(new Set(['first', 'second']));
    // What its lease does in time.
    await bare.del('{parley:meet}:alive:first');
    await queues[1].enter(seeker('bob'));
    expect(found).toEqual([]);
    await bare.set('{parley:meet}:alive:first', '1');
    await queues[1].enter(seeker('carol'));
    expect(found[0]?.seats).toEqual(['seat of bob', 'seat of carol']);
    await bare.del('{parley:meet}:alive:first');
    await queues[1].close();
    expect(await bare.sMembers('{parley:meet}:nodes')).toEqual(['first']);
    await queues[0].close();
    expect(await bare.keys('{parley:meet}:*')).toEqual([]);
    bare.destroy();
  });

  test('what Redis forgot is told again by those who wait', async () => {
    const { queues, found, clock } = await makeStage();
    const bare = await connectBare();
    await queues[0].enter(seeker('alice', ['jazz']));
    await bare.flushAll();
    clock.advance(5_000);
    await queues[0].keepApart('nobody', 'no one');
    clock.advance(2_000);
    await queues[0].keepApart('nobody', 'no one');
    await queues[1].enter(seeker('bob', ['jazz']));
    expect(found[0]).toMatchObject({ seats: ['seat of alice', 'seat of bob'], waited: [7_000, 0] });
    for (const queue of queues) await queue.close();
    bare.destroy();
  });

  test('while Redis is away nobody waits in vain: who enters is told', async () => {
    const { queues } = await makeStage();
    await redis.kill();
    await expect(queues[0].enter(seeker('alice'))).rejects.toMatchObject({ code: 'unavailable' });
    for (const queue of queues) await queue.close();
    expect(queues[0].has('seat of alice')).toBe(false);
    await redis.start();
  });
});

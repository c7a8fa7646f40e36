import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { makeTestRedis, type TestRedis } from '../../test/harness/redis.ts';
import { createLogger } from '../log.ts';
import { describeBus, listen } from './bus-contract.ts';
import { makeRedisBus } from './redis-bus.ts';

const log = createLogger('silent');
let redis: TestRedis;
beforeAll(async () => {
  redis = await makeTestRedis();
});
afterAll(() => redis.close());

describe('the bus over Redis', () => {
  describeBus(async () => [await makeRedisBus(redis.url, log), await makeRedisBus(redis.url, log)]);

  test('a Redis that is not there stops the start', async () => {
    expect(makeRedisBus('redis://127.0.0.1:1', log)).rejects.toThrow('Redis cannot be reached.');
  });

  test('after Redis died and came back all processes hear each other again, and were told of the gap', async () => {
    const [alices, bobs] = [await makeRedisBus(redis.url, log), await makeRedisBus(redis.url, log)];
    const gaps = [gapOf(alices), gapOf(bobs)];
    const heard = listen(bobs, 'news');
    await redis.kill();
    expect(bobs.ping()).rejects.toThrow('Redis is away.');
    await redis.start();
    await Promise.all(gaps);
    await Promise.all([eventually(() => alices.ping()), eventually(() => bobs.ping())]);
    alices.publish('news', 'back');
    expect((await heard.until(1)).at(-1)).toBe('back');
    await Promise.all([alices.close(), bobs.close()]);
  });

  test('while Redis is away a process still hears itself', async () => {
    const bus = await makeRedisBus(redis.url, log);
    const heard = listen(bus, 'news');
    await redis.kill();
    bus.publish('news', 'alone');
    expect(await heard.until(1)).toEqual(['alone']);
    await redis.start();
    await bus.close();
  });
});

function gapOf(bus: { onGap(listener: () => void): () => void }): Promise<void> {
  return new Promise((resolve) => bus.onGap(resolve));
}

async function eventually(attempt: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await attempt();
    } catch {
      await Bun.sleep(20);
    }
  }
}

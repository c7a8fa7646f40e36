import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { makeTestRedis, type TestRedis } from '../../test/harness/redis.ts';
import { FakeClock } from '../clock.ts';
import { createLogger } from '../log.ts';
import { createRedisClient } from '../realtime/redis-client.ts';
import { makeRedisSeats } from './redis-seats.ts';
import { describeSeats, sitter } from './seats-contract.ts';

const log = createLogger('silent');
const ALIVE = '{parley:direct}:alive:';
let redis: TestRedis;
beforeAll(async () => {
  redis = await makeTestRedis();
});
afterAll(() => redis.close());

async function makeStage() {
  const clock = new FakeClock();
  const unsure: string[] = [];
  const open = (node: string) =>
    makeRedisSeats(redis.url, { clock, log, node, onUnsure: () => unsure.push(node) });
  const stage = [await open('first'), await open('second')] as const;
  // Of the first sign of life nothing can be said.
  unsure.length = 0;
  return { stage, clock, unsure };
}

async function connectBare() {
  const bare = createRedisClient(redis.url);
  bare.on('error', () => undefined);
  await bare.connect();
  return bare;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await Bun.sleep(1);
}

describe('seats in Redis', () => {
  describeSeats(async () => (await makeStage()).stage);

  test('a process that died holds no seat, which the others are told; one that stops lets go by itself', async () => {
    const { stage, clock, unsure } = await makeStage();
    const bare = await connectBare();
    const [alice, bob, carol] = [sitter('alice'), sitter('bob'), sitter('carol')];
    await stage[0].enter('den', alice);
    await stage[1].enter('den', bob);
    clock.advance(1_000);
    // What its lease does in time.
    await bare.del(`${ALIVE}second`);
    expect(await stage[0].across('den', alice.seat, alice.connectionId)).toEqual({ across: null });
    expect(await stage[0].enter('den', carol)).toMatchObject({ state: 'seated', across: alice });
    await bare.del(`${ALIVE}second`);
    for (let beats = 0; unsure.length === 0 && beats < 1_000; beats += 1) {
      await bare.del(`${ALIVE}second`);
      clock.advance(1_000);
      await Bun.sleep(1);
    }
    expect(unsure).toContain('first');
    await stage[1].close();
    await stage[0].close();
    expect(await bare.keys('{parley:direct}:*')).toEqual([]);
    bare.destroy();
  });

  test('the name of a room is not in Redis', async () => {
    const { stage } = await makeStage();
    const bare = await connectBare();
    await stage[0].enter('secret-den', sitter('alice'));
    const keys = await bare.keys('{parley:direct}:*');
    expect(keys).toContain('{parley:direct}:nodes');
    expect(keys.filter((key) => key.startsWith('{parley:direct}:room:'))).toHaveLength(1);
    expect(keys.join('\n')).not.toContain('secret-den');
    for (const seats of stage) await seats.close();
    bare.destroy();
  });

  test('while Redis is away nobody is seated, and when it is back the process asks afresh', async () => {
    const { stage, clock, unsure } = await makeStage();
    await redis.kill();
    const entered = await stage[0].enter('den', sitter('alice')).then(
      () => 'ok',
      (error: { code: string }) => error.code,
    );
    expect(entered).toBe('unavailable');
    clock.advance(1_000);
    await Bun.sleep(20);
    await redis.start();
    const beating = setInterval(() => clock.advance(1_000), 20);
    await until(() => unsure.includes('first') && unsure.includes('second'));
    clearInterval(beating);
    expect(await stage[1].remain('den', sitter('bob'))).toEqual({ state: 'seated', across: null });
    for (const seats of stage) await seats.close();
  });
});

import { expect, test } from 'bun:test';
import { makeTestRedis } from '../../test/harness/redis.ts';
import { createLogger } from '../log.ts';
import { makeLimits } from './limits.ts';

test('the eleventh socket within a minute is refused, and told how long to wait', async () => {
  const limits = await makeLimits(null, createLogger('silent'));
  for (let i = 0; i < 10; i++) await limits.take('sockets', 'alice');
  const refusal = await limits.take('sockets', 'alice').catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: 'rate_limited' });
  expect(refusal).toHaveProperty('retryAfterMs');
  await limits.close();
});

test('tiers and keys are counted apart', async () => {
  const limits = await makeLimits(null, createLogger('silent'));
  for (let i = 0; i < 10; i++) await limits.take('sockets', 'alice');
  await limits.take('sockets', 'bob');
  await limits.take('signIn', 'alice');
  await expect(limits.take('sockets', 'alice')).rejects.toMatchObject({ code: 'rate_limited' });
  await limits.close();
  await limits.close();
});

test('over Redis the processes of one Parley count together, and go on alone while it is away', async () => {
  const redis = await makeTestRedis();
  const log = createLogger('silent');
  const [first, second] = [await makeLimits(redis.url, log), await makeLimits(redis.url, log)];
  for (let i = 0; i < 5; i++) {
    await first.take('sockets', 'alice');
    await second.take('sockets', 'alice');
  }
  await expect(first.take('sockets', 'alice')).rejects.toMatchObject({ code: 'rate_limited' });
  await redis.kill();
  for (let i = 0; i < 10; i++) await first.take('sockets', 'bob');
  await expect(first.take('sockets', 'bob')).rejects.toMatchObject({ code: 'rate_limited' });
  await second.take('sockets', 'bob');
  await Promise.all([first.close(), second.close()]);
  await redis.close();
});

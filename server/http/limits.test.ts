import { expect, test } from 'bun:test';
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

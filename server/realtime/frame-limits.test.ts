import { expect, test } from 'bun:test';
import { ParleyError } from '../../protocol/errors.ts';
import type { UpType } from '../../protocol/up.ts';
import { FakeClock } from '../clock.ts';
import { FrameLimits } from './frame-limits.ts';

/** How many of them pass at once. */
function passing(limits: FrameLimits, type: UpType): number {
  for (let count = 0; count < 5_000; count += 1) {
    try {
      limits.take(type);
    } catch (error) {
      expect(error).toBeInstanceOf(ParleyError);
      expect(error).toMatchObject({ code: 'rate_limited', retryAfterMs: expect.any(Number) });
      return count;
    }
  }
  return Number.POSITIVE_INFINITY;
}

test('a socket sends 30 messages in 10 seconds, and starts 10 calls: each of both is a line for everyone', () => {
  const clock = new FakeClock();
  const limits = new FrameLimits(clock);
  expect(passing(limits, 'chat.send')).toBe(30);
  expect(passing(limits, 'call.start')).toBe(10);
  clock.advance(10_000);
  expect(passing(limits, 'chat.send')).toBe(30);
  expect(passing(limits, 'call.start')).toBe(10);
});

test('the signals of a large mesh do not use up what everything else may say', () => {
  const limits = new FrameLimits(new FakeClock());
  expect(passing(limits, 'call.signal')).toBe(1_500);
  expect(passing(limits, 'chat.mark')).toBe(300);
});

import { expect, test } from 'bun:test';
import { FakeClock } from '../clock.ts';
import { TokenBucket } from './bucket.ts';

test('thirty pass at once, the next waits for its share of the period', () => {
  const clock = new FakeClock();
  const bucket = new TokenBucket({ capacity: 30, periodMs: 10_000 }, clock.now());
  const waits = Array.from({ length: 31 }, () => bucket.take(clock.now()));
  expect(waits.slice(0, 30)).toEqual(Array.from({ length: 30 }, () => 0));
  const wait = waits[30] ?? 0;
  expect(wait).toBeGreaterThan(300);
  clock.advance(wait - 2);
  expect(bucket.take(clock.now())).toBeGreaterThan(0);
  clock.advance(wait);
  expect(bucket.take(clock.now())).toBe(0);
});

test('a long silence saves up no more than the capacity', () => {
  const clock = new FakeClock();
  const bucket = new TokenBucket({ capacity: 3, periodMs: 1_000 }, clock.now());
  clock.advance(60_000);
  expect([bucket.take(clock.now()), bucket.take(clock.now()), bucket.take(clock.now())]).toEqual([0, 0, 0]);
  expect(bucket.take(clock.now())).toBeGreaterThan(0);
});

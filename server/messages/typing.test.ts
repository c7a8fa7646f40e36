import { expect, test } from 'bun:test';
import { TYPING_RENEW_MS, TYPING_TTL_MS } from '../../protocol/limits.ts';
import { FakeClock } from '../clock.ts';
import { TypingFilter } from './typing.ts';

test('typing is passed on about as often as clients renew it, and its end once', () => {
  const clock = new FakeClock();
  const filter = new TypingFilter(clock);
  expect(filter.isNews('watercooler', false)).toBe(true);
  expect(filter.isNews('watercooler', false)).toBe(false);
  expect(filter.isNews('alice and bob', false)).toBe(true);
  clock.advance(TYPING_RENEW_MS);
  expect(filter.isNews('watercooler', false)).toBe(true);
  expect(filter.isNews('watercooler', true)).toBe(true);
  expect(filter.isNews('watercooler', true)).toBe(false);
});

test('what has run out is no longer kept: many conversations leave nothing behind', () => {
  const clock = new FakeClock();
  const filter = new TypingFilter(clock);
  for (let n = 0; n < 100; n += 1) filter.isNews(`conversation ${n}`, false);
  expect(filter.size).toBe(100);
  clock.advance(TYPING_TTL_MS + 1);
  expect(filter.isNews('watercooler', false)).toBe(true);
  expect(filter.size).toBe(1);
  expect(filter.isNews('conversation 7', true)).toBe(false);
});

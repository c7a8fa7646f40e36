import { expect, test } from 'bun:test';
import { durationWords, endedWords } from './call-words.ts';

test('durations read as a clock', () => {
  expect([0, 7_000, 750_400, 3_723_000].map(durationWords)).toEqual(['0:00', '0:07', '12:30', '1:02:03']);
});

test('a clock that runs ahead shows no negative time', () => {
  expect(durationWords(-5_000)).toBe('0:00');
});

test('a busy callee is named', () => {
  expect(endedWords('busy', 'Bob')).toContain('Bob');
});

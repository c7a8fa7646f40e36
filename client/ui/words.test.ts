import { expect, test } from 'bun:test';
import { errorCodes, ParleyError } from '../../protocol/errors.ts';
import { wordsFor } from './words.ts';

test('every code has a sentence without the code in it', () => {
  for (const code of errorCodes) {
    const words = wordsFor(new ParleyError(code, 'as the server put it'));
    expect(words).toMatch(/^[A-Z].*\.$/);
    expect(words).not.toContain('_');
    expect(words).not.toContain('as the server put it');
  }
});

test('a place may know better words', () => {
  const taken = new ParleyError('conflict', '');
  expect(wordsFor(taken, { conflict: 'This username is taken.' })).toBe('This username is taken.');
});

test('who came too often hears how long to wait', () => {
  expect(wordsFor(new ParleyError('rate_limited', '', { retryAfterMs: 41_200 }))).toContain('42 seconds');
  expect(wordsFor(new ParleyError('rate_limited', '', { retryAfterMs: 61_000 }))).toContain('2 minutes');
});

test('what is no error of Parley is not shown as it is', () => {
  expect(wordsFor(new TypeError('x is undefined'))).not.toContain('undefined');
});

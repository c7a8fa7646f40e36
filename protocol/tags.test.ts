import { expect, test } from 'bun:test';
import { foldTag, foldTags } from './tags.ts';

test('tags are compared without case, width, hash, control characters and outer spaces', () => {
  expect(foldTag('  #Jazz ')).toBe('jazz');
  expect(foldTag('ＪＡＺＺ')).toBe('jazz');
  expect(foldTag('Board \t Games')).toBe('board games');
  expect(foldTag('ja\u200bzz\u0000')).toBe('jazz');
});

test('each tag stands once, and one of nothing does not stand', () => {
  expect(foldTags(['Jazz', '#jazz', ' ', '#', 'go'])).toEqual(['jazz', 'go']);
});

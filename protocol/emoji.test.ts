import { expect, test } from 'bun:test';
import { toEmoji } from './emoji.ts';

test('one emoji, with all its parts, is one', () => {
  for (const emoji of ['👍', '👍🏽', '👨‍👩‍👧‍👦', '🇩🇪', '1️⃣', '❤️']) expect(toEmoji(emoji)).toBe(emoji);
});

test('the short form of an emoji is its full form', () => {
  expect(toEmoji('❤')).toBe('❤️');
});

test('text, digits, several emoji and nothing are none', () => {
  for (const text of ['ok', '1', '#', '👍👍', '👍 ', ' ', '', ':tada:']) expect(toEmoji(text)).toBeNull();
});

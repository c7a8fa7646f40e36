import { expect, test } from 'bun:test';
import { parseSearch } from './search-text.ts';

const nothing = {
  words: [],
  without: [],
  from: [],
  in: [],
  after: null,
  before: null,
  hasFile: false,
  hasLink: false,
  isPinned: false,
};
const word = (text: string) => ({ text, exact: false });
const phrase = (text: string) => ({ text, exact: true });

test('words, phrases and what is not wanted', () => {
  expect(parseSearch('  Coffee  "at Nine" -decaf -"not now" ')).toEqual({
    ...nothing,
    words: [word('coffee'), phrase('at nine')],
    without: [word('decaf'), phrase('not now')],
  });
  expect(parseSearch('')).toEqual(nothing);
  expect(parseSearch('"" - -""')).toEqual({ ...nothing, words: [word('-')] });
});

test('every operator, in any case and order', () => {
  const text = 'FROM:@Bob in:"Water Cooler" in:#kitchen has:file has:LINK is:pinned tea';
  expect(parseSearch(text)).toEqual({
    ...nothing,
    words: [word('tea')],
    from: ['bob'],
    in: ['water cooler', 'kitchen'],
    hasFile: true,
    hasLink: true,
    isPinned: true,
  });
});

test('days are those of the searcher, and the narrowest holds', () => {
  const midnight = Date.UTC(2026, 4, 4);
  expect(parseSearch('after:2026-05-04')).toMatchObject({ after: midnight, before: null });
  expect(parseSearch('after:2026-05-04', 120).after).toBe(midnight - 120 * 60_000);
  expect(parseSearch('before:2026-05-04 before:2026-06-01').before).toBe(midnight);
  expect(parseSearch('after:2026-05-04 after:2020-01-01').after).toBe(midnight);
});

test('what looks like an operator and is none is a word', () => {
  expect(parseSearch('before:noon after:2026-02-31 https://example.org/a:b has:fun -from:bob')).toEqual({
    ...nothing,
    words: ['before:noon', 'after:2026-02-31', 'https://example.org/a:b', 'has:fun'].map(word),
    without: [word('from:bob')],
  });
});

test('an open quotation mark reaches to the end, and a flood of terms is cut off', () => {
  expect(parseSearch('"still open').words).toEqual([phrase('still open')]);
  expect(parseSearch(Array.from({ length: 500 }, (_, n) => `w${n}`).join(' ')).words.length).toBe(20);
});

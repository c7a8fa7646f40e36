import { expect, test } from 'bun:test';
import { unvoted } from '../../../protocol/poll-rules.ts';
import { chosenAfter, pollLine } from './poll-words.ts';

const NOW = new Date(2026, 4, 4, 12).getTime();
const lunch = { options: ['Soup', 'Salad'], several: false, anonymous: false, closesAt: null };

test('of one choice another takes its place, of several it joins them; pressed again it is taken back', () => {
  expect(chosenAfter([], 1, false)).toEqual([1]);
  expect(chosenAfter([0], 1, false)).toEqual([1]);
  expect(chosenAfter([2], 0, true)).toEqual([0, 2]);
  expect(chosenAfter([0, 2], 2, true)).toEqual([0]);
  expect(chosenAfter([1], 1, false)).toEqual([]);
});

test('a poll says how it is meant and whether it is open', () => {
  expect(pollLine(unvoted(lunch), NOW)).toBe('No votes yet');
  const party = unvoted({ ...lunch, several: true, anonymous: true });
  expect(pollLine({ ...party, voters: 1 }, NOW)).toBe('Several answers · Anonymous · 1 person voted');
  expect(pollLine({ ...unvoted(lunch), voters: 3, closedAt: NOW }, NOW)).toBe('3 people voted · Closed');
  const timed = unvoted({ ...lunch, closesAt: NOW + 60_000 });
  expect(pollLine(timed, NOW)).toContain('Open until');
  expect(pollLine(timed, NOW + 60_000)).toBe('No votes yet · Closed');
});

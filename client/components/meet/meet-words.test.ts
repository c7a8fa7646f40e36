import { expect, test } from 'bun:test';
import type { MeetState } from '../../../protocol/meet.ts';
import { leftWords, lengthWords, statusOf } from './meet-words.ts';

const NOW = 10_000;
const facts = { now: NOW, connected: true, online: true };
const searching = (tags: string[], widensAt = NOW + 1): MeetState => ({
  state: 'searching',
  since: 0,
  tags,
  widensAt,
  past: null,
});

test('a search says for whom, until anyone will do', () => {
  expect(statusOf(searching(['jazz', 'go']), facts)).toBe('Looking for someone who likes #jazz and #go.');
  expect(statusOf(searching(['jazz'], NOW), facts)).toBe('Looking for anyone.');
  expect(statusOf(searching([]), facts)).toBe('Looking for anyone.');
});

test('a search after a meeting says first how that one ended', () => {
  const past = { meetingId: 'm', end: 'next', mine: false } as const;
  expect(statusOf({ ...searching([]), past } as MeetState, facts)).toBe('They went on. Looking for anyone.');
});

test('whoever is offline is told that before anything else', () => {
  expect(statusOf(searching([]), { ...facts, online: false })).toBe('Reconnecting. Your place is held.');
});

test('what is left is told in minutes and seconds, never less than nothing', () => {
  expect(leftWords(249_000)).toBe('4:09');
  expect(leftWords(-5)).toBe('0:00');
});

test('how long a meeting lasts is told in the largest unit that fits', () => {
  expect([300_000, 60_000, 90_000, 10_000].map(lengthWords)).toEqual([
    '5 minutes',
    '1 minute',
    '1:30 minutes',
    '10 seconds',
  ]);
});

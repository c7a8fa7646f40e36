import { describe, expect, test } from 'bun:test';
import {
  daysAgo,
  duration,
  fileSize,
  lastSeenLine,
  listTime,
  namesLine,
  timeOf,
  untilTime,
} from './format.ts';

const NOON = new Date(2026, 4, 4, 12).getTime();
const HOUR = 3_600_000;

describe('numbers in words', () => {
  test('sizes have at most three digits', () => {
    expect([0, 999, 1000, 9_949, 999_499, 999_500, 62_914_560].map(fileSize)).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '9.9 kB',
      '999 kB',
      '1.0 MB',
      '63 MB',
    ]);
  });

  test('durations say what matters', () => {
    expect([4_000, 60_000, 12 * 60_000, HOUR, 1.5 * HOUR].map(duration)).toEqual([
      '4 s',
      '1 min',
      '12 min',
      '1 h',
      '1 h 30 min',
    ]);
  });

  test('names are listed up to two', () => {
    expect(namesLine(['Alice'])).toBe('Alice');
    expect(namesLine(['Alice', 'Bob'])).toBe('Alice and Bob');
    expect(namesLine(['Alice', 'Bob', 'Carol'])).toBe('Alice, Bob and 1 other');
  });
});

describe('times in words', () => {
  test('days are counted as the calendar does', () => {
    expect(daysAgo(NOON - 11 * HOUR, NOON)).toBe(0);
    expect(daysAgo(NOON - 13 * HOUR, NOON)).toBe(1);
    expect(listTime(NOON - 13 * HOUR, NOON)).toBe('Yesterday');
  });

  test('last seen goes from moments to days', () => {
    expect(lastSeenLine(null, NOON)).toBe('Offline');
    expect(lastSeenLine(NOON + 20_000, NOON)).toBe('Last seen just now');
    expect(lastSeenLine(NOON - 5 * 60_000, NOON)).toBe('Last seen 5 min ago');
    expect(lastSeenLine(NOON - 20 * HOUR, NOON)).toStartWith('Last seen yesterday at ');
  });
});

test('a moment to come has its day where that is not today', () => {
  expect(untilTime(NOON + HOUR, NOON)).toBe(timeOf(NOON + HOUR));
  expect(untilTime(NOON + 20 * HOUR, NOON)).toMatch(/^\p{L}+\.?, /u);
  expect(untilTime(NOON + 24 * 20 * HOUR, NOON)).toMatch(/24/);
});

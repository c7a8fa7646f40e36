import { expect, test } from 'bun:test';
import { isQuiet, levelOf, noteTitle } from './notify.ts';
import { DEFAULT_SETTINGS } from './notify.ts';
import { FOREVER } from './limits.ts';
import type { Level, QuietHours } from './settings.ts';

const NOW = Date.UTC(2026, 0, 7, 12);
const place = (kind: 'direct' | 'group', level: Level | null = null, mutedUntil: number | null = null) => ({
  kind,
  settings: { level, mutedUntil },
});

test('a direct conversation notifies of all, a group as the person chose for groups, either by its own level first', () => {
  const mine = { ...DEFAULT_SETTINGS, groupLevel: 'mentions' } as const;
  expect(levelOf(place('direct'), mine, NOW)).toBe('all');
  expect(levelOf(place('group'), mine, NOW)).toBe('mentions');
  expect(levelOf(place('group', 'all'), mine, NOW)).toBe('all');
  expect(levelOf(place('direct', 'nothing'), mine, NOW)).toBe('nothing');
});

test('a muted conversation notifies of nothing until its time has come', () => {
  expect(levelOf(place('direct', 'all', NOW + 1), DEFAULT_SETTINGS, NOW)).toBe('nothing');
  expect(levelOf(place('direct', 'all', NOW), DEFAULT_SETTINGS, NOW)).toBe('all');
  expect(levelOf(place('group', null, FOREVER), DEFAULT_SETTINGS, NOW)).toBe('nothing');
});

test('do not disturb holds until its time', () => {
  expect(isQuiet(DEFAULT_SETTINGS, NOW)).toBe(false);
  expect(isQuiet({ ...DEFAULT_SETTINGS, quietUntil: NOW + 1 }, NOW)).toBe(true);
  expect(isQuiet({ ...DEFAULT_SETTINGS, quietUntil: NOW }, NOW)).toBe(false);
});

/** 2026-01-07 is a Wednesday. */
const at = (day: number, hour: number, minute = 0) => Date.UTC(2026, 0, day, hour, minute);
const quiet = (hours: Partial<QuietHours>) => (now: number) =>
  isQuiet(
    {
      ...DEFAULT_SETTINGS,
      quietHours: { days: [3], from: 22 * 60, to: 7 * 60, timeZone: 'UTC', ...hours },
    },
    now,
  );

test('quiet hours over midnight belong to the day on which they begin', () => {
  const isNight = quiet({});
  expect([at(7, 21, 59), at(7, 22), at(8, 6, 59), at(8, 7)].map(isNight)).toEqual([false, true, true, false]);
  expect(isNight(at(7, 3))).toBe(false);
  expect(isNight(at(8, 22))).toBe(false);
});

test('quiet hours within a day, and around the clock', () => {
  const isLunch = quiet({ from: 12 * 60, to: 13 * 60 });
  expect([at(7, 11, 59), at(7, 12), at(7, 13)].map(isLunch)).toEqual([false, true, false]);
  const isDayOff = quiet({ from: 0, to: 0 });
  expect([at(6, 23), at(7, 0), at(7, 23, 59), at(8, 0)].map(isDayOff)).toEqual([false, true, true, false]);
});

test('quiet hours go by the clock of the person, summer and winter', () => {
  const isNight = quiet({ days: [0, 1, 2, 3, 4, 5, 6], timeZone: 'Europe/Berlin' });
  expect(isNight(Date.UTC(2026, 0, 7, 21))).toBe(true);
  expect(isNight(Date.UTC(2026, 0, 7, 20, 59))).toBe(false);
  expect(isNight(Date.UTC(2026, 6, 7, 20))).toBe(true);
});

test('a note names who wrote, and where: in which group, and whether it is in a thread', () => {
  const titles = [null, 'Watercooler'].flatMap((group) =>
    [false, true].map((isReply) => noteTitle('Alice', { group, isReply })),
  );
  const direct = ['Alice', 'Alice in a thread'];
  expect(titles).toEqual([...direct, 'Alice in Watercooler', 'Alice in a thread of Watercooler']);
});

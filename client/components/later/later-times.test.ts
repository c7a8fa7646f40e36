import { afterEach, expect, test } from 'bun:test';
import { fromLocalField, toLocalField } from '../../ui/local-time.ts';
import { laterTimes } from './later-times.ts';

const before = process.env.TZ;
afterEach(() => {
  process.env.TZ = before ?? 'UTC';
});

const inZone = (zone: string, iso: string) => {
  process.env.TZ = zone;
  return Object.fromEntries(
    laterTimes(Date.parse(iso)).map(({ label, at }) => [label, new Date(at).toISOString()]),
  );
};

test('mornings are those of the device’s time zone', () => {
  // A Wednesday, late in the evening in Auckland and early in Los Angeles.
  const now = '2026-05-06T11:30:00Z';
  expect(inZone('Pacific/Auckland', now)).toEqual({
    'In an hour': '2026-05-06T12:30:00.000Z',
    Tomorrow: '2026-05-06T21:00:00.000Z',
    Monday: '2026-05-10T21:00:00.000Z',
  });
  expect(inZone('America/Los_Angeles', now)).toMatchObject({
    Tomorrow: '2026-05-07T16:00:00.000Z',
    Monday: '2026-05-11T16:00:00.000Z',
  });
});

test('nine in the morning stays nine when the clocks change in the night, and an hour stays an hour', () => {
  // Berlin: from 2 to 3 on 29 March 2026, from 3 to 2 on 25 October 2026.
  expect(inZone('Europe/Berlin', '2026-03-28T12:00:00Z')).toMatchObject({
    Tomorrow: '2026-03-29T07:00:00.000Z',
    Monday: '2026-03-30T07:00:00.000Z',
  });
  expect(inZone('Europe/Berlin', '2026-03-29T00:30:00Z')).toMatchObject({
    'In an hour': '2026-03-29T01:30:00.000Z',
  });
  expect(inZone('Europe/Berlin', '2026-10-24T12:00:00Z')).toMatchObject({
    Tomorrow: '2026-10-25T08:00:00.000Z',
  });
});

test('on a Sunday tomorrow is Monday, and on a Monday the next one is meant', () => {
  expect(Object.keys(inZone('UTC', '2026-05-10T10:00:00Z'))).toEqual(['In an hour', 'Tomorrow']);
  expect(inZone('UTC', '2026-05-11T10:00:00Z')).toMatchObject({ Monday: '2026-05-18T09:00:00.000Z' });
});

test('a field holds the local time, and one that the clocks skip becomes the one after it', () => {
  process.env.TZ = 'Europe/Berlin';
  const at = Date.parse('2026-10-25T08:05:00Z');
  expect(toLocalField(at)).toBe('2026-10-25T09:05');
  expect(fromLocalField('2026-10-25T09:05')).toBe(at);
  expect(toLocalField(fromLocalField('2026-03-29T02:30') ?? 0)).toBe('2026-03-29T03:30');
  expect(fromLocalField('')).toBeNull();
  expect(fromLocalField('2026-13-01T00:00')).toBeNull();
});

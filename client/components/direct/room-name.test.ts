import { expect, test } from 'bun:test';
import { newRoomName, roomOf, roomPath } from './room-name.ts';

test('makes names of rooms that cannot be guessed, and addresses of any name', () => {
  const names = new Set(Array.from({ length: 100 }, () => newRoomName()));
  expect(names.size).toBe(100);
  for (const name of names) expect(name).toMatch(/^[a-z2-9]{26}$/);
  expect(roomPath('Teestube-ß')).toBe('/direct/Teestube-%C3%9F');
  expect(roomOf('Teestube-%C3%9F')).toBe('Teestube-ß');
  expect(roomOf('%20den')).toBe('den');
  expect(roomOf('%')).toBe('%');
});

import { expect, test } from 'bun:test';
import type { FileLine } from '../../direct/room-book.ts';
import { fileWords, refusalWords, statusWords } from './direct-words.ts';

const peer = { seat: 's', userId: 'u', name: 'Bob', reachable: true };

test('says where the two stand, whatever that is', () => {
  expect(statusWords({ state: 'alone' })).toContain('alone');
  expect(statusWords({ state: 'refused', why: 'room_full' })).toBe('This room is full.');
  expect(statusWords({ state: 'connecting', peer })).toBe('Connecting to Bob.');
  expect(statusWords({ state: 'away', peer })).toContain('waits in this browser');
  expect(statusWords({ state: 'open', peer, code: null, path: 'relay' })).toContain('over a relay');
  expect(refusalWords('room_full')).toContain('third');
});

test('says what becomes of a file', () => {
  const file: FileLine = {
    ...{ kind: 'file', id: 'f', mine: false, name: 'film.mp4', size: 2_000_000, type: '', at: 0 },
    ...{ state: 'moving', moved: 500_000, with: 'u' },
  };
  expect(fileWords(file)).toBe('500 kB of 2.0 MB');
  expect(fileWords({ ...file, state: 'there' })).toBe('2.0 MB, checked');
  expect(fileWords({ ...file, state: 'broken' })).toContain('did not arrive as it was sent');
});

import { expect, test } from 'bun:test';
import { bodyOf, titleOf } from './payload.ts';

const kinds = { isMissedCall: false, isPoll: false, isVoice: false, isReply: false };
const written = { ...kinds, text: '', fileCount: 0, sender: 'Alice' };

test('a push shows the first 120 characters on one line, whole as people see them', () => {
  const thumb = '👍🏽';
  expect(bodyOf({ ...written, text: ' one\n\ntwo\tthree ' }, true)).toBe('one two three');
  expect(bodyOf({ ...written, text: 'x'.repeat(120) }, true)).toBe('x'.repeat(120));
  expect(bodyOf({ ...written, text: 'x'.repeat(121) }, true)).toBe(`${'x'.repeat(119)}…`);
  expect(bodyOf({ ...written, text: thumb.repeat(200) }, true)).toBe(`${thumb.repeat(119)}…`);
  const heap = `a${'\u0301'.repeat(2_000)}`;
  expect(bodyOf({ ...written, text: `one ${heap}` }, true)).toBe('one …');
});

test('without the choice to show text nothing of it is sent, nor how many files there are', () => {
  expect(bodyOf({ ...written, text: 'a secret' }, false)).toBe('New message');
  expect(bodyOf({ ...written, fileCount: 3 }, false)).toBe('New message');
  expect(bodyOf({ ...written, isMissedCall: true }, false)).toBe('Missed call');
});

test('a poll is told by its question, a voice message by what it is', () => {
  expect(bodyOf({ ...written, isPoll: true, text: 'Lunch?' }, true)).toBe('Poll: Lunch?');
  expect(bodyOf({ ...written, isVoice: true, fileCount: 1 }, true)).toBe('Voice message');
  expect(bodyOf({ ...written, isVoice: true, fileCount: 1, text: 'listen' }, true)).toBe('listen');
  for (const one of [
    { isPoll: true, text: 'Lunch?' },
    { isVoice: true, fileCount: 1 },
  ])
    expect(bodyOf({ ...written, ...one }, false)).toBe('New message');
});

test('files without words are counted, and a group is named beside the sender', () => {
  expect([1, 3].map((fileCount) => bodyOf({ ...written, fileCount }, true))).toEqual(['A file', '3 files']);
  expect([titleOf(written, null), titleOf(written, 'Watercooler')]).toEqual([
    'Alice',
    'Alice in Watercooler',
  ]);
  expect(titleOf(written, 'W'.repeat(200))).toHaveLength(80);
});

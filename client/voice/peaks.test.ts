import { expect, test } from 'bun:test';
import { VOICE_PEAKS } from '../../protocol/limits.ts';
import { peaksOf } from './peaks.ts';

test('a waveform has one length, however long or short the recording was', () => {
  for (const length of [0, 1, 63, 64, 65, 10_000])
    expect(peaksOf(Array.from({ length }, () => 0.5))).toHaveLength(VOICE_PEAKS);
});

test('the loudest part of each stretch is drawn, against the loudest of all', () => {
  const levels = Array.from({ length: VOICE_PEAKS * 4 }, (_, at) => (at === 2 ? 0.8 : 0.4));
  expect(peaksOf(levels).slice(0, 3)).toEqual([100, 50, 50]);
});

test('silence stays silence, and a breath is not a shout', () => {
  expect(new Set(peaksOf([0, 0, 0]))).toEqual(new Set([0]));
  expect(Math.max(...peaksOf([0.01, 0.005]))).toBe(20);
});

import { expect, test } from 'bun:test';
import { DIALECTS, textOf } from './dialect.ts';

test('the number that a text begins with is heard as it was written', () => {
  for (const seq of [0, 7, 999, 1_000, 12_345, 1_234_567]) {
    const frame = Buffer.from(`{"t":"chat.changed","change":{"text":"${textOf(seq, 80)}"}}`);
    expect(DIALECTS.parley.hear(frame, 0, frame.length)).toEqual({ kind: 'message', seq });
  }
});

test('texts of one length are made of words that stood in others before', () => {
  const texts = Array.from({ length: 3_000 }, (_, n) => textOf(10_000_000 + n, 80));
  expect(new Set(texts.map(({ length }) => length))).toEqual(new Set([80]));
  expect(new Set(texts.flatMap((text) => text.split(/[^a-z0-9]+/))).size).toBeLessThan(1_100);
});

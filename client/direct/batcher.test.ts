import { expect, test } from 'bun:test';
import { BATCH_BYTES, Batcher } from './batcher.ts';

const numbers = (length: number, from: number) =>
  new Uint8Array(length).map((_, index) => (from + index) % 251);

test('what comes in parts of any size goes in whole batches, in order, and the rest at the end', () => {
  const total = 5 * BATCH_BYTES + 17;
  const all = numbers(total, 0);
  for (const step of [64 * 1024, BATCH_BYTES, 3 * BATCH_BYTES, 99_999]) {
    const handed: Uint8Array[] = [];
    const batcher = new Batcher((batch) => handed.push(batch));
    for (let at = 0; at < total; at += step) batcher.add(all.slice(at, at + step));
    expect(handed.map(({ length }) => length)).toEqual(Array.from({ length: 5 }, () => BATCH_BYTES));
    batcher.flush();
    batcher.flush();
    expect(handed.length).toBe(6);
    expect(Buffer.compare(Buffer.concat(handed), all)).toBe(0);
  }
});

test('memory that came back is used again, and none that is still out', () => {
  const handed: ArrayBuffer[] = [];
  const batcher = new Batcher(({ buffer }) => handed.push(buffer));
  batcher.add(numbers(3 * BATCH_BYTES, 0));
  const [first, second, third] = handed;
  if (!first || !second || !third) throw new Error('three were full');
  expect(new Set(handed).size).toBe(3);
  batcher.giveBack(second);
  batcher.add(numbers(2 * BATCH_BYTES, 0));
  expect(handed[3]).toBe(second);
  expect([first, third]).not.toContain(handed[4]);
});

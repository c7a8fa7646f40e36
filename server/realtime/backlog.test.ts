import { expect, test } from 'bun:test';
import { Backlog } from './backlog.ts';

const KIB = 1024;
const reader = (waitingKib: number, allowance = 0) => {
  const state = { waitingKib };
  return { state, allowance, waiting: () => state.waitingKib * KIB };
};

test('readers are looked at again when half a MiB was published', () => {
  const backlog = new Backlog();
  const frame = 'x'.repeat(256 * KIB);
  expect([backlog.published(frame), backlog.published(frame), backlog.published(frame)]).toEqual([
    false,
    true,
    true,
  ]);
  backlog.look([]);
  expect(backlog.published(frame)).toBe(false);
});

test('a reader with more than 1 MiB waiting is too slow, its welcome not counted', () => {
  const [quick, slow, welcomed] = [reader(1000), reader(1025), reader(1025, 2 * KIB * KIB)];
  expect(new Backlog<ReturnType<typeof reader>>().look([quick, slow, welcomed])).toEqual([slow]);
});

test('a reader is congested from 256 KiB on until it has caught up', () => {
  const backlog = new Backlog<ReturnType<typeof reader>>();
  const [alice, bob] = [reader(300), reader(200)];
  backlog.look([alice, bob]);
  expect([backlog.isCongested(alice), backlog.isCongested(bob), backlog.isAnyCongested]).toEqual([
    true,
    false,
    true,
  ]);
  alice.state.waitingKib = 10;
  backlog.look([alice, bob]);
  expect(backlog.isAnyCongested).toBe(false);
  bob.state.waitingKib = 900;
  backlog.look([alice, bob]);
  backlog.caughtUp(bob);
  expect(backlog.isAnyCongested).toBe(false);
});

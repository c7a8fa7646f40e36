import { expect, test } from 'bun:test';
import type { FakeClock } from '../clock.ts';
import type { SeatKey, Seeker } from './matchmaker.ts';
import type { Found, MeetQueue } from './queue.ts';
import { WIDEN_AFTER_MS } from './seat.ts';

export interface QueueStage {
  /** Joined, each that of one process; no two need to be different. */
  readonly queues: readonly [MeetQueue, MeetQueue];
  /** Pairs that were told, by whichever process. */
  readonly found: Found[];
  readonly clock: FakeClock;
}

/** What every queue promises. */
export function describeQueue(make: () => Promise<QueueStage>): void {
  const on = (body: (hall: Hall) => Promise<void>) => async () => {
    const stage = await make();
    try {
      await body(new Hall(stage));
    } finally {
      for (const queue of new Set(stage.queues)) await queue.close();
    }
  };
  describeFits(on);
  describeTurns(on);
  describeCare(on);
}

type On = (body: (hall: Hall) => Promise<void>) => () => Promise<void>;

export const seeker = (id: string, tags: string[] = [], avoids: [string, number][] = []): Seeker => ({
  seat: `seat of ${id}`,
  person: id,
  tags,
  avoids,
});

class Hall {
  readonly stage: QueueStage;

  constructor(stage: QueueStage) {
    this.stage = stage;
  }

  get now(): number {
    return this.stage.clock.now();
  }

  /** Those who met, by name, each pair and all of them in order. */
  async met(): Promise<string[]> {
    // What was asked before is answered before.
    for (const queue of this.stage.queues) await queue.keepApart('nobody', 'no one');
    return this.stage.found.map((pair) => pair.seats.map(nameOf).toSorted().join(' ')).toSorted();
  }

  async pass(ms: number): Promise<string[]> {
    this.stage.clock.advance(ms);
    return this.met();
  }
}

const nameOf = (seat: SeatKey) => seat.replace('seat of ', '');

function describeFits(on: On): void {
  test(
    'two without tags meet at once, told to one process with where each waits and how long',
    on(async ({ stage: { queues, found, clock } }) => {
      await queues[0].enter(seeker('alice'));
      expect([queues[0].has('seat of alice'), queues[0].size]).toEqual([true, 1]);
      clock.advance(700);
      await queues[1].enter(seeker('bob'));
      expect(found).toHaveLength(1);
      expect(found[0]).toMatchObject({
        seats: ['seat of alice', 'seat of bob'],
        shared: [],
        waited: [700, 0],
      });
      expect(queues[1].size).toBe(0);
    }),
  );

  test(
    'the one who shares most is chosen, and of what is shared all is told',
    on(async ({ stage: { queues, found } }) => {
      await queues[0].enter(seeker('alice', ['jazz']));
      await queues[1].enter(seeker('bob', ['go', 'chess']));
      await queues[0].enter(seeker('carol', ['jazz', 'go', 'chess']));
      expect(found[0]?.seats).toEqual(['seat of bob', 'seat of carol']);
      expect(found[0]?.shared).toEqual(['go', 'chess']);
    }),
  );

  test(
    'with tags that nobody shares one meets anyone after the wait, not before',
    on(async (hall) => {
      const { queues, clock } = hall.stage;
      await queues[0].enter(seeker('alice', ['jazz']));
      clock.advance(1_000);
      await queues[1].enter(seeker('bob', ['go']));
      expect(await hall.pass(WIDEN_AFTER_MS - 1_000)).toEqual([]);
      expect(await hall.pass(999)).toEqual([]);
      expect(await hall.pass(1)).toEqual(['alice bob']);
      await queues[0].enter(seeker('carol', ['jazz']));
      await hall.pass(WIDEN_AFTER_MS);
      await queues[1].enter(seeker('dave'));
      expect(await hall.met()).toEqual(['alice bob', 'carol dave']);
    }),
  );
}

function describeTurns(on: On): void {
  test(
    'who left is met by nobody, and who waits already waits once',
    on(async (hall) => {
      const [first, second] = hall.stage.queues;
      await first.enter(seeker('alice'));
      await first.enter(seeker('alice'));
      first.leave('seat of alice');
      expect(first.has('seat of alice')).toBe(false);
      expect(await hall.met()).toEqual([]);
      await second.enter(seeker('bob'));
      expect(await hall.met()).toEqual([]);
      expect(second.has('seat of bob')).toBe(true);
    }),
  );

  test(
    'two pages of one person meet',
    on(async ({ stage: { queues, found } }) => {
      const page = (seat: string) => ({ ...seeker('alice'), seat });
      await queues[0].enter(page('first'));
      await queues[1].enter(page('second'));
      expect(found[0]?.seats).toEqual(['first', 'second']);
    }),
  );
}

function describeCare(on: On): void {
  test(
    'a block keeps two apart whichever of them tells of it, and others meet both',
    on(async (hall) => {
      const [first, second] = hall.stage.queues;
      await first.enter(seeker('alice', ['jazz'], [['bob', Infinity]]));
      await second.enter(seeker('bob', ['jazz']));
      await second.enter(seeker('carol', [], [['bob', Infinity]]));
      expect(await hall.pass(10 * WIDEN_AFTER_MS)).toEqual(['alice carol']);
      await first.enter(seeker('dave', ['jazz']));
      expect(await hall.met()).toEqual(['alice carol', 'bob dave']);
    }),
  );

  test(
    'a block while both wait counts from that moment',
    on(async (hall) => {
      const [first, second] = hall.stage.queues;
      await first.enter(seeker('alice', ['jazz']));
      await second.enter(seeker('bob', ['go']));
      await second.keepApart('bob', 'alice');
      expect(await hall.pass(10 * WIDEN_AFTER_MS)).toEqual([]);
    }),
  );

  test(
    'two who met lately meet again when the time has passed and nobody else came',
    on(async (hall) => {
      const [first, second] = hall.stage.queues;
      const until = hall.now + 12_345;
      await first.enter(seeker('alice', [], [['bob', until]]));
      await second.enter(seeker('bob', [], [['alice', until]]));
      expect(await hall.pass(12_344)).toEqual([]);
      expect(await hall.pass(1)).toEqual(['alice bob']);
    }),
  );

  test(
    'a storm: many enter and leave at once, everywhere, and nobody is in two pairs',
    on(async (hall) => {
      const { queues, found } = hall.stage;
      const people = Array.from({ length: 300 }, (_, index) => seeker(`p${index}`, [`t${index % 7}`]));
      const left = new Set<SeatKey>();
      await Promise.all(
        people.map(async (one, index) => {
          const queue = queues[index % 2 === 0 ? 0 : 1];
          await queue.enter(one);
          if (index % 5 !== 0 || !queue.has(one.seat)) return;
          queue.leave(one.seat);
          left.add(one.seat);
        }),
      );
      await hall.pass(2 * WIDEN_AFTER_MS);
      const met = found.flatMap(({ seats }) => seats);
      expect(new Set(met).size).toBe(met.length);
      // At most one is left over, and whoever left just as they were found.
      expect(met.length).toBeGreaterThanOrEqual(people.length - left.size - 1);
    }),
  );
}

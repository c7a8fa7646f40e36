import { expect, test } from 'bun:test';
import { type Entered, MAX_ROOMS, type Seats, type Sitter } from './seats.ts';

/** Joined, each that of one process; no two need to be different. */
export type SeatStage = readonly [Seats, Seats];

export const sitter = (userId: string, seat = `seat-of-${userId}`): Sitter => ({
  seat,
  userId,
  connectionId: `socket of ${userId}`,
});
const seated = (across: Sitter | null, isAway = false): Entered => ({
  state: 'seated',
  across: across && { ...across, isAway },
});
const [alice, bob, carol] = [sitter('alice'), sitter('bob'), sitter('carol')];

/** What all seats promise. */
export function describeSeats(make: () => Promise<SeatStage>): void {
  const on = (body: (stage: SeatStage) => Promise<void>) => async () => {
    const stage = await make();
    try {
      await body(stage);
    } finally {
      for (const seats of new Set(stage)) await seats.close();
    }
  };

  describeTaking(on);
  describeLeaving(on);
}

type On = (body: (stage: SeatStage) => Promise<void>) => () => Promise<void>;

function describeTaking(on: On): void {
  test(
    'two sit in a room wherever they came in, each knows of the other, and the third is refused',
    on(async ([one, other]) => {
      expect(await one.enter('den', alice)).toEqual(seated(null));
      expect(await other.enter('den', bob)).toEqual(seated(alice));
      expect(await one.across('den', alice.seat, alice.connectionId)).toMatchObject({ across: bob });
      expect(await one.enter('den', carol)).toEqual({ state: 'full' });
      expect(await other.enter('den', { ...carol, seat: bob.seat })).toEqual({ state: 'full' });
      expect(await one.enter('hall', carol)).toEqual(seated(null));
    }),
  );

  test(
    'of two who want the last seat at once one gets it',
    on(async ([one, other]) => {
      await one.enter('den', alice);
      const entered = await Promise.all([one.enter('den', bob), other.enter('den', carol)]);
      expect(entered.map(({ state }) => state).toSorted()).toEqual(['full', 'seated']);
    }),
  );

  test(
    'a seat whose socket is gone is kept, taken again by its page anywhere, and free when its time is over',
    on(async ([one, other]) => {
      await one.enter('den', alice);
      await other.enter('den', bob);
      expect(await other.lose('den', bob.seat, 'another socket')).toBeNull();
      expect(await other.lose('den', bob.seat, bob.connectionId)).toMatchObject({ across: alice });
      expect(await one.across('den', alice.seat, alice.connectionId)).toEqual({
        across: { ...bob, isAway: true },
      });
      expect(await one.enter('den', carol)).toEqual({ state: 'full' });
      const back = { ...bob, connectionId: 'a new socket of bob' };
      expect(await one.enter('den', back)).toEqual(seated(alice));
      expect(await other.expire('den', bob.seat, bob.connectionId)).toBeNull();
      expect(await one.expire('den', bob.seat, back.connectionId)).toBeNull();
      await one.lose('den', bob.seat, back.connectionId);
      expect(await one.expire('den', bob.seat, back.connectionId)).toMatchObject({ across: alice });
      expect(await one.enter('den', carol)).toEqual(seated(alice));
    }),
  );

  test(
    'a seat that a page left behind gives way to its own person alone',
    on(async ([one, other]) => {
      await one.enter('den', alice);
      await other.enter('den', bob);
      await other.lose('den', bob.seat, bob.connectionId);
      const anew = sitter('bob', 'seat-anew');
      expect(await one.enter('den', anew)).toEqual(seated(alice));
      expect(await one.across('den', alice.seat, alice.connectionId)).toMatchObject({ across: anew });
      expect(await other.enter('den', sitter('bob', 'one-more'))).toEqual({ state: 'full' });
    }),
  );
}

function describeLeaving(on: On): void {
  test(
    'leaving frees the seat, and only whoever sits there can',
    on(async ([one, other]) => {
      await one.enter('den', alice);
      await other.enter('den', bob);
      expect(await one.leave('den', bob.seat, alice.connectionId)).toBeNull();
      expect(await one.across('den', bob.seat, alice.connectionId)).toBeNull();
      expect(await one.leave('den', bob.seat, bob.connectionId)).toMatchObject({ across: alice });
      expect(await one.leave('den', alice.seat, alice.connectionId)).toEqual({ across: null });
      expect(await other.enter('den', carol)).toEqual(seated(null));
    }),
  );

  test(
    'who remains keeps the seat, or gets it again, and takes it from no newer page of their own',
    on(async ([one, other]) => {
      await one.enter('den', alice);
      expect(await one.remain('den', alice)).toEqual(seated(null));
      expect(await other.remain('den', bob)).toEqual(seated(alice));
      await other.enter('den', { ...alice, connectionId: 'a new socket of alice' });
      expect(await one.remain('den', alice)).toEqual({ state: 'full' });
    }),
  );

  test(
    'one person sits in so many rooms at most, over all processes',
    on(async (stage) => {
      for (let room = 0; room < MAX_ROOMS; room += 1)
        await stage[room % 2]?.enter(`room-${room}`, sitter('alice', `seat-${room}`));
      expect(await stage[0].enter('one-more', alice)).toEqual({ state: 'many' });
      await stage[1].leave('room-0', 'seat-0', alice.connectionId);
      expect(await stage[0].enter('one-more', alice)).toEqual(seated(null));
    }),
  );
}

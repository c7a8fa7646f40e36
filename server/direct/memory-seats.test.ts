import { describe, expect, test } from 'bun:test';
import { MemorySeats } from './memory-seats.ts';
import { describeSeats, sitter } from './seats-contract.ts';

describe('seats in memory', () => {
  describeSeats(async () => {
    const seats = new MemorySeats();
    return [seats, seats];
  });

  test('of a room that everybody left nothing stays', async () => {
    const seats = new MemorySeats();
    const alice = sitter('alice');
    await seats.enter('den', alice);
    expect(seats.size).toBe(1);
    await seats.leave('den', alice.seat, alice.connectionId);
    expect(seats.size).toBe(0);
  });
});

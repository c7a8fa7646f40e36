import type { UserId } from '../../protocol/ids.ts';
import type { Pair, SeatKey, Seeker } from './matchmaker.ts';

/** Two who fit, out of the queue. */
export interface Found extends Pair {
  /** The processes that the seats are in, in the order of `seats`. */
  readonly nodes: readonly [string, string];
}

/**
 * Who waits for a stranger, in all processes of one Parley. A pair is made as soon as it can be, and told to one process
 * alone, which one of the two waited in. Implementations: memory-queue.ts, redis-queue.ts; both pass queue-contract.ts.
 */
export interface MeetQueue {
  /** Of the seats that entered here: those that neither left nor, as far as is known here, met. */
  readonly size: number;
  has(seat: SeatKey): boolean;
  /** Who waits already is not moved. Rejects with `unavailable` where the queue is away: then nobody waits. */
  enter(seeker: Seeker): Promise<void>;
  leave(seat: SeatKey): void;
  /** These two never meet from now on, not even if both wait. */
  keepApart(a: UserId, b: UserId): Promise<void>;
  close(): Promise<void>;
}

export interface QueueEvents {
  readonly onFound: (found: Found) => void;
}

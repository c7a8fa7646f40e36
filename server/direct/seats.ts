import type { UserId } from '../../protocol/ids.ts';

/** Who takes a seat in a room, and over which socket of which process. */
export interface Sitter {
  readonly seat: string;
  readonly userId: UserId;
  readonly connectionId: string;
}

export interface SeatCard extends Sitter {
  /** Its socket is gone, and the seat is kept for a while. */
  readonly isAway: boolean;
}

/** `many`: this person sits in as many rooms as one may. */
export type Entered =
  | { readonly state: 'seated'; readonly across: SeatCard | null }
  | { readonly state: 'full' }
  | { readonly state: 'many' };
/** Who sits across; null: the seat is not held over that connection, and nothing was done. */
export type Across = { readonly across: SeatCard | null } | null;

export const SEATS = 2;
/** Rooms that one person sits in at a time, over all their pages. */
export const MAX_ROOMS = 20;

/**
 * The seats of all rooms off the record, in all processes of one Parley; each step is one for everybody. Nothing of them
 * is written down. Implementations: memory-seats.ts, redis-seats.ts; both pass seats-contract.ts. Every method rejects
 * with `unavailable` where the seats are away.
 */
export interface Seats {
  /** One's own from before, one that an earlier page of the same person left behind, or a free one. */
  enter(room: string, sitter: Sitter): Promise<Entered>;
  /** As `enter`, but nothing is taken back from a page of the same seat that came in over another connection. */
  remain(room: string, sitter: Sitter): Promise<Entered>;
  leave(room: string, seat: string, connectionId: string): Promise<Across>;
  /** Its socket is gone. */
  lose(room: string, seat: string, connectionId: string): Promise<Across>;
  /** Frees the seat unless it was taken again since this connection was lost. */
  expire(room: string, seat: string, connectionId: string): Promise<Across>;
  across(room: string, seat: string, connectionId: string): Promise<Across>;
  close(): Promise<void>;
}

import type { UserId } from '../../protocol/ids.ts';
import {
  type Across,
  type Entered,
  MAX_ROOMS,
  type SeatCard,
  SEATS,
  type Seats,
  type Sitter,
} from './seats.ts';

/** The seats of a Parley that is one process. */
export class MemorySeats implements Seats {
  readonly #rooms = new Map<string, readonly SeatCard[]>();
  readonly #roomsOf = new Map<UserId, number>();

  get size(): number {
    return this.#rooms.size;
  }

  async enter(room: string, sitter: Sitter): Promise<Entered> {
    const seats = this.#rooms.get(room) ?? [];
    const own = seats.find(({ seat }) => seat === sitter.seat);
    if (own && own.userId !== sitter.userId) return { state: 'full' };
    const left = own ?? seats.find(({ userId, isAway }) => userId === sitter.userId && isAway);
    if (!left && seats.length === SEATS) return { state: 'full' };
    if (!left && (this.#roomsOf.get(sitter.userId) ?? 0) >= MAX_ROOMS) return { state: 'many' };
    const across = seats.find((other) => other !== left) ?? null;
    this.#set(room, [...(across ? [across] : []), { ...sitter, isAway: false }]);
    if (!left) this.#count(sitter.userId, 1);
    return { state: 'seated', across };
  }

  async remain(room: string, sitter: Sitter): Promise<Entered> {
    const own = this.#rooms.get(room)?.find(({ seat }) => seat === sitter.seat);
    if (own && own.connectionId !== sitter.connectionId) return { state: 'full' };
    return this.enter(room, sitter);
  }

  async leave(room: string, seat: string, connectionId: string): Promise<Across> {
    const found = this.#find(room, seat, connectionId);
    return found && this.#remove(room, found.own);
  }

  async lose(room: string, seat: string, connectionId: string): Promise<Across> {
    const found = this.#find(room, seat, connectionId);
    if (!found) return null;
    const { own, across } = found;
    this.#set(room, [...(across ? [across] : []), { ...own, isAway: true }]);
    return { across };
  }

  async expire(room: string, seat: string, connectionId: string): Promise<Across> {
    const found = this.#find(room, seat, connectionId);
    return found?.own.isAway ? this.#remove(room, found.own) : null;
  }

  async across(room: string, seat: string, connectionId: string): Promise<Across> {
    const found = this.#find(room, seat, connectionId);
    return found && { across: found.across };
  }

  async close(): Promise<void> {
    this.#rooms.clear();
    this.#roomsOf.clear();
  }

  #find(room: string, seat: string, connectionId: string) {
    const seats = this.#rooms.get(room) ?? [];
    const own = seats.find((one) => one.seat === seat && one.connectionId === connectionId);
    return own ? { own, across: seats.find((one) => one !== own) ?? null } : null;
  }

  #remove(room: string, own: SeatCard): Across {
    const rest = (this.#rooms.get(room) ?? []).filter((one) => one !== own);
    this.#set(room, rest);
    this.#count(own.userId, -1);
    return { across: rest[0] ?? null };
  }

  #set(room: string, seats: readonly SeatCard[]): void {
    if (seats.length === 0) this.#rooms.delete(room);
    else this.#rooms.set(room, seats);
  }

  #count(userId: UserId, by: number): void {
    const rooms = (this.#roomsOf.get(userId) ?? 0) + by;
    if (rooms > 0) this.#roomsOf.set(userId, rooms);
    else this.#roomsOf.delete(userId);
  }
}

import type { DirectPeer, DirectReplies } from '../../protocol/direct.ts';
import { forbidden, notFound, ParleyError, rateLimited, unavailable } from '../../protocol/errors.ts';
import { DIRECT_LEASE_MS } from '../../protocol/limits.ts';
import type { UserId } from '../../protocol/ids.ts';
import type { UpOf } from '../../protocol/up.ts';
import type { IceServer } from '../../protocol/call.ts';
import type { Clock } from '../clock.ts';
import type { Connection } from '../realtime/device.ts';

const SEATS = 2;
/** Rooms that one person sits in at a time, over all their pages. */
const MAX_ROOMS = 20;
const FULL_RETRY_MS = 5_000;

export interface DirectRoomsParts {
  readonly clock: Clock;
  readonly iceServers: (userId: UserId) => IceServer[];
  readonly nameOf: (userId: UserId) => Promise<string>;
}

interface Seat {
  readonly id: string;
  readonly userId: UserId;
  readonly name: string;
  /** null: its socket is gone, and the seat is kept for a while. */
  connection: Connection | null;
  cancelLease: () => void;
}

/** Rooms of this process, each with one or two seats. They are nowhere else, and nothing of them is written down. */
export class DirectRooms {
  readonly #parts: DirectRoomsParts;
  readonly #rooms = new Map<string, Seat[]>();
  readonly #roomsOf = new Map<UserId, number>();
  readonly #watched = new WeakSet<Connection>();
  #closed = false;

  constructor(parts: DirectRoomsParts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#rooms.size;
  }

  async enter(
    connection: Connection,
    { room, seat: id }: UpOf<'direct.enter'>,
  ): Promise<DirectReplies['direct.enter']> {
    const name = await this.#parts.nameOf(connection.userId);
    if (this.#closed) throw unavailable('The server is stopping.');
    const seat = this.#seatFor(room, { id, userId: connection.userId, name });
    this.#attach(seat, connection);
    this.#tellOther(room, seat);
    const other = this.#across(room, seat);
    return { peer: other ? peerOf(other) : null, iceServers: this.#parts.iceServers(connection.userId) };
  }

  leave(connection: Connection, { room, seat: id }: UpOf<'direct.leave'>): void {
    const seat = this.#find(room, id);
    if (seat?.connection === connection) this.#remove(room, seat);
  }

  signal(connection: Connection, { room, seat: id, to, signal }: UpOf<'direct.signal'>): void {
    const seat = this.#find(room, id);
    if (seat?.connection !== connection) throw forbidden('This is not your place.');
    const other = this.#across(room, seat);
    if (other?.id !== to) throw notFound('Who sat there');
    other.connection?.send({ t: 'direct.signal', room, from: seat.id, signal });
  }

  close(): void {
    this.#closed = true;
    for (const seats of this.#rooms.values()) for (const seat of seats) seat.cancelLease();
    this.#rooms.clear();
    this.#roomsOf.clear();
  }

  /** One's own from before, one that an earlier page of the same person left behind, or a free one. */
  #seatFor(room: string, wanted: Pick<Seat, 'id' | 'userId' | 'name'>): Seat {
    const own = this.#find(room, wanted.id);
    if (own?.userId === wanted.userId) return own;
    const seats = this.#rooms.get(room) ?? [];
    const left = seats.find(({ userId, connection }) => userId === wanted.userId && connection === null);
    if (own || (seats.length === SEATS && !left)) throw roomFull();
    if (left) this.#remove(room, left);
    else if ((this.#roomsOf.get(wanted.userId) ?? 0) >= MAX_ROOMS) throw rateLimited(FULL_RETRY_MS);
    const seat: Seat = { ...wanted, connection: null, cancelLease: () => undefined };
    this.#rooms.set(room, [...(this.#rooms.get(room) ?? []), seat]);
    this.#count(wanted.userId, 1);
    return seat;
  }

  #attach(seat: Seat, connection: Connection): void {
    seat.cancelLease();
    seat.connection = connection;
    if (this.#watched.has(connection)) return;
    this.#watched.add(connection);
    connection.onClose(() => this.#lost(connection));
  }

  #lost(connection: Connection): void {
    if (this.#closed) return;
    for (const [room, seats] of this.#rooms) {
      for (const seat of seats) {
        if (seat.connection !== connection) continue;
        seat.connection = null;
        seat.cancelLease = this.#parts.clock.after(DIRECT_LEASE_MS, () => this.#remove(room, seat));
        this.#tellOther(room, seat);
      }
    }
  }

  #remove(room: string, seat: Seat): void {
    seat.cancelLease();
    const seats = this.#rooms.get(room) ?? [];
    if (!seats.includes(seat)) return;
    const rest = seats.filter((other) => other !== seat);
    if (rest.length === 0) this.#rooms.delete(room);
    else this.#rooms.set(room, rest);
    this.#count(seat.userId, -1);
    for (const { connection } of rest) connection?.send({ t: 'direct.peer', room, peer: null });
  }

  #count(userId: UserId, by: number): void {
    const rooms = (this.#roomsOf.get(userId) ?? 0) + by;
    if (rooms > 0) this.#roomsOf.set(userId, rooms);
    else this.#roomsOf.delete(userId);
  }

  #find(room: string, id: string): Seat | undefined {
    return this.#rooms.get(room)?.find((seat) => seat.id === id);
  }

  #across(room: string, seat: Seat): Seat | undefined {
    return this.#rooms.get(room)?.find((other) => other !== seat);
  }

  #tellOther(room: string, seat: Seat): void {
    this.#across(room, seat)?.connection?.send({ t: 'direct.peer', room, peer: peerOf(seat) });
  }
}

function peerOf({ id, userId, name, connection }: Seat): DirectPeer {
  return { seat: id, userId, name, reachable: connection !== null };
}

const roomFull = () => new ParleyError('room_full', 'Two others are in this room.');

import { notFound } from '../../protocol/errors.ts';
import { MEET_LEASE_MS } from '../../protocol/limits.ts';
import { seatOf } from '../calls/call-event.ts';
import type { Clock } from '../clock.ts';
import type { Connection } from '../realtime/device.ts';
import { Seat, type SeatCard } from './seat.ts';

export interface SeatBookParts {
  readonly clock: Clock;
  /** Its socket is gone. */
  readonly onAway: (seat: Seat) => void;
  /** It did not come back. */
  readonly onLost: (seat: Seat) => void;
}

/** The seats of this process, and the leases of those whose socket is gone. */
export class SeatBook {
  readonly #parts: SeatBookParts;
  readonly #seats = new Map<string, Seat>();
  readonly #connections = new WeakSet<Connection>();
  #closed = false;

  constructor(parts: SeatBookParts) {
    this.#parts = parts;
  }

  get all(): Seat[] {
    return [...this.#seats.values()];
  }

  find(key: string): Seat | undefined {
    return this.#seats.get(key);
  }

  /** The seat of this connection, which is its socket from now on. */
  of(connection: Connection): Seat {
    const seat = this.#seats.get(seatOf(connection));
    if (!seat) throw notFound('Your place in Meet');
    this.#attach(seat, connection);
    return seat;
  }

  sit(connection: Connection, { name, isMember }: { name: string; isMember: boolean }): Seat {
    const key = seatOf(connection);
    const { userId } = connection;
    const seat = this.#seats.get(key) ?? new Seat({ key, userId, isMember, name, connection });
    seat.name = name;
    this.#seats.set(key, seat);
    this.#attach(seat, connection);
    return seat;
  }

  /** One that comes from another process, or back from it. */
  admit(connection: Connection, { name, isMember, ...rest }: SeatCard): Seat {
    const key = seatOf(connection);
    const seat = new Seat({ key, userId: connection.userId, isMember, name, connection });
    Object.assign(seat, rest);
    this.find(key)?.cancelLease();
    this.#seats.set(key, seat);
    this.#attach(seat, connection);
    return seat;
  }

  remove(seat: Seat): void {
    seat.cancelLease();
    seat.connection = null;
    if (this.find(seat.key) === seat) this.#seats.delete(seat.key);
  }

  close(): void {
    this.#closed = true;
    for (const seat of this.#seats.values()) seat.cancelLease();
  }

  #attach(seat: Seat, connection: Connection): void {
    // It may have closed while the database was asked, and its page may be back by another one.
    if (!connection.isOpen) return this.#left(connection);
    seat.cancelLease();
    seat.connection = connection;
    seat.sessionId = connection.sessionId;
    if (this.#connections.has(connection)) return;
    this.#connections.add(connection);
    connection.onClose(() => this.#left(connection));
  }

  #left(connection: Connection): void {
    const seat = this.find(seatOf(connection));
    if (seat?.connection !== connection || this.#closed) return;
    seat.connection = null;
    seat.cancelLease = this.#parts.clock.after(MEET_LEASE_MS, () => this.#parts.onLost(seat));
    this.#parts.onAway(seat);
  }
}

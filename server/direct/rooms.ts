import type { IceServer } from '../../protocol/call.ts';
import type { DirectPeer, DirectReplies } from '../../protocol/direct.ts';
import type { DownEvent } from '../../protocol/down.ts';
import { forbidden, notFound, ParleyError, rateLimited, unavailable } from '../../protocol/errors.ts';
import type { UserId } from '../../protocol/ids.ts';
import { DIRECT_LEASE_MS } from '../../protocol/limits.ts';
import type { UpOf } from '../../protocol/up.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { Connection } from '../realtime/device.ts';
import type { Across, SeatCard, Seats } from './seats.ts';

const FULL_RETRY_MS = 5_000;
/** What could not be told while the seats were away is tried again. */
const TRY_AGAIN_MS = 1_000;

export interface DirectRoomsParts {
  readonly seats: Seats;
  readonly clock: Clock;
  readonly log: Logger;
  readonly iceServers: (userId: UserId) => IceServer[];
  readonly nameOf: (userId: UserId) => Promise<string>;
  /** To a socket of another process. */
  readonly toConnection: (connectionId: string, event: DownEvent) => void;
}

/** A seat whose socket is in this process. */
interface Held {
  readonly room: string;
  readonly seat: string;
  readonly connection: Connection;
}

/**
 * Rooms off the record, of one or two seats each. Who sits where is in `seats`, for all processes; each process has the
 * sockets that came to it, and tells whoever sits across, wherever that is. Nothing of a room is written down.
 */
export class DirectRooms {
  readonly #parts: DirectRoomsParts;
  readonly #held = new Map<string, Held>();
  readonly #watched = new WeakSet<Connection>();
  readonly #timers = new Set<() => void>();
  #closing: Promise<void> | null = null;

  constructor(parts: DirectRoomsParts) {
    this.#parts = parts;
  }

  async enter(
    connection: Connection,
    { room, seat }: UpOf<'direct.enter'>,
  ): Promise<DirectReplies['direct.enter']> {
    const { seats, nameOf, iceServers } = this.#parts;
    const { userId } = connection;
    const name = await nameOf(userId);
    if (this.#closing) throw unavailable('The server is stopping.');
    const entered = await seats.enter(room, { seat, userId, connectionId: connection.id });
    if (entered.state === 'full') throw new ParleyError('room_full', 'Two others are in this room.');
    if (entered.state === 'many') throw rateLimited(FULL_RETRY_MS);
    this.#hold({ room, seat, connection });
    const { across } = entered;
    if (across) this.#tellPeer(room, across, { seat, userId, name, reachable: true });
    return { peer: across && (await this.#peerOf(across)), iceServers: iceServers(userId) };
  }

  async leave(connection: Connection, { room, seat }: UpOf<'direct.leave'>): Promise<void> {
    const held = this.#held.get(placeOf(room, seat));
    if (held?.connection === connection) this.#held.delete(placeOf(room, seat));
    await this.#free(room, () => this.#parts.seats.leave(room, seat, connection.id));
  }

  async signal(connection: Connection, { room, seat, to, signal }: UpOf<'direct.signal'>): Promise<void> {
    const found = await this.#parts.seats.across(room, seat, connection.id);
    if (!found) throw forbidden('This is not your place.');
    if (found.across?.seat !== to) throw notFound('Who sat there');
    this.#tell(room, found.across, { t: 'direct.signal', room, from: seat, signal });
  }

  /** A process died, or the seats were away: everybody here is told afresh who sits across. */
  async tellAfresh(): Promise<void> {
    for (const held of [...this.#held.values()])
      await this.#remain(held).catch((error: unknown) =>
        this.#parts.log.debug({ err: error }, 'direct: a seat could not be taken again'),
      );
  }

  close(): Promise<void> {
    this.#closing ??= (async () => {
      for (const cancel of this.#timers) cancel();
      this.#timers.clear();
      this.#held.clear();
      await this.#parts.seats.close();
    })();
    return this.#closing;
  }

  #hold(held: Held): void {
    const { connection } = held;
    this.#held.set(placeOf(held.room, held.seat), held);
    // It may have closed while the seats were asked.
    if (!connection.isOpen) return this.#lost(connection);
    if (this.#watched.has(connection)) return;
    this.#watched.add(connection);
    connection.onClose(() => this.#lost(connection));
  }

  #lost(connection: Connection): void {
    if (this.#closing) return;
    for (const held of [...this.#held.values()]) if (held.connection === connection) void this.#lose(held);
  }

  async #lose({ room, seat, connection }: Held): Promise<void> {
    const { seats, nameOf } = this.#parts;
    const { id, userId } = connection;
    this.#held.delete(placeOf(room, seat));
    const lost = await this.#insist(() => seats.lose(room, seat, id));
    if (!lost || this.#closing) return;
    this.#after(DIRECT_LEASE_MS, () => void this.#free(room, () => seats.expire(room, seat, id)));
    if (lost.across)
      this.#tellPeer(room, lost.across, { seat, userId, name: await nameOf(userId), reachable: false });
  }

  async #free(room: string, free: () => Promise<Across>): Promise<void> {
    const freed = await this.#insist(free);
    if (freed?.across) this.#tellPeer(room, freed.across, null);
  }

  async #remain({ room, seat, connection }: Held): Promise<void> {
    const { id, userId } = connection;
    const entered = await this.#parts.seats.remain(room, { seat, userId, connectionId: id });
    // Its page came in elsewhere, or others did while nobody knew of it.
    if (entered.state !== 'seated') return void this.#held.delete(placeOf(room, seat));
    const { across } = entered;
    connection.send({ t: 'direct.peer', room, peer: across && (await this.#peerOf(across)) });
  }

  async #peerOf({ seat, userId, isAway }: SeatCard): Promise<DirectPeer> {
    return { seat, userId, name: await this.#parts.nameOf(userId), reachable: !isAway };
  }

  #tellPeer(room: string, to: SeatCard, peer: DirectPeer | null): void {
    this.#tell(room, to, { t: 'direct.peer', room, peer });
  }

  #tell(room: string, { seat, connectionId, isAway }: SeatCard, event: DownEvent): void {
    if (isAway) return;
    const held = this.#held.get(placeOf(room, seat));
    if (held?.connection.id === connectionId) held.connection.send(event);
    else this.#parts.toConnection(connectionId, event);
  }

  /** null: this process stopped before it could be done. */
  async #insist(change: () => Promise<Across>): Promise<Across> {
    while (!this.#closing) {
      try {
        return await change();
      } catch {
        await new Promise<void>((resolve) => this.#after(TRY_AGAIN_MS, resolve));
      }
    }
    return null;
  }

  #after(ms: number, act: () => void): void {
    const cancel = this.#parts.clock.after(ms, () => {
      this.#timers.delete(cancel);
      act();
    });
    this.#timers.add(cancel);
  }
}

/** Neither of the two has a space in it. */
const placeOf = (room: string, seat: string) => `${room} ${seat}`;

import type { Db } from '../../db/client.ts';
import type { UserId } from '../../protocol/ids.ts';
import type { Presence, PresenceState } from '../../protocol/presence.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { Attendance, type Present } from './attendance.ts';
import type { Bus } from './bus.ts';
import { createLastSeenStore, type LastSeenStore } from '../users/last-seen.ts';
import { makePeers, type Peers } from './presence-peers.ts';

/** At most two frames of differences a second. */
const FRAME_GAP_MS = 500;
/** A page that is loaded again is not seen to leave. */
const LEAVE_GRACE_MS = 3_000;
const PERSIST_EVERY_MS = 3 * 60_000;

interface Parts {
  readonly bus: Bus;
  readonly lastSeen: LastSeenStore;
  readonly clock: Clock;
  readonly log: Logger;
  /** Tells the sockets of this process; every process does so for its own. */
  readonly tell: (people: Presence[]) => void;
}

export function makePresenceBook(parts: Omit<Parts, 'lastSeen'> & { readonly db: Db }): PresenceBook {
  return new PresenceBook({ ...parts, lastSeen: createLastSeenStore(parts.db) });
}

/** Who is online, away or offline, over all processes, and when who was last seen. */
export class PresenceBook {
  readonly #parts: Parts;
  readonly #attendance = new Attendance();
  readonly #peers: Peers;
  /** What was told last of everyone who is not offline. */
  readonly #told = new Map<UserId, Present>();
  readonly #changed = new Set<UserId>();
  readonly #leaving = new Map<string, () => void>();
  /** Went offline and is not yet written. */
  readonly #unwritten = new Map<UserId, number>();
  #toldAt = 0;
  #stopTelling: (() => void) | null = null;
  #stopPersisting: () => void;
  #closed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#peers = makePeers({
      ...parts,
      attendance: this.#attendance,
      touched: (users) => this.#touch(users),
    });
    this.#stopPersisting = this.#persistLater();
  }

  stateOf(userId: UserId): PresenceState {
    return this.#attendance.stateOf(userId);
  }

  /** Everyone who is online or away. */
  online(): UserId[] {
    return [...this.#attendance.present()];
  }

  /** Some of them, where they are many. */
  someOnline(limit: number): UserId[] {
    return [...this.#attendance.some(limit)];
  }

  /** In the order that was asked for. */
  async read(userIds: readonly UserId[]): Promise<Presence[]> {
    const offline = userIds.filter((userId) => this.stateOf(userId) === 'offline');
    const stored = await this.#parts.lastSeen.read(offline);
    return userIds.map((userId) => {
      const state = this.stateOf(userId);
      if (state !== 'offline') return { userId, state, lastSeen: null };
      return { userId, state, lastSeen: this.#unwritten.get(userId) ?? stored.get(userId) ?? null };
    });
  }

  /** A device of this process is there, or changed its state. */
  set(userId: UserId, connectionId: string, state: Present): void {
    this.#attendance.setHere(userId, connectionId, state);
    this.#announce(userId);
  }

  /** The device's connection closed. */
  leave(userId: UserId, connectionId: string): void {
    if (this.#closed || !this.#attendance.isHere(userId, connectionId)) return;
    const seenAt = this.#parts.clock.now();
    const stop = this.#parts.clock.after(LEAVE_GRACE_MS, () => {
      this.#leaving.delete(connectionId);
      this.#attendance.removeHere(userId, connectionId);
      if (this.#attendance.stateHere(userId) === undefined) this.#unwritten.set(userId, seenAt);
      this.#announce(userId);
    });
    this.#leaving.set(connectionId, stop);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopPersisting();
    this.#stopTelling?.();
    for (const stop of this.#leaving.values()) stop();
    this.#peers.close();
    await this.#persist();
  }

  #announce(userId: UserId): void {
    this.#peers.announce(userId);
    this.#touch([userId]);
  }

  #touch(userIds: Iterable<UserId>): void {
    for (const userId of userIds) this.#changed.add(userId);
    if (this.#closed || this.#stopTelling || this.#changed.size === 0) return;
    const wait = Math.max(0, this.#toldAt + FRAME_GAP_MS - this.#parts.clock.now());
    this.#stopTelling = this.#parts.clock.after(wait, () => this.#tell());
  }

  #tell(): void {
    this.#stopTelling = null;
    const people: Presence[] = [];
    for (const userId of this.#changed) {
      const state = this.stateOf(userId);
      if (state === (this.#told.get(userId) ?? 'offline')) continue;
      if (state === 'offline') this.#told.delete(userId);
      else this.#told.set(userId, state);
      people.push({ userId, state, lastSeen: state === 'offline' ? this.#lastSeen(userId) : null });
    }
    this.#changed.clear();
    if (people.length === 0) return;
    this.#toldAt = this.#parts.clock.now();
    this.#parts.tell(people);
    if (this.#unwritten.size > 0) void this.#persistDepartures();
  }

  #lastSeen(userId: UserId): number {
    return this.#unwritten.get(userId) ?? this.#parts.clock.now();
  }

  #persistLater(): () => void {
    return this.#parts.clock.after(PERSIST_EVERY_MS, () => {
      this.#stopPersisting = this.#persistLater();
      void this.#persist();
    });
  }

  /** Who is here now counts as seen now: should this process die, little is lost. */
  async #persist(): Promise<void> {
    const now = this.#parts.clock.now();
    for (const [userId] of this.#attendance.here()) this.#unwritten.set(userId, now);
    await this.#persistDepartures();
  }

  async #persistDepartures(): Promise<void> {
    const batch = [...this.#unwritten];
    try {
      await this.#parts.lastSeen.write(batch);
    } catch (error) {
      this.#parts.log.warn({ err: error }, 'last-seen times stay unwritten for now');
      return;
    }
    for (const [userId, seenAt] of batch) {
      if (this.#unwritten.get(userId) === seenAt) this.#unwritten.delete(userId);
    }
  }
}

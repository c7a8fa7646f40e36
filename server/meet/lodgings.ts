import type { LiveCall } from '../../protocol/call.ts';
import { seatOf } from '../calls/call-event.ts';
import type { Clock } from '../clock.ts';
import type { Connection } from '../realtime/device.ts';
import type { SeatCard } from './seat.ts';

/** How often the holders of meetings hear that our sockets are alive. */
const PULSE_MS = 2_000;
/** A claim whose answer got lost is noticed no sooner: the meeting may still be opening. */
const SETTLED_AFTER_MS = 5_000;

/** A seat of a socket of this process, in the process that holds its meeting. */
export interface Lodging {
  readonly home: string;
  readonly connection: Connection;
  readonly card: SeatCard;
  readonly meetingId: string;
}

interface Kept extends Lodging {
  readonly since: number;
}

export interface LodgingParts {
  readonly clock: Clock;
  /** To the home: `[connection, for how long it was silent]`. Answers the connections that it knows nothing of. */
  readonly pulse: (home: string, heard: [string, number][]) => Promise<readonly string[]>;
  readonly closed: (home: string, connectionId: string) => void;
  readonly takeBack: (connection: Connection, card: SeatCard, searches: boolean) => void;
}

/** The seats of this process that are elsewhere for a meeting. */
export class Lodgings {
  readonly #parts: LodgingParts;
  readonly #kept = new Map<string, Kept>();
  #cancelPulse: (() => void) | null = null;

  constructor(parts: LodgingParts) {
    this.#parts = parts;
  }

  of(connection: Pick<Connection, 'id' | 'userId' | 'deviceId'>): Lodging | undefined {
    const kept = this.#kept.get(seatOf(connection));
    return kept?.connection.id === connection.id ? kept : undefined;
  }

  has(seat: string): boolean {
    return this.#kept.has(seat);
  }

  byConnection(connectionId: string): Lodging | undefined {
    return [...this.#kept.values()].find(({ connection }) => connection.id === connectionId);
  }

  add(lodging: Lodging): void {
    const { clock, closed } = this.#parts;
    const { connection, home } = lodging;
    const key = seatOf(connection);
    this.#kept.set(key, { ...lodging, since: clock.now() });
    connection.onClose(() => {
      const kept = this.#kept.get(key);
      if (kept?.connection !== connection) return;
      this.#kept.delete(key);
      closed(home, connection.id);
    });
    this.#cancelPulse ??= this.#pulseLater();
  }

  /** By whoever gives the seat back; null: not by that home. */
  end(seat: string, home: string): Lodging | null {
    const kept = this.#kept.get(seat);
    if (kept?.home !== home) return null;
    this.#kept.delete(seat);
    return kept;
  }

  /** The home is gone, and so is the meeting: whoever was in it searches on. */
  lost(home: string): void {
    for (const kept of [...this.#kept.values()]) if (kept.home === home) this.reclaim(kept);
  }

  /** The home knows nothing of this seat. */
  reclaim(lodging: Lodging): void {
    const { connection, card, meetingId } = lodging;
    const key = seatOf(connection);
    if (this.#kept.get(key) !== lodging) return;
    this.#kept.delete(key);
    const past = { meetingId, end: 'lost', mine: false } as const;
    // Higher than whatever the home told last.
    const revision = Math.max(card.revision, this.#parts.clock.now());
    this.#parts.takeBack(connection, { ...card, past, revision }, true);
  }

  close(): void {
    this.#cancelPulse?.();
    this.#kept.clear();
  }

  #pulseLater(): () => void {
    return this.#parts.clock.after(PULSE_MS, () => {
      this.#cancelPulse = this.#kept.size > 0 ? this.#pulseLater() : null;
      for (const home of new Set([...this.#kept.values()].map((kept) => kept.home))) void this.#pulse(home);
    });
  }

  async #pulse(home: string): Promise<void> {
    const { clock, pulse } = this.#parts;
    const now = clock.now();
    const there = [...this.#kept.values()].filter((kept) => kept.home === home);
    const heard = there.map(({ connection }): [string, number] => [connection.id, now - connection.heardAt]);
    const unknown = await pulse(home, heard).catch((): string[] => []);
    for (const kept of there)
      if (unknown.includes(kept.connection.id) && now - kept.since >= SETTLED_AFTER_MS) this.reclaim(kept);
  }
}

/** What a home tells of a seat whose page came back to another process. */
export interface Whereabouts {
  readonly card: SeatCard;
  readonly calls: LiveCall[];
}

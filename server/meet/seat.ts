import type { DownEvent } from '../../protocol/down.ts';
import type { SessionId, UserId } from '../../protocol/ids.ts';
import type { MeetState, PastMeeting } from '../../protocol/meet.ts';
import type { Connection } from '../realtime/device.ts';
import { FarConnection } from './far-connection.ts';
import type { Meeting } from './meeting.ts';

/** Whoever named tags that nobody shares meets anyone after so long. */
export const WIDEN_AFTER_MS = 5_000;
/** Texts that wait for a page whose socket is gone. */
const MAX_HELD = 200;

export interface Told {
  readonly state: MeetState;
  readonly revision: number;
}

/** What goes along when a seat moves to another process, and back. */
export interface SeatCard {
  readonly name: string;
  readonly isMember: boolean;
  readonly tags: readonly string[];
  readonly past: PastMeeting | null;
  readonly revision: number;
  readonly failures: number;
}

/** What a seat does now; a field exists only in the states that have it. */
export type SeatPhase =
  | { state: 'idle' }
  | { state: 'searching'; since: number; tags: readonly string[] }
  | { state: 'meeting'; meeting: Meeting };

/** One page of one person who meets strangers. */
export class Seat {
  readonly key: string;
  readonly userId: UserId;
  readonly isMember: boolean;
  name: string;
  tags: readonly string[] = [];
  phase: SeatPhase = { state: 'idle' };
  past: PastMeeting | null = null;
  /** Grows with every change of the above: what was begun under an older one is void. */
  revision = 0;
  /** Meetings that could not be opened, one after the other. */
  failures = 0;
  sessionId: SessionId;
  cancelLease: () => void = () => {};
  #connection: Connection | null = null;
  #isLodger = false;
  #held: DownEvent[] = [];

  constructor(who: { key: string; userId: UserId; isMember: boolean; name: string; connection: Connection }) {
    this.key = who.key;
    this.userId = who.userId;
    this.isMember = who.isMember;
    this.name = who.name;
    this.connection = who.connection;
    this.sessionId = who.connection.sessionId;
  }

  /** null: its socket is gone, its lease runs. */
  get connection(): Connection | null {
    return this.#connection;
  }

  set connection(connection: Connection | null) {
    this.#connection = connection;
    if (connection) this.#isLodger = connection instanceof FarConnection;
  }

  /** Its socket, or the last that it had, is in another process, and it is here for one meeting. */
  get isLodger(): boolean {
    return this.#isLodger;
  }

  get meeting(): Meeting | null {
    return this.phase.state === 'meeting' ? this.phase.meeting : null;
  }

  /** The whole of it, as its page is told. */
  get told(): Told {
    const { phase, past, revision } = this;
    switch (phase.state) {
      case 'idle':
        return { state: { state: 'idle', past }, revision };
      case 'searching': {
        const { since, tags } = phase;
        const widensAt = since + WIDEN_AFTER_MS;
        return { state: { state: 'searching', since, tags: [...tags], widensAt, past }, revision };
      }
      case 'meeting': {
        const meeting = phase.meeting.viewFor(phase.meeting.sideOf(this.key) ?? 0);
        return { state: { state: 'meeting', meeting }, revision };
      }
      default:
        return phase satisfies never;
    }
  }

  get card(): SeatCard {
    const { name, isMember, tags, past, revision, failures } = this;
    return { name, isMember, tags, past, revision, failures };
  }

  changed(): void {
    this.revision += 1;
    this.tell({ t: 'meet.changed', ...this.told });
  }

  tell(event: DownEvent): void {
    this.connection?.send(event);
  }

  /** What must not get lost waits for the page to come back. */
  deliver(event: DownEvent): void {
    if (this.connection) this.connection.send(event);
    else this.#held = [...this.#held, event].slice(-MAX_HELD);
  }

  takeHeld(): DownEvent[] {
    return this.#held.splice(0);
  }
}

import type { UserId } from '../../protocol/ids.ts';
import type { PresenceState } from '../../protocol/presence.ts';
import type { Clock } from '../clock.ts';
import type { Attendance, Present } from './attendance.ts';
import type { Bus } from './bus.ts';

const CHANNEL = 'presence';
const BEAT_MS = 5_000;
/** A process that was silent for so long has died, and its people went with it. */
const LEASE_MS = 15_000;

export interface Peers {
  /** Tells the other processes this user's state here. */
  announce(userId: UserId): void;
  close(): void;
}

interface Parts {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly attendance: Attendance;
  readonly touched: (userIds: UserId[]) => void;
}

type Word = { from: string } & (
  | { kind: 'beat' | 'bye' }
  /** A new process, or one that missed something, asks everyone for all. */
  | { kind: 'who' }
  | { kind: 'all'; people: [UserId, Present][] }
  | { kind: 'set'; userId: UserId; state: PresenceState }
);

/** Keeps the attendance of the other processes, each under a lease that its heartbeat renews. */
export function makePeers(parts: Parts): Peers {
  return new OpenPeers(parts);
}

class OpenPeers implements Peers {
  readonly #self = crypto.randomUUID();
  readonly #parts: Parts;
  /** By process: calls off its end. */
  readonly #leases = new Map<string, () => void>();
  readonly #endings: (() => void)[];
  #stopBeat: () => void;

  constructor(parts: Parts) {
    this.#parts = parts;
    const { bus } = parts;
    this.#stopBeat = this.#beatLater();
    this.#endings = [
      bus.subscribe(CHANNEL, (payload) => this.#hear(JSON.parse(payload) as Word)),
      bus.onGap(() => {
        this.#sayAll();
        this.#say({ from: this.#self, kind: 'who' });
      }),
    ];
    this.#say({ from: this.#self, kind: 'who' });
  }

  announce(userId: UserId): void {
    const state = this.#parts.attendance.stateHere(userId) ?? 'offline';
    this.#say({ from: this.#self, kind: 'set', userId, state });
  }

  close(): void {
    this.#stopBeat();
    for (const end of this.#endings.splice(0)) end();
    for (const cancel of this.#leases.values()) cancel();
    this.#leases.clear();
    this.#say({ from: this.#self, kind: 'bye' });
  }

  #hear(word: Word): void {
    const { attendance, touched } = this.#parts;
    if (word.from === this.#self) return;
    if (word.kind === 'bye') return this.#forget(word.from);
    const isNew = !this.#leases.has(word.from);
    this.#renew(word.from);
    if (word.kind === 'who') return this.#sayAll();
    if (word.kind === 'all') return touched(attendance.replaceElsewhere(word.from, word.people));
    if (isNew) this.#say({ from: this.#self, kind: 'who' });
    if (word.kind === 'set') {
      attendance.setElsewhere(word.from, word.userId, word.state);
      touched([word.userId]);
    }
  }

  #renew(process: string): void {
    this.#leases.get(process)?.();
    this.#leases.set(
      process,
      this.#parts.clock.after(LEASE_MS, () => this.#forget(process)),
    );
  }

  #forget(process: string): void {
    this.#leases.get(process)?.();
    this.#leases.delete(process);
    this.#parts.touched(this.#parts.attendance.removeProcess(process));
  }

  #sayAll(): void {
    this.#say({ from: this.#self, kind: 'all', people: this.#parts.attendance.here() });
  }

  #say(word: Word): void {
    this.#parts.bus.publish(CHANNEL, JSON.stringify(word));
  }

  #beatLater(): () => void {
    return this.#parts.clock.after(BEAT_MS, () => {
      this.#say({ from: this.#self, kind: 'beat' });
      this.#stopBeat = this.#beatLater();
    });
  }
}

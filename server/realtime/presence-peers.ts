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
export function makePeers({ bus, clock, attendance, touched }: Parts): Peers {
  const self = crypto.randomUUID();
  const leases = new Map<string, () => void>();
  const say = (word: Word) => bus.publish(CHANNEL, JSON.stringify(word));
  const sayAll = () => say({ from: self, kind: 'all', people: attendance.here() });
  const ask = () => say({ from: self, kind: 'who' });

  function renew(process: string): void {
    leases.get(process)?.();
    leases.set(
      process,
      clock.after(LEASE_MS, () => forget(process)),
    );
  }

  function forget(process: string): void {
    leases.get(process)?.();
    leases.delete(process);
    touched(attendance.removeProcess(process));
  }

  function heard(word: Word): void {
    if (word.from === self) return;
    if (word.kind === 'bye') return forget(word.from);
    const isNew = !leases.has(word.from);
    renew(word.from);
    if (word.kind === 'who') return sayAll();
    if (word.kind === 'all') return touched(attendance.replaceElsewhere(word.from, word.people));
    if (isNew) ask();
    if (word.kind === 'set') {
      attendance.setElsewhere(word.from, word.userId, word.state);
      touched([word.userId]);
    }
  }

  const stop = startBeat();
  const endings = [
    bus.subscribe(CHANNEL, (payload) => heard(JSON.parse(payload) as Word)),
    bus.onGap(() => {
      sayAll();
      ask();
    }),
  ];
  ask();

  function startBeat(): () => void {
    let stopTimer = () => {};
    const beat = () => {
      stopTimer = clock.after(BEAT_MS, () => {
        say({ from: self, kind: 'beat' });
        beat();
      });
    };
    beat();
    return () => stopTimer();
  }

  return {
    announce: (userId) =>
      say({ from: self, kind: 'set', userId, state: attendance.stateHere(userId) ?? 'offline' }),
    close() {
      stop();
      for (const end of endings.splice(0)) end();
      for (const cancel of leases.values()) cancel();
      leases.clear();
      say({ from: self, kind: 'bye' });
    },
  };
}

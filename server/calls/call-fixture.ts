import type { LiveCall, Call as Snapshot, Stream } from '../../protocol/call.ts';
import type { UserId } from '../../protocol/ids.ts';
import type { MediaStatus } from '../../protocol/session.ts';
import { FakeClock } from '../clock.ts';
import { Call } from './call.ts';
import type { CallEvent } from './call-event.ts';
import type { Device } from './roster.ts';

export const ALICE = 'alice';
export const BOB = 'bob';
export const CAROL = 'carol';
export const RING_MS = 45_000;

/** One call of the Watercooler, or of Alice with Bob, with everything that happened in it. */
export class CallFixture {
  readonly clock = new FakeClock();
  readonly events: CallEvent[] = [];
  readonly call: Call;
  sfu: { state: MediaStatus['state']; load: number };
  #ids = 0;

  constructor({
    kind = 'group',
    meshLimit = 2,
    sfu = 'ready',
  }: {
    kind?: 'direct' | 'group';
    meshLimit?: number;
    sfu?: MediaStatus['state'];
  } = {}) {
    this.sfu = { state: sfu, load: 0 };
    this.call = new Call(
      { id: 'call', conversationId: 'watercooler', kind, startedBy: ALICE, video: true, meeting: null },
      {
        ...{ clock: this.clock, meshLimit, ringMs: RING_MS },
        ...{ newId: () => `p${++this.#ids}`, sfu: () => this.sfu },
      },
      (event) => this.events.push(event),
    );
  }

  get now(): Snapshot {
    return this.call.snapshot;
  }

  get live(): LiveCall {
    return this.call.live;
  }

  get snapshots(): Snapshot[] {
    return this.events.flatMap((event) => (event.kind === 'changed' ? [event.call] : []));
  }

  ended(): Extract<CallEvent, { kind: 'ended' }>[] {
    return this.events.filter((event) => event.kind === 'ended');
  }

  start(ring: readonly UserId[] = [BOB, CAROL]): string {
    return this.call.start(device(ALICE), [], ring);
  }

  join(userId: UserId, streams: Stream[] = [], name = 'phone'): string {
    return this.call.join(device(userId, name), streams);
  }

  /** Says ready of the running switch for each of these. */
  ready(...ids: string[]): void {
    for (const id of ids) this.call.ready(id, this.userOf(id), this.epochToCome);
  }

  failed(...ids: string[]): void {
    for (const id of ids) this.call.failed(id, this.userOf(id), this.epochToCome);
  }

  leave(id: string): void {
    this.call.leave(id, this.userOf(id));
  }

  get epochToCome(): number {
    const { switching } = this.live;
    if (!switching) throw new Error('no switch is running');
    return switching.epoch;
  }

  userOf(id: string): UserId {
    const user = this.live.participants.find((participant) => participant.id === id)?.userId;
    if (!user) throw new Error(`${id} is not in the call`);
    return user;
  }

  onSfu(): string[] {
    return this.live.participants.filter(({ onSfu }) => onSfu).map(({ id }) => id);
  }
}

export function device(userId: UserId, name = 'phone'): Device {
  return {
    userId,
    accountId: userId,
    connectionId: `${userId}'s ${name}`,
    sessionId: `${userId}'s session on the ${name}`,
    isOpen: () => true,
    heardAt: () => Number.POSITIVE_INFINITY,
    probe: () => {},
  };
}

/** The code of the `ParleyError` that this throws. */
export function codeOf(task: () => unknown): string {
  try {
    task();
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
  return 'no error';
}

import type { DownEvent } from '../../protocol/down.ts';
import { unavailable } from '../../protocol/errors.ts';
import { FakeClock } from '../clock.ts';
import { createLogger } from '../log.ts';
import type { Connection } from '../realtime/device.ts';
import { FakeSfu } from '../sfu/fake-sfu.ts';
import type { CallBooks, CallHistory } from './books.ts';
import type { EndedCall } from './call-event.ts';
import { Calls } from './calls.ts';

/** Calls of a small office: everyone is in the Watercooler, pairs have direct conversations named by both. */
export class Office {
  readonly clock = new FakeClock();
  readonly sfu = new FakeSfu();
  readonly books = new MemoryBooks();
  /** What went out, and to whom. */
  readonly told: { to: string; event: DownEvent }[] = [];
  readonly calls: Calls;

  constructor() {
    this.calls = new Calls({
      config: {
        media: { port: 40_000, workers: 1, announcedAddresses: [], meshLimit: 2 },
        ringMs: 45_000,
        ice: { stunUrls: ['stun:stun.example.org'], turnUrls: [], turnSecret: null },
      },
      log: createLogger('silent'),
      clock: this.clock,
      books: this.books,
      fanout: {
        toConversation: (to, event) => void this.told.push({ to, event }),
        toConnection: (to, event) => void this.told.push({ to, event }),
      },
      sfu: this.sfu,
    });
  }

  start(person: Person, conversationId: string) {
    return this.calls.start(person, { t: 'call.start', conversationId, video: true, streams: [] });
  }

  join(person: Person, callId: string) {
    return this.calls.join(person, { t: 'call.join', callId, streams: [] });
  }

  /** A call of the Watercooler with these people in it, the first of whom started it. */
  async gather(...people: [Person, ...Person[]]): Promise<{ callId: string; ids: string[] }> {
    const [first, ...others] = people;
    const { call, participantId } = await this.start(first, 'watercooler');
    const ids = [participantId];
    for (const person of others) ids.push((await this.join(person, call.id)).participantId);
    return { callId: call.id, ids };
  }

  toldTo(person: Person): DownEvent[] {
    return this.told.filter(({ to }) => to === person.id).map(({ event }) => event);
  }
}

/** One socket of a person. */
export class Person implements Connection {
  readonly isGuest = false;
  isOpen = true;
  readonly id: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly deviceId: string;
  readonly #listeners: (() => void)[] = [];
  /** As if it spoke all the time, until a test makes it silent. */
  heardAt = Number.POSITIVE_INFINITY;
  probes = 0;

  constructor(userId: string, device = 'phone') {
    this.id = `${userId}'s socket on the ${device}`;
    this.userId = userId;
    this.sessionId = `${userId}'s session on the ${device}`;
    this.deviceId = device;
  }

  send(): void {}

  probe(): void {
    this.probes += 1;
  }

  onClose(listener: () => void): void {
    this.#listeners.push(listener);
  }

  drop(): void {
    this.isOpen = false;
    for (const listener of this.#listeners.splice(0)) listener();
  }
}

export class MemoryBooks implements CallBooks {
  readonly members = new Map<string, { kind: 'direct' | 'group'; members: string[]; isArchived?: boolean }>([
    ['watercooler', { kind: 'group', members: ['alice', 'bob', 'carol'] }],
    ['alice and bob', { kind: 'direct', members: ['alice', 'bob'] }],
    ['carol and bob', { kind: 'direct', members: ['carol', 'bob'] }],
  ]);
  readonly written: ({ opened: string } | ({ ended: EndedCall } & CallHistory))[] = [];
  away = false;
  attempts = 0;

  /** Like the database, it does not mind how an id is written. */
  async conversation(id: string) {
    return this.members.get(id.toLowerCase()) ?? null;
  }

  async opened({ id }: { readonly id: string }): Promise<void> {
    this.#reach();
    this.written.push({ opened: id });
  }

  async ended(call: EndedCall, history: CallHistory): Promise<void> {
    this.#reach();
    const { answeredAt, everyone } = history;
    this.written.push({ ended: call, answeredAt, everyone });
  }

  async recover(): Promise<void> {}

  #reach(): void {
    this.attempts += 1;
    if (this.away) throw unavailable('The database is away.');
  }
}

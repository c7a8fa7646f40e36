import type { Db } from '../../db/client.ts';
import { type Live, type LiveCallFigures, MOST_LIVE_CALLS } from '../../protocol/admin.ts';
import { forbidden } from '../../protocol/errors.ts';
import type { UserId } from '../../protocol/ids.ts';
import type { Calls } from '../calls/calls.ts';
import type { Clock } from '../clock.ts';
import type { Transfers } from '../files/transfers.ts';
import type { Logger } from '../log.ts';
import type { Meet } from '../meet/meet.ts';
import type { Bus } from '../realtime/bus.ts';
import type { Connection } from '../realtime/device.ts';
import type { PresenceBook } from '../realtime/presence.ts';

const TICK_MS = 1_000;
/** Figures of another process that are older are those of one that is gone. */
const STALE_MS = 3_500;
const CHANNEL = 'live';

interface LiveParts {
  readonly db: Db;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Logger;
  readonly presence: Pick<PresenceBook, 'online'>;
  readonly transfers: Pick<Transfers, 'count'>;
  readonly calls: Pick<Calls, 'figures'>;
  readonly meet: Pick<Meet, 'count'>;
}

/** What one process counts. */
interface Own extends Pick<Live, 'sockets' | 'transfers' | 'meet'> {
  readonly calls: readonly LiveCallFigures[];
}
type Heard = { readonly kind: 'ask' } | { readonly kind: 'own'; readonly from: string; readonly own: Own };

/**
 * What happens now, for the pages of owner and moderators. Nothing is counted while nobody looks; while somebody does,
 * every process is asked once a second, and who looks is told whatever changed.
 */
export class LiveFigures {
  readonly #parts: LiveParts;
  readonly #id: string = Bun.randomUUIDv7();
  /** What each was told last. */
  readonly #watchers = new Map<Connection, string>();
  readonly #others = new Map<string, { readonly own: Own; readonly at: number }>();
  readonly #stopListening: () => void;
  #countSockets = () => 0;
  #cancelTick: (() => void) | null = null;
  #closed = false;

  constructor(parts: LiveParts) {
    this.#parts = parts;
    this.#stopListening = parts.bus.subscribe(CHANNEL, (payload) =>
      this.#heard(JSON.parse(payload) as Heard),
    );
  }

  attach(sockets: { readonly count: number }): void {
    this.#countSockets = () => sockets.count;
  }

  /** Rejects with `forbidden` who is neither owner nor moderator. */
  async watch(connection: Connection): Promise<Live> {
    if (!(await this.#mayLook([connection.userId])).has(connection.userId))
      throw forbidden('Only the owner and moderators of this server may do that.');
    const live = this.read();
    // It may have closed while the database was asked.
    if (this.#closed || !connection.isOpen) return live;
    if (!this.#watchers.has(connection)) connection.onClose(() => this.unwatch(connection));
    this.#watchers.set(connection, JSON.stringify(live));
    this.#ask();
    this.#cancelTick ??= this.#tickLater();
    return live;
  }

  unwatch(connection: Connection): void {
    this.#watchers.delete(connection);
    if (this.#watchers.size > 0) return;
    this.#cancelTick?.();
    this.#cancelTick = null;
  }

  read(): Live {
    const now = this.#parts.clock.now();
    for (const [id, { at }] of this.#others) if (now - at > STALE_MS) this.#others.delete(id);
    const all = [this.#own, ...[...this.#others.values()].map(({ own }) => own)];
    const calls = all.flatMap((own) => own.calls).toSorted((a, b) => b.startedAt - a.startedAt);
    const sum = (count: (own: Own) => number) => all.reduce((total, own) => total + count(own), 0);
    return {
      people: this.#parts.presence.online().length,
      sockets: sum((own) => own.sockets),
      transfers: sum((own) => own.transfers),
      meet: {
        searching: sum((own) => own.meet.searching),
        meetings: sum((own) => own.meet.meetings),
      },
      calls: calls.slice(0, MOST_LIVE_CALLS),
      callCount: calls.length,
      participants: calls.reduce((total, { people }) => total + people, 0),
      processes: all.length,
    };
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopListening();
    this.#cancelTick?.();
    this.#watchers.clear();
  }

  get #own(): Own {
    const { transfers, meet, calls } = this.#parts;
    return {
      sockets: this.#countSockets(),
      transfers: transfers.count,
      meet: meet.count,
      calls: calls.figures(),
    };
  }

  #heard(heard: Heard): void {
    if (heard.kind === 'ask') this.#publish({ kind: 'own', from: this.#id, own: this.#own });
    else if (heard.from !== this.#id && this.#watchers.size > 0)
      this.#others.set(heard.from, { own: heard.own, at: this.#parts.clock.now() });
  }

  #ask(): void {
    this.#publish({ kind: 'ask' });
  }

  #publish(heard: Heard): void {
    this.#parts.bus.publish(CHANNEL, JSON.stringify(heard));
  }

  #tickLater(): () => void {
    return this.#parts.clock.after(TICK_MS, () => {
      this.#cancelTick = this.#tickLater();
      this.#tell().catch((error: unknown) =>
        this.#parts.log.warn({ err: error }, 'live figures wait for the next turn'),
      );
    });
  }

  /** Whose role was taken meanwhile is told nothing more. */
  async #tell(): Promise<void> {
    this.#ask();
    const may = await this.#mayLook([...this.#watchers.keys()].map(({ userId }) => userId));
    const live = this.read();
    const text = JSON.stringify(live);
    for (const [connection, told] of this.#watchers) {
      if (!may.has(connection.userId)) this.unwatch(connection);
      else if (told !== text) {
        this.#watchers.set(connection, text);
        connection.send({ t: 'admin.live', live });
      }
    }
  }

  async #mayLook(userIds: readonly UserId[]): Promise<Set<UserId>> {
    const rows = await this.#parts.db.$client<{ id: UserId }[]>`
      select id from users where id = any(${[...userIds]}::uuid[]) and role in ('owner', 'moderator')
        and suspended_at is null`;
    return new Set(rows.map(({ id }) => id));
  }
}

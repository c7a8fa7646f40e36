import type { Fragment, Sql } from 'postgres';
import type { ConversationId } from '../../protocol/ids.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';

/** A process that did not renew for so long has died. */
const LEASE_MS = 30_000;
const BEAT_MS = 10_000;
const MOST_AT_ONCE = 100;

/** Under it a process claims whom it tells. */
export interface Lease {
  readonly id: string;
  readonly owner: string;
  readonly until: number;
}

/** One job under a lease. */
export interface Held {
  /** Whether it is for this process to do for so long yet. `unsure`: until the database says so. */
  state(forMs: number): 'ours' | 'unsure' | 'taken';
  /** It is over, whatever became of it. */
  settle(): void;
}

export interface LeasesParts {
  readonly sql: Sql;
  readonly clock: Clock;
  readonly log: Logger;
  /** Looks who is to be told in this conversation; false: it could not be read. */
  readonly look: (id: ConversationId) => Promise<boolean>;
}

/** For a statement with `claimed (root_id, user_id, number)`: writes down what was claimed, as one row. */
export const noteClaims = (sql: Sql, conversationId: ConversationId, { id, owner }: Lease): Fragment => sql`
  insert into push_claims (id, owner, leased_until, conversation_id, root_ids, user_ids, numbers)
  select ${id}::uuid, ${owner}::uuid, ${inALease(sql)}, ${conversationId}::uuid,
    array_agg(root_id), array_agg(user_id), array_agg(number)
  from claimed having count(*) > 0`;

const inALease = (sql: Sql) => sql`now() + ${LEASE_MS}::float8 * interval '1 millisecond'`;

/**
 * The claims of this process that are not settled, whose lease it renews, and those of processes that died: they are taken
 * back, and looked at anew. Who dies after a push and before it is written down here has it done twice.
 */
export class Leases {
  readonly #parts: LeasesParts;
  readonly #owner = crypto.randomUUID();
  readonly #held = new Map<string, { until: number }>();
  readonly #ending = new Set<Promise<void>>();
  #stop: () => void = () => undefined;
  #beating: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(parts: LeasesParts) {
    this.#parts = parts;
    this.#beatLater();
  }

  begin(): Lease {
    return { id: Bun.randomUUIDv7(), owner: this.#owner, until: this.#parts.clock.now() + LEASE_MS };
  }

  /** Until all of so many jobs are settled. What was claimed, but never held, is left to run out. */
  hold({ id, until }: Lease, jobs: number): Held[] {
    const open = new Set(Array.from({ length: jobs }, (_, job) => job));
    if (jobs === 0) this.#end(id);
    else this.#held.set(id, { until });
    return [...open].map((job) => ({
      state: (forMs) => {
        const held = this.#held.get(id);
        if (!held) return 'taken';
        return this.#parts.clock.now() + forMs < held.until ? 'ours' : 'unsure';
      },
      settle: () => {
        if (open.delete(job) && open.size === 0) this.#end(id);
      },
    }));
  }

  /** What is not settled is another's to do, at once. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stop();
    await Promise.all([this.#beating, ...this.#ending]);
    const left = [...this.#held.keys()];
    this.#held.clear();
    if (left.length === 0) return;
    const { sql } = this.#parts;
    await this.#try(
      () => sql`
      update push_claims set leased_until = now() where id = any(${left}::uuid[]) and owner = ${this.#owner}`,
    );
  }

  #end(id: string): void {
    this.#held.delete(id);
    const ending = this.#forget([id]).finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }

  #forget(ids: readonly string[]): Promise<void> {
    const { sql } = this.#parts;
    return this.#try(
      () => sql`
      delete from push_claims where id = any(${[...ids]}::uuid[]) and owner = ${this.#owner}`,
    );
  }

  #beatLater(): void {
    if (this.#closed) return;
    this.#stop = this.#parts.clock.after(BEAT_MS * (0.9 + Math.random() / 5), () => {
      this.#beating = this.#try(() => this.#beat()).finally(() => this.#beatLater());
    });
  }

  async #beat(): Promise<void> {
    if (this.#held.size > 0) await this.#renew();
    await this.#takeOver();
  }

  async #renew(): Promise<void> {
    const { sql, clock } = this.#parts;
    const ids = [...this.#held.keys()];
    const until = clock.now() + LEASE_MS;
    const rows = await sql<{ id: string }[]>`
      update push_claims set leased_until = ${inALease(sql)}
      where id = any(${ids}::uuid[]) and owner = ${this.#owner} returning id`;
    const renewed = new Set(rows.map(({ id }) => id));
    for (const id of ids) {
      const held = this.#held.get(id);
      if (!held) continue;
      if (renewed.has(id)) held.until = until;
      else this.#held.delete(id);
    }
  }

  /** The row stays, as one's own, until those in it were looked at: who dies in between leaves it to the next. */
  async #takeOver(): Promise<void> {
    const taken = await takeBack(this.#parts.sql, this.#owner);
    for (const id of new Set(taken.map(({ conversationId }) => conversationId))) {
      if (this.#closed || !(await this.#parts.look(id))) continue;
      await this.#forget(taken.filter((one) => one.conversationId === id).map((one) => one.id));
    }
  }

  async #try(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#parts.log.warn({ err: error }, 'what is claimed for a push could not be written down');
    }
  }
}

/** Claims whose lease ran out count as never made, where no later message was claimed since. */
function takeBack(sql: Sql, owner: string): Promise<{ id: string; conversationId: ConversationId }[]> {
  return sql<{ id: string; conversationId: ConversationId }[]>`
    with taken as (
      update push_claims set owner = ${owner}, leased_until = ${inALease(sql)} where id in (
        select id from push_claims where leased_until < now() limit ${MOST_AT_ONCE} for update skip locked)
      returning id, conversation_id, root_ids, user_ids, numbers),
    undone as (
      select conversation_id, root_id, user_id, number
      from taken, unnest(root_ids, user_ids, numbers) as one (root_id, user_id, number)),
    of_conversations as (
      update memberships ms set pushed_number = undone.number - 1 from undone
      where undone.root_id is null and ms.conversation_id = undone.conversation_id
        and ms.user_id = undone.user_id and ms.pushed_number = undone.number),
    of_threads as (
      update thread_follows f set pushed_number = undone.number - 1 from undone
      where f.root_id = undone.root_id and f.user_id = undone.user_id and f.pushed_number = undone.number)
    select id, conversation_id as "conversationId" from taken`;
}

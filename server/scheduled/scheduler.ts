import type { TransactionSql } from 'postgres';
import type { Db } from '../../db/client.ts';
import type { Message } from '../../protocol/chat.ts';
import { forbidden, notFound, type ParleyError } from '../../protocol/errors.ts';
import type { UserId } from '../../protocol/ids.ts';
import type { Clock } from '../clock.ts';
import { toParleyError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Sends } from '../messages/send-lanes.ts';
import type { Fanout } from '../realtime/fanout.ts';
import { scheduledColumns, type ScheduledRow, toScheduled } from './scheduled-row.ts';

/** What another process that is gone by now was to send is found by then. */
const LOOK_EVERY_MS = 30_000;
const RETRY_MS = 2_000;
const AT_ONCE = 20;

export interface SchedulerParts {
  readonly db: Db;
  readonly fanout: Pick<Fanout, 'toUser'>;
  readonly sends: Pick<Sends, 'send'>;
  readonly clock: Clock;
  readonly log: Logger;
}

type Outcome = { row: ScheduledRow; message: Message } | { row: ScheduledRow; error: ParleyError };

/**
 * Sends what is due. A row stays locked until its message is committed, and then it is removed: who dies in between has
 * sent it under its `clientId`, so the next to try gets the first message. Processes pass over each other's rows.
 */
export class Scheduler {
  readonly #parts: SchedulerParts;
  #cancel: () => void = () => {};
  #nextAt = Number.POSITIVE_INFINITY;
  #running: Promise<void> | null = null;
  #closed = false;

  constructor(parts: SchedulerParts) {
    this.#parts = parts;
    this.wake(parts.clock.now());
  }

  /** Something is due then. */
  wake(at: number): void {
    if (this.#closed || at >= this.#nextAt) return;
    const { clock } = this.#parts;
    this.#cancel();
    this.#nextAt = at;
    this.#cancel = clock.after(Math.max(0, at - clock.now()), () => this.#begin());
  }

  /** Sends it before its time. Rejects with the reason where it is refused, which it keeps. */
  async sendNow(userId: UserId, id: string): Promise<Message> {
    const { db } = this.#parts;
    const outcome = (await db.$client.begin(async (tx) => {
      const [row] = await tx<ScheduledRow[]>`
        select ${scheduledColumns(tx)} from scheduled_messages sm
        where sm.user_id = ${userId} and sm.id = ${id} for update of sm`;
      if (!row) throw notFound('The scheduled message');
      const tried = await this.#send(tx, row);
      if (!tried) throw notFound('The scheduled message');
      return tried;
    })) as Outcome;
    await this.#tell([outcome]);
    if ('error' in outcome) throw outcome.error;
    return outcome.message;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel();
    await this.#running;
  }

  #begin(): void {
    this.#nextAt = Number.POSITIVE_INFINITY;
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
  }

  async #run(): Promise<void> {
    const { db, clock, log } = this.#parts;
    try {
      while (!this.#closed && (await this.#sendDue()) === AT_ONCE);
      const [row] = await db.$client<{ dueAt: number | null }[]>`
        select (extract(epoch from min(due_at)) * 1000)::float8 as "dueAt" from scheduled_messages
        where problem_code is null`;
      // What is due and another process sends just now is looked at again a moment later.
      const dueAt = Math.max(row?.dueAt ?? Number.POSITIVE_INFINITY, clock.now() + RETRY_MS / 2);
      this.wake(Math.min(dueAt, clock.now() + LOOK_EVERY_MS));
    } catch (error) {
      log.warn({ err: error }, 'scheduled messages wait');
      this.wake(clock.now() + RETRY_MS);
    }
  }

  /** Answers how many were looked at. */
  async #sendDue(): Promise<number> {
    const { db, clock } = this.#parts;
    const outcomes = (await db.$client.begin(async (tx) => {
      const rows = await tx<ScheduledRow[]>`
        select ${scheduledColumns(tx)} from scheduled_messages sm
        where sm.problem_code is null and sm.due_at <= to_timestamp(${clock.now()}::float8 / 1000)
        order by sm.due_at, sm.id limit ${AT_ONCE} for update of sm skip locked`;
      const tried: Outcome[] = [];
      for (const row of rows) {
        const outcome = await this.#send(tx, row);
        // The database is away for the moment, or the server stops: the rest waits.
        if (!outcome) break;
        tried.push(outcome);
      }
      return tried;
    })) as Outcome[];
    await this.#tell(outcomes);
    return outcomes.length;
  }

  async #send(tx: TransactionSql, row: ScheduledRow): Promise<Outcome | null> {
    const { userId, id, conversationId, threadRootId, text, replyTo, fileIds } = row;
    const content = { conversationId, threadRootId, text, replyTo, fileIds };
    try {
      const able = await tx`select from users where id = ${userId} and suspended_at is null`;
      if (able.length === 0) throw forbidden('The account was suspended.');
      const message = await this.#parts.sends.send(userId, { t: 'chat.send', clientId: id, ...content });
      await tx`delete from scheduled_messages where user_id = ${userId} and id = ${id}`;
      return { row, message };
    } catch (failure) {
      const error = toParleyError(failure);
      if (error.code === 'unavailable') return null;
      await tx`
        update scheduled_messages set problem_code = ${error.code}, problem = ${error.message},
          revision = revision + 1
        where user_id = ${userId} and id = ${id}`;
      return { row, error };
    }
  }

  /** After the commit. */
  async #tell(outcomes: readonly Outcome[]): Promise<void> {
    const { db, fanout } = this.#parts;
    for (const outcome of outcomes) {
      const { userId, id, revision } = outcome.row;
      if ('message' in outcome) {
        fanout.toUser(userId, { t: 'scheduled.gone', id });
        continue;
      }
      const { code, message } = outcome.error;
      const after = { ...outcome.row, problemCode: code, problem: message, revision: revision + 1 };
      const [scheduled] = await toScheduled(db.$client, [after]);
      if (scheduled) fanout.toUser(userId, { t: 'scheduled.changed', scheduled });
    }
  }
}

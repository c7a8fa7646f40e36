import type { TransactionSql } from 'postgres';
import type { Db } from '../../db/client.ts';
import type { Scheduled } from '../../protocol/chat.ts';
import { conflict, invalid, notFound } from '../../protocol/errors.ts';
import type { UserId } from '../../protocol/ids.ts';
import { MAX_SCHEDULED } from '../../protocol/limits.ts';
import type { Clock } from '../clock.ts';
import { type PendingSend, refusalNow } from '../messages/commit-sends.ts';
import { cleanSend } from '../messages/send-lane.ts';
import type { Fanout } from '../realtime/fanout.ts';
import { scheduledColumns, type ScheduledRow, toScheduled } from './scheduled-row.ts';
import type { Scheduler } from './scheduler.ts';

const FURTHEST_MS = 366 * 24 * 60 * 60_000;
/** Clocks differ, and a choice takes a moment. */
const LATEST_MS = 60_000;

export interface ScheduledParts {
  readonly db: Db;
  readonly fanout: Pick<Fanout, 'toUser'>;
  readonly clock: Clock;
  readonly scheduler: Pick<Scheduler, 'wake'>;
}

export interface NewScheduled {
  readonly id: string;
  readonly conversationId: string;
  readonly threadRootId: string | null;
  readonly text: string;
  readonly replyTo: string | null;
  readonly fileIds: readonly string[];
  readonly dueAt: number;
}

/** Refused for what a send would be refused for. A retry answers what stands already. */
export async function schedule(
  parts: ScheduledParts,
  userId: UserId,
  { id, dueAt, ...content }: NewScheduled,
): Promise<Scheduled> {
  const send = cleanSend({ t: 'chat.send', clientId: id, ...content, fileIds: [...content.fileIds] });
  const row = await parts.db.$client.begin(async (tx) => {
    const [first] = await findRow(tx, userId, id);
    if (first) return first;
    requireTime(dueAt, parts.clock.now());
    await requireSendable(tx, { senderId: userId, send });
    await requireRoom(tx, userId);
    await tx`
      insert into scheduled_messages (user_id, id, conversation_id, thread_root_id, text, reply_to, due_at)
      values (${userId}, ${id}, ${send.conversationId}, ${send.threadRootId}, ${send.text}, ${send.replyTo},
        to_timestamp(${dueAt}::float8 / 1000))`;
    await tx`
      insert into scheduled_files (user_id, scheduled_id, file_id, position)
      select ${userId}, ${id}, file, place - 1
      from unnest(${send.fileIds}::uuid[]) with ordinality as sent (file, place)`;
    return (await findRow(tx, userId, id))[0];
  });
  return tell(parts, row);
}

/** What is left out stays. One that could not be sent gets another chance. */
export async function reschedule(
  parts: ScheduledParts,
  userId: UserId,
  { id, text, dueAt }: { readonly id: string; readonly text?: string; readonly dueAt?: number },
): Promise<Scheduled> {
  if (dueAt !== undefined) requireTime(dueAt, parts.clock.now());
  const row = await parts.db.$client.begin(async (tx) => {
    const [before] = await findRow(tx, userId, id);
    if (!before) throw notFound('The scheduled message');
    const next = { ...before, text: text ?? before.text, dueAt: dueAt ?? before.dueAt };
    if (next.text.trim() === '' && next.fileIds.length === 0) throw invalid('A message has text or files.');
    if (next.text.includes('\u0000')) throw invalid('A message has no NUL characters.');
    await tx`
      update scheduled_messages set text = ${next.text.toWellFormed()}, problem_code = null, problem = '',
        due_at = to_timestamp(${next.dueAt}::float8 / 1000), revision = revision + 1
      where user_id = ${userId} and id = ${id}`;
    return (await findRow(tx, userId, id))[0];
  });
  return tell(parts, row);
}

/** One that is not there, or no longer, is no error: a retry removes nothing more. */
export async function unschedule({ db, fanout }: ScheduledParts, userId: UserId, id: string): Promise<void> {
  await db.$client`delete from scheduled_messages where user_id = ${userId} and id = ${id}`;
  fanout.toUser(userId, { t: 'scheduled.gone', id });
}

function requireTime(dueAt: number, now: number): void {
  if (dueAt < now - LATEST_MS) throw invalid('That time is over.');
  if (dueAt > now + FURTHEST_MS) throw invalid('That time is too far away.');
}

async function requireSendable(tx: TransactionSql, pending: PendingSend): Promise<void> {
  const refusal = await refusalNow(tx, pending);
  if (refusal) throw refusal;
}

async function requireRoom(tx: TransactionSql, userId: UserId): Promise<void> {
  const [row] = await tx<{ count: number }[]>`
    select count(*)::integer as count from scheduled_messages where user_id = ${userId}`;
  if (row && row.count >= MAX_SCHEDULED) throw conflict('Too many messages wait to be sent.');
}

/** Locked: what is being sent is waited for, and is gone then. */
function findRow(tx: TransactionSql, userId: UserId, id: string) {
  return tx<ScheduledRow[]>`
    select ${scheduledColumns(tx)} from scheduled_messages sm
    where sm.user_id = ${userId} and sm.id = ${id} for update of sm`;
}

async function tell({ db, fanout, scheduler }: ScheduledParts, row: unknown): Promise<Scheduled> {
  const [scheduled] = row ? await toScheduled(db.$client, [row as ScheduledRow]) : [];
  if (!scheduled) throw notFound('The scheduled message');
  fanout.toUser((row as ScheduledRow).userId, { t: 'scheduled.changed', scheduled });
  scheduler.wake(scheduled.dueAt);
  return scheduled;
}

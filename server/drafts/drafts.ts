import type { ISql, TransactionSql } from 'postgres';
import type { Db } from '../../db/client.ts';
import type { Draft, SaveDraft } from '../../protocol/draft.ts';
import { invalid, notFound } from '../../protocol/errors.ts';
import type { ConversationId, MessageId, UserId } from '../../protocol/ids.ts';
import { MAX_DRAFTS } from '../../protocol/limits.ts';
import type { Clock } from '../clock.ts';
import { readQuotes } from '../messages/message-parts.ts';
import type { Fanout } from '../realtime/fanout.ts';

export interface DraftParts {
  readonly db: Db;
  readonly fanout: Pick<Fanout, 'toUser'>;
  readonly clock: Clock;
}

type Saved = { outcome: 'saved' | 'other'; draft: Draft };

/**
 * In the place of the draft that it was made from. Where another device saved one meanwhile, that one stays and is the
 * answer. The same text again is saved already, so a retry is no conflict.
 */
export async function saveDraft(
  { db, fanout, clock }: DraftParts,
  userId: UserId,
  save: Omit<SaveDraft, 't'>,
): Promise<Saved> {
  if (save.text.includes('\u0000')) throw invalid('A draft has no NUL characters.');
  const wanted = {
    ...save,
    conversationId: save.conversationId.toLowerCase(),
    threadRootId: save.threadRootId?.toLowerCase() ?? null,
    replyTo: save.replyTo?.toLowerCase() ?? null,
    text: save.text.toWellFormed(),
  };
  const now = clock.now();
  const saved = (await db.$client.begin(async (tx) => {
    await requirePlace(tx, userId, wanted);
    const before = await lockDraft(tx, userId, wanted);
    const isSame = before.text === wanted.text && before.replyTo === wanted.replyTo;
    if (!isSame && before.revision !== wanted.base) return { outcome: 'other', row: before };
    if (isSame) return { outcome: 'same', row: before };
    const revision = before.revision + 1;
    await tx`
      update drafts set text = ${wanted.text}, reply_to = ${wanted.replyTo}, revision = ${revision},
        saved_at = to_timestamp(${now}::float8 / 1000)
      where ${isAt(tx, userId, wanted)}`;
    return { outcome: 'saved', row: { ...before, text: wanted.text, replyTo: wanted.replyTo, revision } };
  })) as { outcome: Saved['outcome'] | 'same'; row: DraftRow };
  const [draft] = await withQuotes(db.$client, [saved.row]);
  if (!draft) throw notFound('The draft');
  if (saved.outcome === 'saved') fanout.toUser(userId, { t: 'draft.changed', draft });
  return { outcome: saved.outcome === 'other' ? 'other' : 'saved', draft };
}

interface Place {
  readonly conversationId: ConversationId;
  readonly threadRootId: MessageId | null;
}

interface DraftRow extends Place {
  readonly text: string;
  readonly replyTo: MessageId | null;
  readonly revision: number;
}

const draftColumns = (sql: ISql) => sql`
  d.conversation_id as "conversationId", d.thread_root_id as "threadRootId", d.text, d.reply_to as "replyTo",
  d.revision::float8 as revision`;

const isAt = (sql: ISql, userId: UserId, { conversationId, threadRootId }: Place) => sql`
  user_id = ${userId} and conversation_id = ${conversationId} and thread_root_id is not distinct from ${threadRootId}`;

/** What is drafted, and what it answers, stands where its writer is a member. */
async function requirePlace(
  tx: TransactionSql,
  userId: UserId,
  { conversationId, threadRootId, replyTo }: Omit<SaveDraft, 't'>,
): Promise<void> {
  const [membership] = await tx`
    select from memberships where conversation_id = ${conversationId} and user_id = ${userId}`;
  if (!membership) throw notFound('The conversation');
  const named = [threadRootId, replyTo].flatMap((id) => id ?? []);
  if (named.length === 0) return;
  const found = await tx`
    select from messages where id = any(${named}::uuid[]) and conversation_id = ${conversationId}`;
  if (found.length < new Set(named).size) throw notFound('The message that this answers');
}

/** A row is there from now on, and nobody else writes it before the commit. */
async function lockDraft(tx: TransactionSql, userId: UserId, place: Place): Promise<DraftRow> {
  await tx`
    insert into drafts (user_id, conversation_id, thread_root_id, text, revision, saved_at)
    values (${userId}, ${place.conversationId}, ${place.threadRootId}, '', 0, now())
    on conflict do nothing`;
  const [row] = await tx<DraftRow[]>`
    select ${draftColumns(tx)} from drafts d where ${isAt(tx, userId, place)} for update`;
  if (!row) throw notFound('The draft');
  return row;
}

async function withQuotes(sql: ISql, rows: readonly DraftRow[]): Promise<Draft[]> {
  const quotes = await readQuotes(
    sql,
    rows.flatMap((row) => row.replyTo ?? []),
  );
  return rows.map(({ replyTo, ...row }) => ({
    ...row,
    quote: replyTo === null ? null : (quotes.get(replyTo)?.quote ?? null),
  }));
}

/** What stands in a user's composers, newest first: where the user is still a member. */
export async function readDrafts(sql: ISql, userId: UserId): Promise<Draft[]> {
  const rows = await sql<DraftRow[]>`
    select ${draftColumns(sql)} from drafts d
    join memberships ms on ms.conversation_id = d.conversation_id and ms.user_id = d.user_id
    where d.user_id = ${userId} and (d.text <> '' or d.reply_to is not null)
    order by d.saved_at desc limit ${MAX_DRAFTS}`;
  return withQuotes(sql, rows);
}

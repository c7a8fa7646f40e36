import type { TransactionSql } from 'postgres';
import type { Message, Thread } from '../../protocol/chat.ts';
import { conflict, forbidden, notFound, type ParleyError } from '../../protocol/errors.ts';
import type { ConversationId, MessageId, UserId } from '../../protocol/ids.ts';
import { MAX_THREAD_FACES } from '../../protocol/limits.ts';
import { insertFollows, markWriters } from './follows.ts';
import { readThreads } from './summaries.ts';

/** A message as the root of a thread, under the lock of its conversation. */
export interface Root {
  readonly id: MessageId;
  readonly conversationId: ConversationId;
  readonly senderId: UserId;
  /** Why no thread may begin here; null: one may. */
  readonly refusal: ParleyError | null;
  /** What hangs on it; grows as replies take their numbers. */
  thread: Thread | null;
}

type Roots = Map<MessageId, Root>;
/** What of a reply its thread has to know. */
export type Reply = Pick<Message, 'threadRootId' | 'conversationId' | 'number' | 'senderId' | 'mentions'>;

export async function readRoots(tx: TransactionSql, ids: readonly MessageId[]): Promise<Roots> {
  if (ids.length === 0) return new Map();
  type Row = Pick<Root, 'id' | 'conversationId' | 'senderId'>;
  const rows = await tx<(Row & { isLine: boolean; isReply: boolean; isDeleted: boolean })[]>`
    select id, conversation_id as "conversationId", sender_id as "senderId", event is not null as "isLine",
      thread_root_id is not null as "isReply", deleted_at is not null as "isDeleted"
    from messages where id = any(${[...new Set(ids)]}::uuid[])`;
  const threads = await readThreads(
    tx,
    rows.map((row) => row.id),
  );
  return new Map(
    rows.map(({ isLine, isReply, isDeleted, ...row }) => {
      const thread = threads.get(row.id) ?? null;
      return [row.id, { ...row, thread, refusal: refusalOf({ isLine, isReply, isDeleted, thread }) }];
    }),
  );
}

interface Facts {
  isLine: boolean;
  isReply: boolean;
  isDeleted: boolean;
  thread: Thread | null;
}

/** A thread that has begun goes on after its root was deleted. */
function refusalOf({ isLine, isReply, isDeleted, thread }: Facts): ParleyError | null {
  if (isLine) return forbidden('Nobody wrote this line.');
  if (isReply) return forbidden('A reply in a thread has no thread of its own.');
  if (isDeleted && !thread) return conflict('The message was deleted.');
  return null;
}

/** Null: the reply may stand there. */
export function refusalOfReply(root: Root | undefined, conversationId: ConversationId): ParleyError | null {
  if (!root || root.conversationId !== conversationId) return notFound('The thread');
  return root.refusal;
}

/** The reply's number in its thread. */
export function takeNumber(root: Root, senderId: UserId, at: number): number {
  const { replies = 0, lastAt = 0, participantIds = [] } = root.thread ?? {};
  const isNew = !participantIds.includes(senderId) && participantIds.length < MAX_THREAD_FACES;
  root.thread = {
    replies: replies + 1,
    lastAt: Math.max(lastAt, at),
    participantIds: isNew ? [...participantIds, senderId] : participantIds,
  };
  return replies + 1;
}

/** What the replies of a batch change beside themselves: counters, and who follows. */
export async function storeReplies(
  tx: TransactionSql,
  replies: readonly Reply[],
  roots: Roots,
): Promise<void> {
  const touched = [...new Set(replies.map((reply) => reply.threadRootId))].flatMap((id) => {
    const root = roots.get(id ?? '');
    return root?.thread ? { ...root, thread: root.thread } : [];
  });
  if (touched.length === 0) return;
  const begun = replies.flatMap(({ number, threadRootId }) => (number === 1 ? (threadRootId ?? []) : []));
  await Promise.all([
    tx`
      insert into threads (root_id, conversation_id, last_number, last_reply_at, participant_ids)
      select id, conversation, number, to_timestamp(at / 1000), string_to_array(participants, ' ')::uuid[]
      from unnest(${touched.map((root) => root.id)}::uuid[], ${touched.map((root) => root.conversationId)}::uuid[],
        ${touched.map((root) => root.thread.replies)}::bigint[], ${touched.map((root) => root.thread.lastAt)}::float8[],
        ${touched.map((root) => root.thread.participantIds.join(' '))}::text[])
        as touched (id, conversation, number, at, participants)
      on conflict (root_id) do update set last_number = excluded.last_number,
        last_reply_at = excluded.last_reply_at, participant_ids = excluded.participant_ids`,
    tx`update messages set has_thread = true where id = any(${begun}::uuid[])`,
    ...insertFollows(
      tx,
      replies.flatMap((reply) => followersBy(reply, roots)),
    ),
    markWriters(tx, replies),
  ]);
}

/** Who follows from this reply on: what stands before it is not new to them. */
function followersBy({ threadRootId, conversationId, number, senderId, mentions }: Reply, roots: Roots) {
  const root = roots.get(threadRootId ?? '');
  if (!root) return [];
  const place = { rootId: root.id, conversationId };
  const named = [senderId, ...mentions].map((userId) => ({ ...place, userId, readNumber: number - 1 }));
  return number === 1 ? [{ ...place, userId: root.senderId, readNumber: 0 }, ...named] : named;
}

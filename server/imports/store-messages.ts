import type { TransactionSql } from 'postgres';
import type { Db } from '../../db/client.ts';
import type { ConversationId, MessageId, UserId } from '../../protocol/ids.ts';
import { insertMentions } from '../messages/mentions.ts';
import { readMessage } from '../messages/message-row.ts';
import type { Fanout } from '../realtime/fanout.ts';
import { readRoots, refusalOfReply, storeReplies, takeNumber } from '../threads/replies.ts';

/** A message as it will stand here. */
export interface ImportedMessage {
  /** Follows from what was imported: what is here already is not written again. */
  readonly id: MessageId;
  readonly senderId: UserId;
  readonly text: string;
  /** The message whose thread it stands in. */
  readonly threadRootId: MessageId | null;
  readonly createdAt: number;
  readonly editedAt: number | null;
  readonly mentions: UserId[];
  readonly reactions: readonly { readonly emoji: string; readonly userIds: readonly UserId[] }[];
}

interface Placed extends ImportedMessage {
  readonly conversationId: ConversationId;
  readonly number: number;
  readonly change: number;
}

/** One transaction for all of them; answers how many were new. Whoever lives in the conversation takes turns with it. */
export async function storeMessages(
  { db, fanout }: { readonly db: Db; readonly fanout: Pick<Fanout, 'toConversation'> },
  conversationId: ConversationId,
  messages: readonly ImportedMessage[],
): Promise<number> {
  const placed = (await db.$client.begin((tx) => store(tx, conversationId, messages))) as Placed[];
  const last = placed.at(-1);
  const message = last && (await readMessage(db.$client, last.id));
  // Who has the conversation open sees by the number that there is more, and asks for it.
  if (message) {
    const change = { kind: 'message', change: message.change, message } as const;
    fanout.toConversation(conversationId, { t: 'chat.changed', conversationId, change });
  }
  return placed.length;
}

/** What stands in the conversation itself first, so that threads find what they hang on. */
async function store(
  tx: TransactionSql,
  conversationId: ConversationId,
  messages: readonly ImportedMessage[],
): Promise<Placed[]> {
  const [counters] = await tx<{ change: number; number: number }[]>`
    select last_change::float8 as change, last_number::float8 as number
    from conversations where id = ${conversationId} for no key update`;
  if (!counters) return [];
  const fresh = await withThreads(tx, conversationId, await freshOf(tx, messages));
  if (fresh.length === 0) return [];
  let { change, number } = counters;
  const place = (message: ImportedMessage, at: () => number): Placed => {
    change += 1;
    return { ...message, conversationId, change, number: at() };
  };
  const tops = fresh
    .filter((message) => message.threadRootId === null)
    .map((message) => place(message, () => (number += 1)));
  await insert(tx, tops);
  const replies = fresh.filter((message) => message.threadRootId !== null);
  const roots = await readRoots(
    tx,
    replies.flatMap((reply) => reply.threadRootId ?? []),
  );
  const answers = replies.flatMap((reply) => {
    const root = roots.get(reply.threadRootId ?? '');
    return root ? [place(reply, () => takeNumber(root, reply.senderId, reply.createdAt))] : [];
  });
  await insert(tx, answers);
  await storeReplies(tx, answers, roots);
  await tx`
    update conversations set last_change = ${change}, last_number = ${number} where id = ${conversationId}`;
  return [...tops, ...answers];
}

async function freshOf(tx: TransactionSql, messages: readonly ImportedMessage[]): Promise<ImportedMessage[]> {
  const ids = messages.map((message) => message.id);
  const known = await tx<{ id: string }[]>`select id from messages where id = any(${ids}::uuid[])`;
  const there = new Set(known.map((row) => row.id));
  return [...new Map(messages.map((message) => [message.id, message])).values()].filter(
    ({ id }) => !there.has(id),
  );
}

/** What answers a message that is not here, or that nothing can hang on, stands in the conversation itself. */
async function withThreads(
  tx: TransactionSql,
  conversationId: ConversationId,
  fresh: readonly ImportedMessage[],
): Promise<ImportedMessage[]> {
  const roots = await readRoots(
    tx,
    fresh.flatMap((message) => message.threadRootId ?? []),
  );
  const tops = new Set(fresh.flatMap(({ id, threadRootId }) => (threadRootId === null ? id : [])));
  return fresh.map((message) => {
    const { threadRootId } = message;
    if (threadRootId === null || tops.has(threadRootId)) return message;
    const mayHang = refusalOfReply(roots.get(threadRootId), conversationId) === null;
    return mayHang ? message : { ...message, threadRootId: null };
  });
}

async function insert(tx: TransactionSql, placed: readonly Placed[]): Promise<void> {
  if (placed.length === 0) return;
  const column = <T>(value: (message: Placed) => T) => placed.map(value);
  await tx`
    insert into messages (id, conversation_id, number, change, sender_id, client_id, text, thread_root_id,
      mention_count, reaction_count, created_at, edited_at)
    select id, conversation, number, change, sender, id, text, root, mentions, reactions,
      to_timestamp(created_at / 1000), to_timestamp(edited_at / 1000)
    from unnest(${column((m) => m.id)}::uuid[], ${column((m) => m.conversationId)}::uuid[],
      ${column((m) => m.number)}::bigint[], ${column((m) => m.change)}::bigint[],
      ${column((m) => m.senderId)}::uuid[], ${column((m) => m.text)}::text[],
      ${column((m) => m.threadRootId)}::uuid[], ${column((m) => m.mentions.length)}::integer[],
      ${column(reactionCountOf)}::integer[], ${column((m) => m.createdAt)}::float8[],
      ${column((m) => m.editedAt)}::float8[])
      as sent (id, conversation, number, change, sender, text, root, mentions, reactions, created_at, edited_at)`;
  await Promise.all([
    ...insertReactions(tx, placed),
    ...insertMentions(
      tx,
      placed.map((message) => ({
        ...message,
        messageId: message.id,
        userIds: [...message.mentions],
        all: false,
      })),
    ),
  ]);
}

function reactionCountOf({ reactions }: ImportedMessage): number {
  return reactions.reduce((sum, { userIds }) => sum + userIds.length, 0);
}

function insertReactions(tx: TransactionSql, placed: readonly Placed[]) {
  const rows = placed.flatMap(({ id, change, reactions }) =>
    reactions.flatMap(({ emoji, userIds }) => userIds.map((userId) => ({ id, change, emoji, userId }))),
  );
  if (rows.length === 0) return [];
  return [
    tx`
      insert into reactions (message_id, user_id, emoji, change)
      select * from unnest(${rows.map((row) => row.id)}::uuid[], ${rows.map((row) => row.userId)}::uuid[],
        ${rows.map((row) => row.emoji)}::text[], ${rows.map((row) => row.change)}::bigint[])`,
  ];
}

import type { TransactionSql } from 'postgres';
import type { GroupRole } from '../../protocol/chat.ts';
import type { ConversationId, MessageId, UserId } from '../../protocol/ids.ts';
import { SMALL_GROUP } from '../../protocol/limits.ts';
import { namedIn, type Named } from '../../protocol/mentions.ts';
import type { Mentions } from './message-parts.ts';

/** More people than this who are there are as good as all: it keeps a message's list short. */
const MOST_HERE = 200;
const NOBODY: Mentions = { userIds: [], all: false };

export interface Text {
  readonly conversationId: ConversationId;
  readonly senderId: UserId;
  readonly text: string;
}

type Naming = Text & { readonly named: Named };

/** Whom each text names, in their order. Only members are named, and nobody names themselves. */
export async function resolveMentions(
  tx: TransactionSql,
  texts: readonly Text[],
  online: () => UserId[],
): Promise<Mentions[]> {
  const naming = texts.map((text) => ({ ...text, named: namedIn(text.text) }));
  const calling = naming.filter(({ named }) => named.all || named.here);
  const [members, callers, present] = await Promise.all([
    readNamed(tx, naming),
    readCallers(tx, calling),
    readPresent(tx, calling, online),
  ]);
  return naming.map(({ conversationId, senderId, named }) => {
    if (named.usernames.length === 0 && !named.all && !named.here) return NOBODY;
    const mayCall = callers.has(keyOf(conversationId, senderId));
    const here = named.here && mayCall ? (present.get(conversationId) ?? []) : [];
    const all = mayCall && (named.all || here.length > MOST_HERE);
    const chosen = named.usernames.flatMap((name) => members.get(keyOf(conversationId, name)) ?? []);
    const userIds = new Set(all ? chosen : [...chosen, ...here]);
    userIds.delete(senderId);
    return { userIds: [...userIds].toSorted(), all };
  });
}

/** By `keyOf(conversationId, username)`. */
async function readNamed(tx: TransactionSql, naming: readonly Naming[]): Promise<Map<string, UserId>> {
  const pairs = naming.flatMap(({ conversationId, named }) =>
    named.usernames.map((username) => ({ conversationId, username })),
  );
  if (pairs.length === 0) return new Map();
  const rows = await tx<{ conversationId: ConversationId; username: string; userId: UserId }[]>`
    select ms.conversation_id as "conversationId", u.username, u.id as "userId"
    from unnest(${pairs.map((pair) => pair.conversationId)}::uuid[], ${pairs.map((pair) => pair.username)}::text[])
      as named (conversation, username)
    join users u on u.username = named.username
    join memberships ms on ms.conversation_id = named.conversation and ms.user_id = u.id`;
  return new Map(rows.map((row) => [keyOf(row.conversationId, row.username), row.userId]));
}

/** Who of the senders may call everyone: owner and moderators, and in small groups and direct conversations anybody. */
async function readCallers(tx: TransactionSql, calling: readonly Naming[]): Promise<Set<string>> {
  if (calling.length === 0) return new Set();
  type Caller = { conversationId: ConversationId; userId: UserId; role: GroupRole; size: number };
  const rows = await tx<Caller[]>`
    select ms.conversation_id as "conversationId", ms.user_id as "userId", ms.role,
      (select count(*) from (
        select from memberships other where other.conversation_id = ms.conversation_id limit ${SMALL_GROUP + 1}
      ) few)::integer as size
    from unnest(${calling.map((text) => text.conversationId)}::uuid[], ${calling.map((text) => text.senderId)}::uuid[])
      as calling (conversation, sender)
    join memberships ms on ms.conversation_id = calling.conversation and ms.user_id = calling.sender`;
  const allowed = rows.filter(({ role, size }) => role !== 'member' || size <= SMALL_GROUP);
  return new Set(allowed.map((row) => keyOf(row.conversationId, row.userId)));
}

async function readPresent(
  tx: TransactionSql,
  calling: readonly Naming[],
  online: () => UserId[],
): Promise<Map<ConversationId, UserId[]>> {
  const ids = [...new Set(calling.filter(({ named }) => named.here).map((text) => text.conversationId))];
  if (ids.length === 0) return new Map();
  const rows = await tx<{ conversationId: ConversationId; userIds: UserId[] }[]>`
    select conversation_id as "conversationId", array_agg(user_id) as "userIds" from memberships
    where conversation_id = any(${ids}::uuid[]) and user_id = any(${online()}::uuid[])
    group by conversation_id`;
  return new Map(rows.map((row) => [row.conversationId, row.userIds]));
}

export interface NamingMessage extends Mentions {
  readonly messageId: MessageId;
  readonly conversationId: ConversationId;
  readonly threadRootId: MessageId | null;
  readonly number: number;
  readonly senderId: UserId;
}

/** One row for each person, and one for all. */
export function rowCountOf({ userIds, all }: Mentions): number {
  return userIds.length + (all ? 1 : 0);
}

export function insertMentions(tx: TransactionSql, messages: readonly NamingMessage[]) {
  const rows = messages.flatMap((message) =>
    [...message.userIds, ...(message.all ? [null] : [])].map((userId) => ({ ...message, userId })),
  );
  if (rows.length === 0) return [];
  return [
    tx`
      insert into mentions (message_id, user_id, conversation_id, thread_root_id, number, sender_id)
      select * from unnest(${rows.map((row) => row.messageId)}::uuid[], ${rows.map((row) => row.userId)}::uuid[],
        ${rows.map((row) => row.conversationId)}::uuid[], ${rows.map((row) => row.threadRootId)}::uuid[],
        ${rows.map((row) => row.number)}::bigint[],
        ${rows.map((row) => row.senderId)}::uuid[])`,
  ];
}

function keyOf(first: string, second: string): string {
  return `${first} ${second}`;
}

import type { ISql } from 'postgres';
import type { Conversation, LeftUnread } from '../../protocol/chat.ts';
import type { ConversationId, UserId } from '../../protocol/ids.ts';
import { MAX_UNREAD_MENTIONS } from '../../protocol/limits.ts';

/** What is different for each member. */
export type OwnView = Pick<Conversation, 'mentioned' | 'leftUnread'>;
export type OwnViews = (id: ConversationId, userId: UserId) => OwnView;

const NOTHING: OwnView = { mentioned: [], leftUnread: { from: null, revision: 0 } };

export async function readOwnViews(
  sql: ISql,
  ids: readonly ConversationId[],
  userIds: readonly UserId[],
): Promise<OwnViews> {
  const [mentioned, left] = await Promise.all([
    readMentioned(sql, ids, userIds),
    readLeftUnread(sql, ids, userIds),
  ]);
  return (id, userId) => ({
    mentioned: mentioned.get(keyOf(id, userId)) ?? NOTHING.mentioned,
    leftUnread: left.get(keyOf(id, userId)) ?? NOTHING.leftUnread,
  });
}

async function readLeftUnread(
  sql: ISql,
  ids: readonly ConversationId[],
  userIds: readonly UserId[],
): Promise<Map<string, LeftUnread>> {
  const rows = await sql<(LeftUnread & { conversationId: ConversationId; userId: UserId })[]>`
    select conversation_id as "conversationId", user_id as "userId", unread_from::float8 as "from",
      unread_revision as revision
    from memberships
    where conversation_id = any(${[...ids]}::uuid[]) and user_id = any(${[...userIds]}::uuid[])
      and unread_revision > 0`;
  return new Map(rows.map(({ conversationId, userId, ...left }) => [keyOf(conversationId, userId), left]));
}

/** By `keyOf(conversationId, userId)`: numbers of unread messages that name this user or everyone. */
async function readMentioned(
  tx: ISql,
  ids: readonly ConversationId[],
  userIds: readonly UserId[],
): Promise<Map<string, number[]>> {
  const newest = tx`order by number desc limit ${MAX_UNREAD_MENTIONS}`;
  const rows = await tx<{ conversationId: ConversationId; userId: UserId; number: number }[]>`
    select ms.conversation_id as "conversationId", ms.user_id as "userId", mn.number::float8 as number
    from (
      select conversation_id, user_id, least(read_number, unread_from - 1) as read_until from memberships
      where conversation_id = any(${[...ids]}::uuid[]) and user_id = any(${[...userIds]}::uuid[])
    ) ms cross join lateral (
      select number from (
        (select number from mentions where conversation_id = ms.conversation_id and user_id = ms.user_id
          and thread_root_id is null and number > ms.read_until ${newest})
        union
        (select number from mentions where conversation_id = ms.conversation_id and user_id is null
          and thread_root_id is null and number > ms.read_until and sender_id <> ms.user_id ${newest})
      ) both_kinds ${newest}
    ) mn
    order by mn.number`;
  const mentioned = new Map<string, number[]>();
  for (const { conversationId, userId, number } of rows) {
    const key = keyOf(conversationId, userId);
    mentioned.set(key, [...(mentioned.get(key) ?? []), number]);
  }
  return mentioned;
}

function keyOf(conversationId: ConversationId, userId: UserId): string {
  return `${conversationId} ${userId}`;
}

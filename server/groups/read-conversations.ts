import type { TransactionSql } from 'postgres';
import type { Db } from '../../db/client.ts';
import type { Conversation, Member, Message, User } from '../../protocol/chat.ts';
import { notFound } from '../../protocol/errors.ts';
import type { ConversationId, UserId } from '../../protocol/ids.ts';
import { type MessageRow, messageColumns, toMessages } from '../messages/message-row.ts';
import { type OwnView, readOwnViews } from './own-views.ts';
import { readHiding } from '../users/settings.ts';

/** Conversations and everyone who is named in them. */
export interface Conversations {
  readonly conversations: Conversation[];
  readonly users: User[];
}

/** All that this user is a member of, newest activity first, in one snapshot of the database. */
export function listConversations(db: Db, userId: UserId): Promise<Conversations> {
  return readOnly(db, async (tx) => {
    const rows = await tx<{ id: ConversationId }[]>`
      select conversation_id as id from memberships where user_id = ${userId}`;
    const ids = rows.map((row) => row.id);
    const [{ conversations, users }, seenBy] = await Promise.all([
      readAll(tx, ids, [userId]),
      readViews(tx, ids, [userId]),
    ]);
    return { conversations: conversations.map((each) => seenBy(each, userId)), users };
  });
}

/** As this user sees it. */
export async function readConversation(
  db: Db,
  id: ConversationId,
  userId: UserId,
): Promise<{ conversation: Conversation; users: User[] }> {
  const { seenBy, users } = await readConversationFor(db, id, [userId]);
  return { conversation: seenBy(userId), users };
}

/** As each of these users sees it. */
export async function readConversationFor(
  db: Db,
  id: ConversationId,
  userIds: readonly UserId[],
): Promise<{ conversation: Shared; seenBy(userId: UserId): Conversation; users: User[] }> {
  const [{ conversations, users }, seenBy] = await readOnly(db, (tx) =>
    Promise.all([readAll(tx, [id], []), readViews(tx, [id], userIds)]),
  );
  const [conversation] = conversations;
  if (!conversation) throw notFound('The conversation');
  return { conversation, seenBy: (userId) => seenBy(conversation, userId), users };
}

function readOnly<T>(db: Db, body: (tx: TransactionSql) => Promise<T>): Promise<T> {
  return db.$client.begin('isolation level repeatable read read only', body) as Promise<T>;
}

/** Without what is different for each member. */
type Shared = Omit<Conversation, keyof OwnView | 'members'> & { readonly members: readonly MemberRow[] };
/** `shown`: the read mark that others see. */
type MemberRow = Member & { readonly shown: number };

/** What is different for each of these users. */
async function readViews(
  tx: TransactionSql,
  ids: readonly ConversationId[],
  userIds: readonly UserId[],
): Promise<(conversation: Shared, userId: UserId) => Conversation> {
  const [ownView, hiding] = await Promise.all([readOwnViews(tx, ids, userIds), readHiding(tx, userIds)]);
  return (conversation, userId) => ({
    ...conversation,
    ...ownView(conversation.id, userId),
    members: conversation.members.map(({ shown, readNumber, ...member }) => {
      const others = hiding.has(userId) ? 0 : shown;
      return { ...member, readNumber: member.userId === userId ? readNumber : others };
    }),
  });
}

async function readAll(
  tx: TransactionSql,
  ids: ConversationId[],
  alsoUsers: UserId[],
): Promise<{ conversations: Shared[]; users: User[] }> {
  if (ids.length === 0) return { conversations: [], users: await readUsers(tx, alsoUsers) };
  const [rows, members, lastMessages] = await Promise.all([
    readRows(tx, ids),
    readMembers(tx, ids),
    readLastMessages(tx, ids),
  ]);
  const conversations = rows.map((row) => ({
    ...row,
    lastMessage: lastMessages.get(row.id) ?? null,
    members: members.get(row.id) ?? [],
  }));
  conversations.sort((a, b) => activityOf(b) - activityOf(a));
  const named = conversations.flatMap(namedIn);
  return { conversations, users: await readUsers(tx, [...new Set([...alsoUsers, ...named])]) };
}

function readRows(tx: TransactionSql, ids: ConversationId[]) {
  return tx<Omit<Shared, 'lastMessage' | 'members'>[]>`
    select id, kind, name, description, visibility, avatar_file_id as "avatarFileId",
      (extract(epoch from archived_at) * 1000)::float8 as "archivedAt",
      (extract(epoch from created_at) * 1000)::float8 as "createdAt",
      last_change::float8 as "lastChange", last_number::float8 as "lastNumber"
    from conversations where id = any(${ids}::uuid[])`;
}

async function readMembers(tx: TransactionSql, ids: ConversationId[]): Promise<Map<string, MemberRow[]>> {
  const rows = await tx<(MemberRow & { conversationId: ConversationId })[]>`
    select conversation_id as "conversationId", user_id as "userId", role,
      read_number::float8 as "readNumber", shown_read_number::float8 as shown, delivered_number::float8 as "deliveredNumber"
    from memberships where conversation_id = any(${ids}::uuid[]) order by joined_at, user_id`;
  const members = new Map<string, MemberRow[]>();
  for (const { conversationId, ...member } of rows) {
    const list = members.get(conversationId) ?? [];
    list.push(member);
    members.set(conversationId, list);
  }
  return members;
}

async function readLastMessages(tx: TransactionSql, ids: ConversationId[]): Promise<Map<string, Message>> {
  const rows = await tx<MessageRow[]>`
    select ${messageColumns(tx)} from conversations c
    join messages m on m.conversation_id = c.id and m.number = c.last_number and m.thread_root_id is null
    where c.id = any(${ids}::uuid[])`;
  const messages = await toMessages(tx, rows);
  return new Map(messages.map((message) => [message.conversationId, message]));
}

function activityOf({ lastMessage, createdAt }: Shared): number {
  return lastMessage?.createdAt ?? createdAt;
}

function namedIn({ members, lastMessage }: Shared): UserId[] {
  const ids = members.map((member) => member.userId);
  if (lastMessage) ids.push(lastMessage.senderId);
  if (lastMessage?.event && 'userId' in lastMessage.event) ids.push(lastMessage.event.userId);
  return ids;
}

function readUsers(tx: TransactionSql, ids: UserId[]): Promise<User[]> {
  return tx<User[]>`
    select id, coalesce(username, '') as username, name, status, avatar_file_id as "avatarFileId", role
    from users where id = any(${ids}::uuid[])`;
}

import type { Sql } from 'postgres';
import type { Db } from '../../db/client.ts';
import type { StoredChange } from '../../db/schema/chat.ts';
import type { Change, Member, Message, User } from '../../protocol/chat.ts';
import type { ConversationId, UserId } from '../../protocol/ids.ts';
import { MAX_PAGE } from '../../protocol/limits.ts';
import type { Membership } from '../groups/membership.ts';
import { bareChange } from '../realtime/discretion.ts';
import { readHiding } from '../users/settings.ts';
import { type MessageRow, messageColumns, toMessages } from './message-row.ts';
import { changeOf, isTouch } from './touches.ts';

/** What came after a change number, in order and without gaps. The caller has checked the membership. */
export async function readChanges(
  db: Db,
  conversationId: ConversationId,
  { after, limit = MAX_PAGE }: { after: number; limit?: number },
): Promise<{ changes: Change[]; more: boolean }> {
  const sql = db.$client;
  const [messages, others] = await Promise.all([
    readMessages(sql, conversationId, after, limit + 1),
    readOthers(sql, conversationId, after, limit + 1),
  ]);
  const found = [...messages, ...others].toSorted((a, b) => a.change - b.change);
  // The two reads may have seen different moments: what does not follow without a gap is left for the next call.
  const contiguous = found.filter((change, index) => change.change === after + index + 1);
  return { changes: contiguous.slice(0, limit), more: found.length > Math.min(contiguous.length, limit) };
}

/** As this member may see them: who hides what they read is not told what others read. */
export async function readChangesFor(
  db: Db,
  { conversationId, userId }: Pick<Membership, 'conversationId' | 'userId'>,
  query: Parameters<typeof readChanges>[2],
): ReturnType<typeof readChanges> {
  const answer = await readChanges(db, conversationId, query);
  if (!answer.changes.some((change) => change.kind === 'member')) return answer;
  const hiding = await readHiding(db.$client, [userId]);
  return hiding.has(userId) ? { ...answer, changes: answer.changes.map(bareChange) } : answer;
}

async function readMessages(
  sql: Sql,
  conversationId: ConversationId,
  after: number,
  limit: number,
): Promise<Change[]> {
  const rows = await sql<MessageRow[]>`
    select ${messageColumns(sql)} from messages m
    where m.conversation_id = ${conversationId} and m.change > ${after} order by m.change limit ${limit}`;
  const messages = await toMessages(sql, rows);
  return messages.map((message) => ({ kind: 'message', change: message.change, message }));
}

async function readOthers(
  sql: Sql,
  conversationId: ConversationId,
  after: number,
  limit: number,
): Promise<Change[]> {
  const rows = await sql<{ payload: StoredChange }[]>`
    select payload from changes
    where conversation_id = ${conversationId} and change > ${after} order by change limit ${limit}`;
  const payloads = rows.map((row) => row.payload);
  const userIds = payloads.flatMap((change) =>
    change.kind === 'member' && change.member ? change.userId : [],
  );
  const touched = payloads.flatMap((change) => (isTouch(change) ? change.messageId : []));
  const [people, messages] = await Promise.all([
    readPeople(sql, conversationId, userIds),
    readTouched(sql, [...new Set(touched)]),
  ]);
  return payloads.flatMap((change): Change | [] => {
    if (!isTouch(change)) {
      return change.kind === 'member' ? bringUpToDate(change, people) : withArchive(change);
    }
    const message = messages.get(change.messageId);
    return message ? changeOf(change, message) : [];
  });
}

async function readTouched(sql: Sql, ids: readonly string[]): Promise<Map<string, Message>> {
  if (ids.length === 0) return new Map();
  const rows = await sql<MessageRow[]>`
    select ${messageColumns(sql)} from messages m where m.id = any(${ids}::uuid[])`;
  const messages = await toMessages(sql, rows);
  return new Map(messages.map((message) => [message.id, message]));
}

type Person = User & Partial<Pick<Member, 'readNumber' | 'deliveredNumber'>>;

async function readPeople(
  sql: Sql,
  conversationId: ConversationId,
  userIds: UserId[],
): Promise<Map<UserId, Person>> {
  if (userIds.length === 0) return new Map();
  const rows = await sql<Person[]>`
    select u.id, coalesce(u.username, '') as username, u.name, u.status, u.avatar_file_id as "avatarFileId", u.role,
      ms.shown_read_number::float8 as "readNumber", ms.delivered_number::float8 as "deliveredNumber"
    from users u left join memberships ms on ms.user_id = u.id and ms.conversation_id = ${conversationId}
    where u.id = any(${userIds}::uuid[])`;
  return new Map(rows.map((row) => [row.id, row]));
}

/** Older ones were kept before groups could be archived. */
function withArchive(change: Extract<StoredChange, { kind: 'conversation' }>): Change {
  return { ...change, archivedAt: change.archivedAt ?? null };
}

/** Profile and marks are state, not history: an old change must not bring old ones back. */
function bringUpToDate(
  change: Extract<StoredChange, { kind: 'member' }>,
  people: ReadonlyMap<UserId, Person>,
): Change {
  const person = people.get(change.userId);
  if (!change.member || !person) return change;
  const { readNumber, deliveredNumber, ...user } = person;
  return {
    ...change,
    user,
    member: {
      ...change.member,
      readNumber: readNumber ?? change.member.readNumber,
      deliveredNumber: deliveredNumber ?? change.member.deliveredNumber,
    },
  };
}

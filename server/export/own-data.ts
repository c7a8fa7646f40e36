import type { Sql } from 'postgres';
import type { Db } from '../../db/client.ts';
import type { UserId } from '../../protocol/ids.ts';

/** Messages that are read at a time. */
const PAGE = 200;

/** A time as everybody reads it. */
const iso = (sql: Sql, column: string) =>
  sql`to_char(${sql(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** What this server keeps of one person, and of nobody else: their own words, not the answers to them. */

export async function readProfile(db: Db, userId: UserId): Promise<unknown> {
  const [profile] = await db.$client`
    select id, username, name, status, role, ${iso(db.$client, 'created_at')} as "createdAt", ${iso(db.$client, 'last_seen_at')} as "lastSeenAt",
      avatar_file_id as "avatarFileId"
    from users where id = ${userId}`;
  return profile;
}

export async function readSessions(db: Db, userId: UserId): Promise<unknown> {
  return db.$client`
    select user_agent as "userAgent", ${iso(db.$client, 'created_at')} as "createdAt", ${iso(db.$client, 'last_used_at')} as "lastUsedAt",
      ${iso(db.$client, 'expires_at')} as "expiresAt"
    from sessions where user_id = ${userId} order by created_at`;
}

/** Of a direct one the name of the other person. */
export interface OwnConversation {
  readonly id: string;
  readonly kind: 'direct' | 'group';
  readonly name: string;
  readonly role: string;
  readonly joinedAt: string;
}

export async function readConversations(db: Db, userId: UserId): Promise<OwnConversation[]> {
  return db.$client<OwnConversation[]>`
    select c.id, c.kind, ms.role, ${iso(db.$client, 'ms.joined_at')} as "joinedAt",
      case when c.kind = 'group' then c.name else coalesce((
        select u.name from memberships other join users u on u.id = other.user_id
        where other.conversation_id = c.id and other.user_id <> ms.user_id limit 1), '') end as name
    from memberships ms join conversations c on c.id = ms.conversation_id
    where ms.user_id = ${userId} order by ms.joined_at`;
}

export async function readReactions(db: Db, userId: UserId): Promise<unknown> {
  return db.$client`
    select m.conversation_id as "conversationId", m.number as "messageNumber", r.emoji
    from reactions r join messages m on m.id = r.message_id
    where r.user_id = ${userId} order by m.id`;
}

export async function readDrafts(db: Db, userId: UserId): Promise<unknown> {
  return db.$client`
    select conversation_id as "conversationId", text, ${iso(db.$client, 'saved_at')} as "savedAt"
    from drafts where user_id = ${userId} and text <> '' order by saved_at`;
}

export interface OwnMessage {
  readonly id: string;
  readonly conversationId: string;
  readonly text: string;
  readonly createdAt: string;
  readonly editedAt: string | null;
  /** The texts before the present one. */
  readonly before: { readonly text: string; readonly at: string }[];
  readonly reactions: Readonly<Record<string, number>>;
  readonly fileIds: string[];
}

/** Also those of conversations that were left since; the oldest first. */
export async function* readMessages(db: Db, userId: UserId): AsyncGenerator<OwnMessage> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const page = await readPage(db.$client, userId, after);
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < PAGE) return;
    after = last.id;
  }
}

function readPage(sql: Sql, userId: UserId, after: string): Promise<OwnMessage[]> {
  return sql<OwnMessage[]>`
    select m.id, m.conversation_id as "conversationId", m.text, ${iso(sql, 'm.created_at')} as "createdAt",
      ${iso(sql, 'm.edited_at')} as "editedAt",
      coalesce((select json_agg(json_build_object('text', e.text, 'at', ${iso(sql, 'e.written_at')}) order by e.change)
        from message_edits e where e.message_id = m.id), '[]') as before,
      coalesce((select json_object_agg(emoji, count) from (
        select emoji, count(*)::integer as count from reactions where message_id = m.id group by emoji) kinds),
        '{}') as reactions,
      coalesce((select json_agg(mf.file_id order by mf.position) from message_files mf
        where mf.message_id = m.id), '[]') as "fileIds"
    from messages m
    where m.sender_id = ${userId} and m.event is null and m.deleted_at is null and m.id > ${after}
    order by m.id limit ${PAGE}`;
}

export interface OwnFile {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly type: string;
  readonly createdAt: string;
  readonly storageKey: string;
}

export async function readFiles(db: Db, userId: UserId): Promise<OwnFile[]> {
  return db.$client<OwnFile[]>`
    select id, name, size::float8 as size, type, ${iso(db.$client, 'created_at')} as "createdAt", storage_key as "storageKey"
    from files where owner_id = ${userId} and deleted_at is null order by created_at`;
}

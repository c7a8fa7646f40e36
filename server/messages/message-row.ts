import type { ISql } from 'postgres';
import type { FileInfo, Message, SystemEvent } from '../../protocol/chat.ts';

export interface MessageRow {
  readonly id: string;
  readonly conversationId: string;
  readonly number: number;
  readonly change: number;
  readonly senderId: string;
  readonly clientId: string;
  readonly text: string;
  readonly replyTo: string | null;
  readonly event: SystemEvent | null;
  readonly createdAt: number;
  readonly fileCount: number;
}

/** The columns of a `MessageRow`, of the table `messages` under the name `m`. */
export const messageColumns = (sql: ISql) => sql`
  m.id, m.conversation_id as "conversationId", m.number::float8 as number, m.change::float8 as change,
  m.sender_id as "senderId", m.client_id as "clientId", m.text, m.reply_to as "replyTo", m.event,
  (extract(epoch from m.created_at) * 1000)::float8 as "createdAt", m.file_count as "fileCount"`;

/** The columns of a `FileInfo`, of the table `files` under the name `f`. */
export const fileColumns = (sql: ISql) => sql`
  f.id, f.owner_id as "ownerId", f.name, f.size::float8 as size, f.type, f.width, f.height,
  f.thumbnail_key is not null as "hasThumbnail",
  (extract(epoch from f.created_at) * 1000)::float8 as "createdAt"`;

/** Rows as messages, with their files. A file that was removed since still stands in its message. */
export async function toMessages(sql: ISql, rows: readonly MessageRow[]): Promise<Message[]> {
  const withFiles = rows.filter((row) => row.fileCount > 0).map((row) => row.id);
  const filesOf = await readFiles(sql, withFiles);
  return rows.map(({ fileCount, ...row }) => ({
    ...row,
    files: fileCount > 0 ? (filesOf.get(row.id) ?? []) : [],
  }));
}

async function readFiles(sql: ISql, messageIds: readonly string[]): Promise<Map<string, FileInfo[]>> {
  const files = new Map<string, FileInfo[]>();
  if (messageIds.length === 0) return files;
  const rows = await sql<(FileInfo & { messageId: string })[]>`
    select mf.message_id as "messageId", ${fileColumns(sql)}
    from message_files mf join files f on f.id = mf.file_id
    where mf.message_id = any(${messageIds}::uuid[])
    order by mf.message_id, mf.position`;
  for (const { messageId, ...file } of rows) {
    const list = files.get(messageId) ?? [];
    list.push(file);
    files.set(messageId, list);
  }
  return files;
}

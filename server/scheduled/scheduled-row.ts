import type { ISql } from 'postgres';
import type { FileInfo, Scheduled } from '../../protocol/chat.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import type { UserId } from '../../protocol/ids.ts';
import { fileColumns, readQuotes } from '../messages/message-parts.ts';

export interface ScheduledRow
  extends Pick<Scheduled, 'id' | 'conversationId' | 'threadRootId' | 'text' | 'dueAt'> {
  readonly userId: UserId;
  readonly replyTo: string | null;
  readonly revision: number;
  readonly problemCode: ErrorCode | null;
  readonly problem: string;
  readonly fileIds: string[];
}

/** The columns of a `ScheduledRow`, of the table `scheduled_messages` under the name `sm`. */
export const scheduledColumns = (sql: ISql) => sql`
  sm.user_id as "userId", sm.id, sm.conversation_id as "conversationId", sm.thread_root_id as "threadRootId", sm.text,
  sm.reply_to as "replyTo", (extract(epoch from sm.due_at) * 1000)::float8 as "dueAt", sm.revision,
  sm.problem_code as "problemCode", sm.problem,
  array(select file_id from scheduled_files sf
    where sf.user_id = sm.user_id and sf.scheduled_id = sm.id order by sf.position) as "fileIds"`;

/** As their writer sees them. */
export async function toScheduled(sql: ISql, rows: readonly ScheduledRow[]): Promise<Scheduled[]> {
  const [quotes, files] = await Promise.all([
    readQuotes(
      sql,
      rows.flatMap((row) => row.replyTo ?? []),
    ),
    readFilesById(
      sql,
      rows.flatMap((row) => row.fileIds),
    ),
  ]);
  return rows.map(({ userId: _user, replyTo, problemCode, problem, fileIds, ...row }) => ({
    ...row,
    quote: quotes.get(replyTo ?? '')?.quote ?? null,
    files: fileIds.flatMap((id) => files.get(id) ?? []),
    problem: problemCode === null ? null : { code: problemCode, message: problem },
  }));
}

async function readFilesById(sql: ISql, ids: readonly string[]): Promise<Map<string, FileInfo>> {
  if (ids.length === 0) return new Map();
  const rows = await sql<FileInfo[]>`
    select ${fileColumns(sql)} from files f where f.id = any(${[...ids]}::uuid[])`;
  return new Map(rows.map((row) => [row.id, row]));
}

export async function readScheduled(sql: ISql, userId: UserId): Promise<Scheduled[]> {
  const rows = await sql<ScheduledRow[]>`
    select ${scheduledColumns(sql)} from scheduled_messages sm where sm.user_id = ${userId} order by sm.due_at`;
  return toScheduled(sql, rows);
}

import type { ISql } from 'postgres';
import type { Message, SystemEvent } from '../../protocol/chat.ts';
import { readThreads } from '../threads/summaries.ts';
import { readFiles, readMentions, readPreviews, readQuotes, readReactions } from './message-parts.ts';
import { readPolls } from './polls.ts';

export interface MessageRow {
  readonly id: string;
  readonly conversationId: string;
  readonly number: number;
  readonly threadRootId: string | null;
  readonly change: number;
  readonly revision: number;
  readonly senderId: string;
  readonly clientId: string;
  readonly text: string;
  readonly replyTo: string | null;
  readonly event: SystemEvent | null;
  readonly createdAt: number;
  readonly editedAt: number | null;
  readonly deletedAt: number | null;
  readonly pinnedAt: number | null;
  readonly pinnedBy: string | null;
  readonly fileCount: number;
  readonly reactionCount: number;
  readonly mentionCount: number;
  readonly previewCount: number;
  readonly hasThread: boolean;
  readonly hasPoll: boolean;
}

/** The columns of a `MessageRow`, of the table `messages` under the name `m`. */
export const messageColumns = (sql: ISql) => sql`
  m.id, m.conversation_id as "conversationId", m.thread_root_id as "threadRootId", m.has_thread as "hasThread",
  m.number::float8 as number, m.change::float8 as change,
  greatest(m.revision, m.change)::float8 as revision,
  m.sender_id as "senderId", m.client_id as "clientId", m.text, m.reply_to as "replyTo", m.event,
  (extract(epoch from m.created_at) * 1000)::float8 as "createdAt",
  (extract(epoch from m.edited_at) * 1000)::float8 as "editedAt",
  (extract(epoch from m.deleted_at) * 1000)::float8 as "deletedAt",
  (extract(epoch from m.pinned_at) * 1000)::float8 as "pinnedAt", m.pinned_by as "pinnedBy",
  m.file_count as "fileCount", m.reaction_count as "reactionCount", m.mention_count as "mentionCount",
  m.preview_count as "previewCount",
  m.has_poll as "hasPoll"`;

/**
 * Rows as messages, with all that hangs on them. What hangs on them is read after them, so it is as new as their
 * revision tells or newer. A file that was removed since still stands in its message.
 */
export async function toMessages(sql: ISql, rows: readonly MessageRow[]): Promise<Message[]> {
  const having = (count: 'fileCount' | 'reactionCount' | 'mentionCount' | 'previewCount') =>
    rows.filter((row) => row[count] > 0).map((row) => row.id);
  const [filesOf, reactionsOf, mentionsOf, previewsOf, quoteOf, threadOf, pollOf] = await Promise.all([
    readFiles(sql, having('fileCount')),
    readReactions(sql, having('reactionCount')),
    readMentions(sql, having('mentionCount')),
    readPreviews(sql, having('previewCount')),
    readQuotes(sql, [...new Set(rows.flatMap((row) => row.replyTo ?? []))]),
    readThreads(
      sql,
      rows.filter((row) => row.hasThread).map((row) => row.id),
    ),
    readPolls(
      sql,
      rows.flatMap((row) => (row.hasPoll ? row.id : [])),
    ),
  ]);
  return rows.map((row) => {
    const { id, conversationId, number, change, revision, senderId, clientId, text, replyTo, event } = row;
    const { threadRootId, createdAt, editedAt, deletedAt, pinnedAt, pinnedBy } = row;
    const mentions = mentionsOf.get(id);
    return {
      ...{ id, conversationId, number, change, revision, senderId, clientId, text, replyTo, event },
      ...{ threadRootId, createdAt, editedAt, deletedAt },
      thread: threadOf.get(id) ?? null,
      quote: replyTo === null ? null : (quoteOf.get(replyTo)?.quote ?? null),
      files: filesOf.get(id) ?? [],
      reactions: reactionsOf.get(id) ?? [],
      previews: previewsOf.get(id) ?? [],
      mentions: mentions?.userIds ?? [],
      mentionsAll: mentions?.all ?? false,
      poll: pollOf.get(id) ?? null,
      pinned: pinnedAt === null || pinnedBy === null ? null : { userId: pinnedBy, at: pinnedAt },
    };
  });
}

/** Null where there is none; whether it may be seen is the caller's to know. */
export async function readMessage(sql: ISql, id: string): Promise<Message | null> {
  const rows = await sql<MessageRow[]>`select ${messageColumns(sql)} from messages m where m.id = ${id}`;
  const [message] = await toMessages(sql, rows);
  return message ?? null;
}

import type { ISql } from 'postgres';
import type { FileInfo, Preview, Quote, Reaction } from '../../protocol/chat.ts';
import type { ConversationId, MessageId, UserId } from '../../protocol/ids.ts';
import { QUOTE_LENGTH } from '../../protocol/limits.ts';
import { quoteOf } from '../../protocol/quote.ts';

/** What hangs on messages: each is asked for only where the message's own row says that there is some. */

/** The columns of a `FileInfo`, of the table `files` under the name `f`. */
export const fileColumns = (sql: ISql) => sql`
  f.id, f.owner_id as "ownerId", f.name, f.size::float8 as size, f.type, f.width, f.height,
  f.thumbnail_key is not null as "hasThumbnail", f.voice, f.deleted_at is not null as removed,
  (extract(epoch from f.created_at) * 1000)::float8 as "createdAt"`;

export async function readFiles(
  sql: ISql,
  messageIds: readonly MessageId[],
): Promise<Map<MessageId, FileInfo[]>> {
  const files = new Map<MessageId, FileInfo[]>();
  if (messageIds.length === 0) return files;
  const rows = await sql<(FileInfo & { messageId: string })[]>`
    select mf.message_id as "messageId", ${fileColumns(sql)}
    from message_files mf join files f on f.id = mf.file_id
    where mf.message_id = any(${messageIds}::uuid[])
    order by mf.message_id, mf.position`;
  for (const { messageId, ...file } of rows) append(files, messageId, file);
  return files;
}

export async function readReactions(
  sql: ISql,
  messageIds: readonly MessageId[],
): Promise<Map<MessageId, Reaction[]>> {
  const reactions = new Map<MessageId, Reaction[]>();
  if (messageIds.length === 0) return reactions;
  const rows = await sql<{ messageId: MessageId; userId: UserId; emoji: string }[]>`
    select message_id as "messageId", user_id as "userId", emoji from reactions
    where message_id = any(${messageIds}::uuid[]) order by message_id, change`;
  for (const { messageId, userId, emoji } of rows) {
    const known = reactions.get(messageId)?.find((reaction) => reaction.emoji === emoji);
    if (known) known.userIds.push(userId);
    else append(reactions, messageId, { emoji, userIds: [userId] });
  }
  return reactions;
}

/** Whom a message names. */
export interface Mentions {
  readonly userIds: UserId[];
  readonly all: boolean;
}

export async function readMentions(
  sql: ISql,
  messageIds: readonly MessageId[],
): Promise<Map<MessageId, Mentions>> {
  if (messageIds.length === 0) return new Map();
  const rows = await sql<{ messageId: MessageId; userIds: UserId[]; all: boolean }[]>`
    select message_id as "messageId", bool_or(user_id is null) as all,
      coalesce(array_agg(user_id order by user_id) filter (where user_id is not null), '{}') as "userIds"
    from mentions where message_id = any(${messageIds}::uuid[]) group by message_id`;
  return new Map(rows.map(({ messageId, ...mentions }) => [messageId, mentions]));
}

export async function readPreviews(
  sql: ISql,
  messageIds: readonly MessageId[],
): Promise<Map<MessageId, Preview[]>> {
  const previews = new Map<MessageId, Preview[]>();
  if (messageIds.length === 0) return previews;
  const rows = await sql<
    (Omit<Preview, 'picture'> & { messageId: string; width: number | null; height: number })[]
  >`
    select mp.message_id as "messageId", p.id, mp.url, p.title, p.description, p.site_name as "siteName",
      p.picture_width as width, p.picture_height as height
    from message_previews mp join link_previews p on p.id = mp.preview_id
    where mp.message_id = any(${messageIds}::uuid[]) order by mp.message_id, mp.position, mp.url`;
  for (const { messageId, width, height, ...words } of rows) {
    const preview = { ...words, picture: width === null ? null : { width, height } };
    append(previews, messageId, preview);
  }
  return previews;
}

/** A quote, and where the message that it is of stands. */
interface Quoted {
  readonly quote: Quote;
  readonly conversationId: ConversationId;
  readonly threadRootId: MessageId | null;
}

export async function readQuotes(
  sql: ISql,
  messageIds: readonly MessageId[],
): Promise<Map<MessageId, Quoted>> {
  if (messageIds.length === 0) return new Map();
  const rows = await sql<(Quote & Omit<Quoted, 'quote'>)[]>`
    select id, conversation_id as "conversationId", thread_root_id as "threadRootId", number::float8 as number, sender_id as "senderId",
      left(text, ${QUOTE_LENGTH}) as text, file_count as "fileCount", has_poll as poll,
      deleted_at is not null as deleted
    from messages where id = any(${messageIds}::uuid[])`;
  return new Map(
    rows.map(({ conversationId, threadRootId, ...row }) => [
      row.id,
      { quote: quoteOf(row), conversationId, threadRootId },
    ]),
  );
}

function append<T>(lists: Map<MessageId, T[]>, id: MessageId, value: T): void {
  const list = lists.get(id);
  if (list) list.push(value);
  else lists.set(id, [value]);
}

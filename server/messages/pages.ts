import type { Fragment, Sql } from 'postgres';
import type { Db } from '../../db/client.ts';
import type { ChatReplies, Message, PageQuery } from '../../protocol/chat.ts';
import type { ConversationId, MessageId } from '../../protocol/ids.ts';
import { type MessageRow, messageColumns, toMessages } from './message-row.ts';

type Query = Pick<PageQuery, 'direction' | 'anchor' | 'limit'>;

/** Where messages are numbered: a conversation, or a thread in it. */
interface Numbered {
  readonly conversationId: ConversationId;
  readonly rootId: MessageId | null;
  readonly lastNumber: number;
}

/** Numbers are contiguous from 1, so they tell by themselves whether there is more on either side. */
export async function readPage(
  db: Db,
  { conversationId, rootId, lastNumber }: Numbered,
  { direction, anchor, limit }: Query,
): Promise<ChatReplies['chat.page']> {
  const sql = db.$client;
  const place =
    rootId === null
      ? sql`m.conversation_id = ${conversationId} and m.thread_root_id is null`
      : sql`m.thread_root_id = ${rootId}`;
  const rows = await readRows(sql, place, { direction, anchor, limit });
  const messages: Message[] = await toMessages(sql, rows);
  const [first, last] = [messages[0], messages.at(-1)];
  if (!first || !last) {
    const hasAny = lastNumber > 0;
    const isPastEnd = direction === 'after' || direction === 'around';
    return { messages, hasBefore: hasAny && isPastEnd, hasAfter: hasAny && direction === 'before' };
  }
  return { messages, hasBefore: first.number > 1, hasAfter: last.number < lastNumber };
}

async function readRows(sql: Sql, place: Fragment, query: Query): Promise<MessageRow[]> {
  const { direction, anchor, limit } = query;
  switch (direction) {
    case 'newest':
      return readBefore(sql, place, Number.MAX_SAFE_INTEGER, limit);
    case 'before':
      return readBefore(sql, place, anchor, limit);
    case 'after':
      return readFrom(sql, place, anchor + 1, limit);
    case 'around': {
      const older = Math.floor(limit / 2);
      const [before, from] = await Promise.all([
        readBefore(sql, place, anchor, older),
        readFrom(sql, place, anchor, limit - older),
      ]);
      return [...before, ...from];
    }
    default:
      return direction satisfies never;
  }
}

async function readBefore(sql: Sql, place: Fragment, anchor: number, limit: number): Promise<MessageRow[]> {
  const rows = await sql<MessageRow[]>`
    select ${messageColumns(sql)} from messages m
    where ${place} and m.number < ${anchor} order by m.number desc limit ${limit}`;
  return rows.toReversed();
}

async function readFrom(sql: Sql, place: Fragment, anchor: number, limit: number): Promise<MessageRow[]> {
  return sql<MessageRow[]>`
    select ${messageColumns(sql)} from messages m
    where ${place} and m.number >= ${anchor} order by m.number limit ${limit}`;
}

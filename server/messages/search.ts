import type { Fragment, TransactionSql } from 'postgres';
import type { Db } from '../../db/client.ts';
import type { Message } from '../../protocol/chat.ts';
import { unavailable } from '../../protocol/errors.ts';
import type { ConversationId, MessageId, UserId } from '../../protocol/ids.ts';
import { type MessageRow, messageColumns, toMessages } from './message-row.ts';
import { conditionsOf } from './search-conditions.ts';
import { readSearched } from './search-places.ts';
import { parseSearch, type SearchQuery } from './search-text.ts';

const FOUND_AT_ONCE = 30;
/** A word that is common is found among these; one that is not is rare enough for the index to name all of them. */
const NEWEST = 2_000;
const TIMEOUT_MS = 4_000;

export interface Search {
  readonly text: string;
  readonly conversationId?: ConversationId | undefined;
  /** The last message of the page before. */
  readonly before?: MessageId | undefined;
  readonly utcOffsetMinutes?: number | undefined;
}

export interface Found {
  /** Newest first. */
  readonly messages: Message[];
  /** `before` for the page after this one; null: that was all. */
  readonly next: MessageId | null;
}

/** In the conversations of the searcher, or one of them. Ids of messages are in the order of time. */
export async function searchMessages(db: Db, userId: UserId, search: Search): Promise<Found> {
  const query = parseSearch(search.text, search.utcOffsetMinutes);
  const ids = await readSearched(db.$client, userId, { names: query.in, only: search.conversationId });
  if (ids.length === 0 || isEmpty(query)) return { messages: [], next: null };
  try {
    return await db.$client.begin('read only', (tx) => find(tx, query, { ids, before: search.before }));
  } catch (error) {
    if (!isTimeout(error)) throw error;
    throw unavailable('The search took too long. Say more precisely what you look for.', error);
  }
}

interface Place {
  readonly ids: readonly ConversationId[];
  readonly before: MessageId | undefined;
}

async function find(tx: TransactionSql, query: SearchQuery, place: Place): Promise<Found> {
  // What is cheap for one word is not for another: a plan for all of them would be poor.
  await tx`
    select set_config('statement_timeout', ${String(TIMEOUT_MS)}, true),
      set_config('plan_cache_mode', 'force_custom_plan', true)`;
  const isOlder = place.before === undefined ? tx`true` : tx`m.id < ${place.before}`;
  const matches = tx`m.conversation_id = any(${[...place.ids]}::uuid[]) and ${conditionsOf(tx, query)}`;
  const rows = await findRows(tx, query, { isOlder, matches });
  const page = rows.slice(0, FOUND_AT_ONCE);
  const messages = await toMessages(tx, page);
  return { messages, next: rows.length > FOUND_AT_ONCE ? (page.at(-1)?.id ?? null) : null };
}

interface Where {
  readonly isOlder: Fragment;
  readonly matches: Fragment;
}

async function findRows(
  tx: TransactionSql,
  query: SearchQuery,
  where: Where,
): Promise<readonly MessageRow[]> {
  const { isOlder, matches } = where;
  const limit = FOUND_AT_ONCE + 1;
  if (query.words.length > 0) {
    const newest = await tx<MessageRow[]>`
      with m as materialized (select * from messages m where ${isOlder} order by m.id desc limit ${NEWEST})
      select ${messageColumns(tx)} from m where ${matches} order by m.id desc limit ${limit}`;
    if (newest.length === limit) return newest;
  }
  // Apart from the order: with it the planner may walk all messages back from the newest.
  const apart = query.words.length > 0 ? tx`materialized` : tx`not materialized`;
  return tx<MessageRow[]>`
    with found as ${apart} (select m.id from messages m where ${isOlder} and ${matches})
    select ${messageColumns(tx)} from found join messages m on m.id = found.id
    order by found.id desc limit ${limit}`;
}

/** A place alone is no search. */
function isEmpty(query: SearchQuery): boolean {
  const { words, without, from, after, before, hasFile, hasLink, isPinned } = query;
  const hasBounds = after !== null || before !== null;
  return [...words, ...without, ...from].length === 0 && !hasBounds && !hasFile && !hasLink && !isPinned;
}

/** PostgreSQL's query_canceled. */
function isTimeout(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '57014';
}

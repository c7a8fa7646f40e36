import type { Fragment, TransactionSql } from 'postgres';
import type { Db } from '../../db/client.ts';
import type { Message } from '../../protocol/chat.ts';
import { unavailable } from '../../protocol/errors.ts';
import type { ConversationId, MessageId, UserId } from '../../protocol/ids.ts';
import { type MessageRow, messageColumns, toMessages } from './message-row.ts';
import { conditionsOf, indexedOf, inNewSpans } from './search-conditions.ts';
import { readSearched } from './search-places.ts';
import { parseSearch, type SearchQuery } from './search-text.ts';

const FOUND_AT_ONCE = 30;
/** A word that is common is found among these, without an index; where some were found, among some more. */
const NEWEST = 1_000;
const SOME = 5;
const FURTHER = 8_000;
/** One that is less so, by the index of the newest spans of time, each of about three days. */
const SPANS = 16;
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
  const isOlder = place.before === undefined ? tx`true` : tx`m.id < ${place.before}`;
  const matches = tx`m.conversation_id = any(${[...place.ids]}::uuid[]) and ${conditionsOf(tx, query)}`;
  // What is cheap for one word is not for another: a plan for all of them would be poor. Sent along with the search.
  const [, rows] = await Promise.all([
    tx`select set_config('statement_timeout', ${String(TIMEOUT_MS)}, true),
      set_config('plan_cache_mode', 'force_custom_plan', true)`.execute(),
    findRows(tx, query, { isOlder, matches }),
  ]);
  const page = rows.slice(0, FOUND_AT_ONCE);
  const messages = await toMessages(tx, page);
  return { messages, next: rows.length > FOUND_AT_ONCE ? (page.at(-1)?.id ?? null) : null };
}

interface Where {
  readonly isOlder: Fragment;
  readonly matches: Fragment;
}

const LIMIT = FOUND_AT_ONCE + 1;

async function findRows(
  tx: TransactionSql,
  query: SearchQuery,
  { isOlder, matches }: Where,
): Promise<readonly MessageRow[]> {
  if (query.words.length === 0) return findApart(tx, { isOlder, matches }, 'not materialized');
  const newest = await findNewest(tx, { isOlder, matches }, NEWEST);
  if (newest.length === LIMIT) return newest;
  const further = newest.length < SOME ? [] : await findNewest(tx, { isOlder, matches }, FURTHER);
  if (further.length === LIMIT) return further;
  const indexed = indexedOf(tx, query.words);
  if (indexed === null) return findApart(tx, { isOlder, matches });
  const isIndexed = tx`${matches} and ${indexed}`;
  const isNew = tx`${isIndexed} and ${inNewSpans(tx, { isOlder, spans: SPANS })}`;
  const recent = await findApart(tx, { isOlder, matches: isNew });
  return recent.length === LIMIT ? recent : findApart(tx, { isOlder, matches: isIndexed });
}

/** Walks back from the newest until there are enough. */
function findNewest(
  tx: TransactionSql,
  { isOlder, matches }: Where,
  most: number,
): Promise<readonly MessageRow[]> {
  return tx<MessageRow[]>`
    select ${messageColumns(tx)}
    from (select * from messages m where ${isOlder} order by m.id desc limit ${most}) m
    where ${matches} order by m.id desc limit ${LIMIT}`;
}

/** Apart from the order: with it the planner may walk all messages back from the newest. */
function findApart(
  tx: TransactionSql,
  { isOlder, matches }: Where,
  how: 'materialized' | 'not materialized' = 'materialized',
): Promise<readonly MessageRow[]> {
  return tx<MessageRow[]>`
    with found as ${tx.unsafe(how)} (select m.id from messages m where ${isOlder} and ${matches}),
      page as (select id from found order by id desc limit ${LIMIT})
    select ${messageColumns(tx)} from page join messages m on m.id = page.id order by page.id desc`;
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

import type { Fragment, ISql, TransactionSql } from 'postgres';
import type { Db } from '../../db/client.ts';
import type { Message } from '../../protocol/chat.ts';
import { unavailable } from '../../protocol/errors.ts';
import type { ConversationId, MessageId, UserId } from '../../protocol/ids.ts';
import { type MessageRow, messageColumns, toMessages } from './message-row.ts';
import { conditionsOf, indexedOf, inSpans } from './search-conditions.ts';
import {
  type Edges,
  FIRST,
  lookedUp,
  nextLook,
  type Seen,
  type Spans,
  type Walk,
  walked,
} from './search-looks.ts';
import { isInSearched, readSearched } from './search-places.ts';
import { parseSearch, type SearchQuery } from './search-text.ts';

const FOUND_AT_ONCE = 30;
const LIMIT = FOUND_AT_ONCE + 1;
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
  try {
    // One look goes on where another ended: all have to see the same.
    return await db.$client.begin('isolation level repeatable read read only', (tx) =>
      find(tx, userId, search),
    );
  } catch (error) {
    if (!isTimeout(error)) throw error;
    throw unavailable('The search took too long. Say more precisely what you look for.', error);
  }
}

async function find(tx: TransactionSql, userId: UserId, search: Search): Promise<Found> {
  const { conversationId: only, before = null } = search;
  const query = parseSearch(search.text, search.utcOffsetMinutes);
  const conditions = conditionsOf(tx, query);
  const start: Progress = { rows: [], seen: { looks: 0, messages: 0, found: 0, perSpan: 0, end: before } };
  const mayWalk = query.words.length > 0 && query.in.length === 0;
  // What waits for nothing goes out at once. A plan for all words would be poor: what is cheap for one is not for another.
  const [, ids, first] = await Promise.all([
    tx`select set_config('statement_timeout', ${String(TIMEOUT_MS)}, true),
      set_config('plan_cache_mode', 'force_custom_plan', true)`.execute(),
    readSearched(tx, userId, { names: query.in, only }),
    mayWalk ? walk(tx, start, FIRST, tx`${isInSearched(tx, userId, only)} and ${conditions}`) : start,
  ]);
  if (ids.length === 0 || isEmpty(query)) return { messages: [], next: null };
  const matches = tx`m.conversation_id = any(${ids}::uuid[]) and ${conditions}`;
  const rows =
    query.words.length === 0
      ? await findOrdered(tx, { isOlder: olderThan(tx, before), matches }, tx``)
      : await findBackwards(tx, first, { matches, indexed: indexedOf(tx, query.words) });
  const page = rows.slice(0, FOUND_AT_ONCE);
  const messages = await toMessages(tx, page);
  return { messages, next: rows.length > FOUND_AT_ONCE ? (page.at(-1)?.id ?? null) : null };
}

interface Progress {
  readonly rows: readonly MessageRow[];
  readonly seen: Seen;
}

interface Where {
  readonly isOlder: Fragment;
  readonly matches: Fragment;
}

interface Sought {
  readonly matches: Fragment;
  /** Null: the index knows nothing of it. */
  readonly indexed: Fragment | null;
}

/** From the newest back, look by look, until there are enough or no more. */
async function findBackwards(
  tx: TransactionSql,
  { rows, seen }: Progress,
  { matches, indexed }: Sought,
): Promise<readonly MessageRow[]> {
  if (rows.length >= LIMIT || (seen.looks > 0 && seen.end === null)) return rows;
  const look = nextLook(seen, { wanted: LIMIT, isIndexed: indexed !== null });
  const apart = indexed === null ? matches : tx`${matches} and ${indexed}`;
  if (look.kind === 'rest') {
    return [...rows, ...(await findApart(tx, { isOlder: olderThan(tx, seen.end), matches: apart }))];
  }
  const further =
    look.kind === 'walk'
      ? await walk(tx, { rows, seen }, look, matches)
      : await lookUp(tx, { rows, seen }, look, apart);
  return findBackwards(tx, further, { matches, indexed });
}

async function walk(
  tx: TransactionSql,
  { rows, seen }: Progress,
  { messages }: Walk,
  matches: Fragment,
): Promise<Progress> {
  const isOlder = olderThan(tx, seen.end);
  const [found, edges] = await Promise.all([
    findNewest(tx, { isOlder, matches }, messages),
    readEdges(tx, isOlder, messages),
  ]);
  const all = [...rows, ...found];
  return { rows: all, seen: walked(seen, { ...edges, messages, found: all.length }) };
}

async function lookUp(
  tx: TransactionSql,
  { rows, seen }: Progress,
  look: Spans,
  matches: Fragment,
): Promise<Progress> {
  const where = { isOlder: olderThan(tx, seen.end), matches: tx`${matches} and ${inSpans(tx, look.spans)}` };
  const all = [...rows, ...(await findApart(tx, where))];
  return { rows: all, seen: lookedUp(seen, look, all.length) };
}

const olderThan = (sql: ISql, id: MessageId | null): Fragment =>
  id === null ? sql`true` : sql`m.id < ${id}`;

/** Until there are enough. */
function findNewest(
  tx: TransactionSql,
  { isOlder, matches }: Where,
  messages: number,
): Promise<readonly MessageRow[]> {
  return tx<MessageRow[]>`
    select ${messageColumns(tx)}
    from (select * from messages m where ${isOlder} order by m.id desc limit ${messages}) m
    where ${matches} order by m.id desc limit ${LIMIT}`;
}

async function readEdges(tx: TransactionSql, isOlder: Fragment, messages: number): Promise<Edges> {
  const one = (at: number) =>
    tx`(select m.id from messages m where ${isOlder} order by m.id desc offset ${at} limit 1)`;
  const [edges] = await tx<Edges[]>`select ${one(0)} as newest, ${one(messages - 1)} as oldest`;
  return edges ?? { newest: null, oldest: null };
}

/** Apart from the order, by a fence: with it the planner may walk all messages back from the newest. */
const findApart = (tx: TransactionSql, where: Where) => findOrdered(tx, where, tx`offset 0`);

/** The columns are made of what is left: there may be many more. */
function findOrdered(
  tx: TransactionSql,
  { isOlder, matches }: Where,
  fence: Fragment,
): Promise<readonly MessageRow[]> {
  return tx<MessageRow[]>`
    select ${messageColumns(tx)} from (
      select * from (select * from messages m where ${isOlder} and ${matches} ${fence}) m
      order by m.id desc limit ${LIMIT}) m
    order by m.id desc`;
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

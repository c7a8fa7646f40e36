import type { ISql } from 'postgres';
import { type Rest, threadIn, type Truth } from '../history.ts';
import { readHanging, readPolls } from './hanging.ts';
import type { Database } from './postgres.ts';

export type Stored = Pick<Rest, 'conversations' | 'polls' | 'hanging'>;

/** All that the database has, as of one moment; what was read before is read again, for it might have changed. */
export function readTruth(database: Database): Promise<Stored> {
  return database.ask((sql) =>
    sql.begin('isolation level repeatable read read only', async (tx): Promise<Stored> => {
      const [conversations, threads] = [await readConversations(tx), await readThreads(tx)];
      return {
        conversations: [...conversations, ...threads],
        polls: await readPolls(tx),
        hanging: await readHanging(tx),
      };
    }),
  );
}

/** The last number of every conversation and thread. */
export async function readEnds(database: Database): Promise<Map<string, number>> {
  const rows = await database.ask(
    (sql) => sql<{ id: string; rootId: string | null; last: number }[]>`
      select c.id, null as "rootId", coalesce((select max(number) from messages m
        where m.conversation_id = c.id and m.thread_root_id is null), 0)::float8 as last
      from conversations c
      union all select conversation_id, root_id, last_number::float8 from threads`,
  );
  return new Map(rows.map(({ id, rootId, last }) => [rootId === null ? id : threadIn(id, rootId), last]));
}

interface Row {
  id: string;
  number: number;
  op: number;
}

async function readConversations(sql: ISql): Promise<Truth[]> {
  const counters = await sql<{ id: string; lastNumber: number; lastChange: number }[]>`
    select id, last_number::float8 as "lastNumber", last_change::float8 as "lastChange" from conversations`;
  const messages = await sql<Row[]>`
    select conversation_id as id, number::float8 as number,
      coalesce(substring(text from '^#([0-9]+) ')::integer, -1) as op
    from messages where thread_root_id is null order by number`;
  const changes = await sql<{ id: string; change: number }[]>`
    select id, change::float8 as change from (
      select conversation_id as id, change from messages
      union all select conversation_id, change from changes) every order by change`;
  const members = await sql<{ id: string; user: string; read: number }[]>`
    select conversation_id as id, user_id as user, read_number::float8 as read from memberships`;
  const [messagesOf, changesOf, membersOf] = [groupBy(messages), groupBy(changes), groupBy(members)];
  return counters.map(({ id, ...last }) => ({
    ...{ conversation: id, ...last },
    messages: (messagesOf.get(id) ?? []).map(({ number, op }) => ({ number, op })),
    changes: (changesOf.get(id) ?? []).map(({ change }) => change),
    members: (membersOf.get(id) ?? []).map(({ user }) => user),
    reads: new Map(membersOf.get(id)?.map(({ user, read }) => [user, read])),
  }));
}

/** Its changes are those of the conversation, and so are its members. */
async function readThreads(sql: ISql): Promise<Truth[]> {
  const replies = await sql<Row[]>`
    select thread_root_id as id, number::float8 as number,
      coalesce(substring(text from '^#([0-9]+) ')::integer, -1) as op
    from messages where thread_root_id is not null order by number`;
  const threads = await sql<{ id: string; conversationId: string; lastNumber: number }[]>`
    select root_id as id, conversation_id as "conversationId", last_number::float8 as "lastNumber" from threads`;
  const repliesOf = groupBy(replies);
  return threads.map(({ id, conversationId, lastNumber }) => ({
    conversation: threadIn(conversationId, id),
    ...{ lastNumber, lastChange: 0, changes: [], members: [], reads: new Map() },
    messages: (repliesOf.get(id) ?? []).map(({ number, op }) => ({ number, op })),
  }));
}

function groupBy<T extends { readonly id: string }>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(row.id);
    if (group) group.push(row);
    else groups.set(row.id, [row]);
  }
  return groups;
}

import type { Truth } from '../history.ts';
import type { Database } from './postgres.ts';

interface Row {
  id: string;
  lastNumber: number;
  lastChange: number;
}

/** All that the database has; what was read before is read again, for it might have changed. */
export async function readTruth(database: Database): Promise<Truth[]> {
  const rows = await database.ask(
    (sql) => sql<Row[]>`
      select id, last_number::float8 as "lastNumber", last_change::float8 as "lastChange" from conversations`,
  );
  return Promise.all(rows.map((row) => readConversation(database, row)));
}

/** The last number of every conversation. */
export async function readEnds(database: Database): Promise<Map<string, number>> {
  const rows = await database.ask(
    (sql) => sql<{ id: string; last: number }[]>`
      select c.id, coalesce((select max(number) from messages m where m.conversation_id = c.id and m.thread_root_id is null), 0)::float8 as last
      from conversations c`,
  );
  return new Map(rows.map(({ id, last }) => [id, last]));
}

async function readConversation(database: Database, { id, lastNumber, lastChange }: Row): Promise<Truth> {
  const messages = await database.ask(
    (sql) => sql<{ number: number; change: number; op: number }[]>`
      select number::float8 as number, change::float8 as change,
        coalesce(substring(text from '^#([0-9]+) ')::integer, -1) as op
      from messages where conversation_id = ${id} and thread_root_id is null order by number`,
  );
  const others = await database.ask(
    (sql) => sql<{ change: number }[]>`
      select change::float8 as change from changes where conversation_id = ${id}`,
  );
  const members = await database.ask(
    (sql) => sql<{ user: string; read: number }[]>`
      select user_id as user, read_number::float8 as read from memberships where conversation_id = ${id}`,
  );
  return {
    conversation: id,
    lastNumber,
    lastChange,
    messages: messages.map(({ number, op }) => ({ number, op })),
    changes: [...messages, ...others].map(({ change }) => change).toSorted((a, b) => a - b),
    members: members.map(({ user }) => user),
    reads: new Map(members.map(({ user, read }) => [user, read])),
  };
}

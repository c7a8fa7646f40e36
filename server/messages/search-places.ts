import type { Fragment, ISql } from 'postgres';
import { notFound } from '../../protocol/errors.ts';
import type { ConversationId, UserId } from '../../protocol/ids.ts';

interface Asked {
  /** Parts of names, of which one has to fit; none: all. */
  readonly names: readonly string[];
  readonly only: ConversationId | undefined;
}

/** The conversations that a search may look into: never one that the searcher is no member of. */
export async function readSearched(
  sql: ISql,
  userId: UserId,
  { names, only }: Asked,
): Promise<ConversationId[]> {
  const rows = await (names.length === 0 ? readIds : readNamed)(sql, isSearched(sql, userId, only), userId);
  if (only !== undefined && rows.length === 0) throw notFound('The conversation');
  const fits = (own: string) => names.some((name) => own.toLowerCase().includes(name));
  return rows.filter((row) => row.names === null || row.names.some(fits)).map((row) => row.id);
}

interface Place {
  readonly id: ConversationId;
  readonly names: readonly string[] | null;
}

const readIds = (sql: ISql, isAsked: Fragment) =>
  sql<Place[]>`select ms.conversation_id as id, null as names from memberships ms where ${isAsked}`;

/** A direct conversation goes by the other person's name. */
const readNamed = (sql: ISql, isAsked: Fragment, userId: UserId) => sql<Place[]>`
  select c.id, case when c.kind = 'group' then array[c.name] else array(
    select unnest(array[u.name, u.username]) from memberships other join users u on u.id = other.user_id
    where other.conversation_id = c.id and other.user_id <> ${userId}
  ) end as names
  from memberships ms join conversations c on c.id = ms.conversation_id
  where ${isAsked}`;

/** The same of a message `m`, whatever the names: for who has not asked for the ids yet. */
export const isInSearched = (sql: ISql, userId: UserId, only: ConversationId | undefined): Fragment => sql`
  m.conversation_id = any(array(select ms.conversation_id from memberships ms where ${isSearched(sql, userId, only)}))`;

const isSearched = (sql: ISql, userId: UserId, only: ConversationId | undefined): Fragment => {
  const isAsked = only === undefined ? sql`true` : sql`ms.conversation_id = ${only}`;
  return sql`ms.user_id = ${userId} and ${isAsked}`;
};

import type { Sql } from 'postgres';
import { notFound } from '../../protocol/errors.ts';
import type { ConversationId, UserId } from '../../protocol/ids.ts';

interface Asked {
  /** Parts of names, of which one has to fit; none: all. */
  readonly names: readonly string[];
  readonly only: ConversationId | undefined;
}

/** The conversations that a search may look into: never one that the searcher is no member of. */
export async function readSearched(
  sql: Sql,
  userId: UserId,
  { names, only }: Asked,
): Promise<ConversationId[]> {
  const isAsked = only === undefined ? sql`true` : sql`c.id = ${only}`;
  // A direct conversation goes by the other person's name.
  const rows = await sql<{ id: ConversationId; names: string[] }[]>`
    select c.id, case when c.kind = 'group' then array[c.name] else array(
      select unnest(array[u.name, u.username]) from memberships other join users u on u.id = other.user_id
      where other.conversation_id = c.id and other.user_id <> ${userId}
    ) end as names
    from memberships ms join conversations c on c.id = ms.conversation_id
    where ms.user_id = ${userId} and ${isAsked}`;
  if (only !== undefined && rows.length === 0) throw notFound('The conversation');
  const fits = (own: string) => names.some((name) => own.toLowerCase().includes(name));
  return rows.filter((row) => names.length === 0 || row.names.some(fits)).map((row) => row.id);
}

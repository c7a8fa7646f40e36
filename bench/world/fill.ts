import type { Sql } from 'postgres';
import { withSql } from './database.ts';
import { allWords } from './words.ts';

const WORDS_A_MESSAGE = 12;
const CHUNK = 100_000;

interface Filling {
  readonly conversationId: string;
  readonly messages: number;
  /** Of a second conversation: past the ids of the first. */
  readonly firstId?: number;
}

/** Messages of everyone in the conversation in turn, one a minute up to now, of words by Zipf's law. */
export async function fillConversation(
  url: string,
  { conversationId, messages, firstId = 0 }: Filling,
): Promise<void> {
  await withSql(url, async (sql) => {
    await sql`create temporary table words as
      select word, (ordinality - 1)::integer as rank from unnest(${allWords()}::text[]) with ordinality as w (word)`;
    await sql`create index on words (rank) include (word)`;
    await sql`analyze words`;
    const indexes = await dropSearchIndexes(sql);
    for (let first = 1; first <= messages; first += CHUNK) {
      await insertChunk(sql, {
        conversationId,
        messages,
        firstId,
        first,
        last: Math.min(messages, first + CHUNK - 1),
      });
    }
    await sql`
      update conversations set last_number = ${messages}, last_change = ${messages} where id = ${conversationId}`;
    await sql`set maintenance_work_mem = '512MB'`;
    for (const { definition } of indexes) await sql.unsafe(definition);
    await sql`vacuum analyze`;
    await sql`checkpoint`;
  });
}

/** An index is built faster than filled. */
async function dropSearchIndexes(sql: Sql): Promise<{ name: string; definition: string }[]> {
  const indexes = await sql<{ name: string; definition: string }[]>`
    select indexname as name, indexdef as definition from pg_indexes
    where tablename = 'messages' and indexdef like '%USING gin%'`;
  for (const { name } of indexes) await sql`drop index ${sql(name)}`;
  return indexes;
}

/**
 * The rank is the number of words to the power of chance: each word is about as rare as its rank. Written in the order of
 * time, as people write: what is new lies together.
 */
async function insertChunk(
  sql: Sql,
  chunk: Required<Filling> & { first: number; last: number },
): Promise<void> {
  const { conversationId, messages, firstId, first, last } = chunk;
  await sql`
    insert into messages (id, conversation_id, number, change, sender_id, client_id, text, created_at)
    select (lpad(to_hex(n + ${firstId}::int), 8, '0') || '-0000-7000-8000-000000000000')::uuid, ${conversationId}, n, n,
      members.ids[1 + n % array_length(members.ids, 1)], gen_random_uuid(), texts.text,
      now() - (${messages}::int - n) * interval '1 minute'
    from (select array_agg(user_id order by user_id) as ids from memberships
      where conversation_id = ${conversationId}) members,
    (select n, string_agg(word, ' ') as text from (
      select n, floor(power((select count(*) from words), random()))::integer - 1 as rank
      from generate_series(${first}::int, ${last}::int) n, generate_series(1, ${WORDS_A_MESSAGE}::int)
    ) drawn join words using (rank) group by n) texts order by n`;
}

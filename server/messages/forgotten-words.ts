import type { Fragment, ISql, Sql, TransactionSql } from 'postgres';
import type { Db } from '../../db/client.ts';
import type { MessageId } from '../../protocol/ids.ts';

const BATCH = 500;
/** Who sends waits behind who waits for this lock: rather another round than a long wait. */
const LOCK_PATIENCE = '500ms';

/** Before a message is emptied: its words, those of earlier versions too, may be in no other. */
export async function noteWords(tx: TransactionSql, messageId: MessageId): Promise<void> {
  await tx`
    insert into forgotten_words (word)
    select distinct term from (
      select text from messages where id = ${messageId}
      union all select text from message_edits where message_id = ${messageId}
    ) written, unnest(parley_terms(written.text)) term`;
}

/**
 * Takes words that stand in no message any more out of the search's vocabulary (`search_words`); answers how many. Whoever writes a message
 * holds a lock on that table until the commit (the trigger `messages_learn`), so what is looked at under a lock that
 * excludes them is all there is. Common words are sorted out before, without a lock.
 */
export async function forgetWords({ db }: { readonly db: Db }): Promise<number> {
  const sql = db.$client;
  let forgotten = 0;
  for (;;) {
    const noted = await sql<{ word: string }[]>`select distinct word from forgotten_words limit ${BATCH}`;
    if (noted.length === 0) return forgotten;
    const words = noted.map(({ word }) => word);
    const rare = await sql<{ word: string }[]>`
      select word from unnest(${words}::text[]) word where not ${isWritten(sql)}`;
    forgotten += await forget(sql, { words, rare: rare.map(({ word }) => word) });
  }
}

function forget(
  sql: Sql,
  { words, rare }: { readonly words: readonly string[]; readonly rare: readonly string[] },
): Promise<number> {
  return sql.begin(async (tx) => {
    await tx`select set_config('lock_timeout', ${LOCK_PATIENCE}, true)`;
    await tx`lock table search_words in share row exclusive mode`;
    const { count } = await tx`
      delete from search_words where word in (
        select word from unnest(${[...rare]}::text[]) word where not ${isWritten(tx)})`;
    await tx`delete from forgotten_words where word = any(${[...words]}::text[])`;
    return count;
  });
}

const isWritten = (sql: ISql): Fragment => sql`
  exists (select from messages m where parley_index(m.id, m.text) collate "C" @> array[word collate "C"])`;

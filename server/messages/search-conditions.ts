import type { Fragment, ISql } from 'postgres';
import { BETWEEN, isShort, runsOfWord } from './search-runs.ts';
import type { SearchQuery, Word } from './search-text.ts';

/** What a row of `messages`, under the name `m`, has to be. */
export function conditionsOf(sql: ISql, query: SearchQuery): Fragment {
  const { words, without, from, after, before, hasFile, hasLink, isPinned } = query;
  const all = [
    sql`m.deleted_at is null and m.event is null`,
    ...words.map((word) => isWord(sql, word)),
    ...without.map((word) => sql`not ${stands(sql, word)}`),
    ...(from.length === 0 ? [] : [isFrom(sql, from, { besideWords: words.length > 0 })]),
    ...(after === null ? [] : [sql`m.created_at >= to_timestamp(${after}::float8 / 1000)`]),
    ...(before === null ? [] : [sql`m.created_at < to_timestamp(${before}::float8 / 1000)`]),
    ...(hasFile ? [sql`m.file_count > 0`] : []),
    ...(hasLink ? [sql`m.text ~* 'https?://'`] : []),
    ...(isPinned ? [sql`m.pinned_at is not null`] : []),
  ];
  return all.reduce((one, other) => sql`${one} and ${other}`);
}

/**
 * What the index of words knows of a row that has these: of each run of letters one of the words that it is a part of.
 * Whether they stand there as they were typed is for `conditionsOf` to say. Null: it knows nothing.
 */
export function indexedOf(sql: ISql, words: readonly Word[]): Fragment | null {
  const runs = words.flatMap((word) => runsOfWord(word));
  return runs
    .map((run) => {
      const pattern = `${run.begins ? '' : '%'}${run.text}${run.ends ? '' : '%'}`;
      return sql`${indexOf(sql)} && (
        select array_agg(word) from search_words where word like lower(${pattern}))`;
    })
    .reduce<Fragment | null>((one, other) => (one === null ? other : sql`${one} and ${other}`), null);
}

/** Among the messages of the newest spans of time, counted from the newest that is older than what was found. */
export function inNewSpans(
  sql: ISql,
  { isOlder, spans }: { readonly isOlder: Fragment; readonly spans: number },
): Fragment {
  return sql`${indexOf(sql)} && (
    select array_agg('#' || lpad(to_hex(newest.span - back), 5, '0'))
    from generate_series(0, ${spans - 1}::int) back, (
      select ('x' || left(m.id::text, 5))::bit(20)::int as span from messages m
      where ${isOlder} order by m.id desc limit 1) newest
    where newest.span >= back)`;
}

const indexOf = (sql: ISql) => sql`parley_index(m.id, m.text) collate "C"`;

/** A word of one or two letters is the beginning of a word: there are too many of which it is a part. */
function isWord(sql: ISql, word: Word): Fragment {
  if (!isShort(word)) return stands(sql, word);
  const pattern = `(^|${BETWEEN})${word.text}${word.exact ? `($|${BETWEEN})` : ''}`;
  return sql`(${stands(sql, word)} and m.text ~* ${pattern})`;
}

/** Anywhere in the text. */
function stands(sql: ISql, { text }: Word): Fragment {
  return sql`m.text ilike ${`%${text.replace(/[\\%_]/g, '\\$&')}%`}`;
}

/** By username, or by the whole name. Beside words, which say more, not by the index of senders. */
function isFrom(
  sql: ISql,
  names: readonly string[],
  { besideWords }: { readonly besideWords: boolean },
): Fragment {
  const senders = sql`
    select id from users where username = any(${[...names]}::text[]) or lower(name) = any(${[...names]}::text[])`;
  return besideWords ? sql`array(${senders}) @> array[m.sender_id]` : sql`m.sender_id in (${senders})`;
}

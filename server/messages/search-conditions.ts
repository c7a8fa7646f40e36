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

/** Among the messages of these spans of time; read before, for the planner knows no better if it knows them. */
export const inSpans = (sql: ISql, spans: readonly string[]): Fragment =>
  sql`${indexOf(sql)} && (select ${[...spans]}::text[])`;

const indexOf = (sql: ISql) => sql`parley_index(m.id, m.text) collate "C"`;

/** A word of one or two letters is the beginning of a word: there are too many of which it is a part. */
function isWord(sql: ISql, word: Word): Fragment {
  if (!isShort(word)) return stands(sql, word);
  const pattern = `(^|${BETWEEN})${word.text}${word.exact ? `($|${BETWEEN})` : ''}`;
  return sql`(${stands(sql, word)} and m.text ~* ${pattern})`;
}

/**
 * Anywhere in the text, in whatever case. To bring a text into lower case by the rules of a language takes longer than to fetch it:
 * where only plain letters have a case, those of the collation C do, and two letters that such rules make plain ones.
 */
function stands(sql: ISql, { text }: Word): Fragment {
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
  if (!hasPlainCase(text)) return sql`m.text ilike ${pattern}`;
  const isPlain = sql`m.text collate "C" ilike ${pattern}`;
  const others = Object.entries(MADE_PLAIN).filter(([plain]) => text.includes(plain));
  return others.reduce(
    (one, [, other]) =>
      sql`(${one} or (strpos(m.text collate "C", ${other}) > 0 and m.text ilike ${pattern}))`,
    isPlain,
  );
}

/** The only letters outside ASCII whose lower case is in it: the Turkish dotted I and the Kelvin sign. */
const MADE_PLAIN = { i: '\u0130', k: '\u212A' } as const;

const hasPlainCase = (text: string) =>
  [...text].every((letter) => letter < '\x80' || letter.toUpperCase() === letter.toLowerCase());

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

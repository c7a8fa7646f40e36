import type { Fragment, ISql } from 'postgres';
import type { SearchQuery, Word } from './search-text.ts';

/** The trigrams of the index are of letters and digits of ASCII: three in a row, and it finds the word in any place. */
const HAS_TRIGRAM = /[a-z0-9]{3}/;
/** As in the function parley_words: each of these is a word by itself. */
const IDEOGRAPH = /[\u2E80-\u9FFF\uA960-\uA97F\uAC00-\uD7FF\uF900-\uFAFF\u{20000}-\u{3FFFF}]/gu;
const HAS_WORD = /[\p{L}\p{N}\p{Extended_Pictographic}]/u;

/** What a row of `messages`, under the name `m`, has to be. */
export function conditionsOf(sql: ISql, query: SearchQuery): Fragment {
  const { words, without, from, after, before, hasFile, hasLink, isPinned } = query;
  const all = [
    sql`m.deleted_at is null and m.event is null`,
    ...words.map((word) => hasWord(sql, word)),
    ...without.map((word) => sql`not ${isPart(sql, word)}`),
    ...(from.length === 0 ? [] : [isFrom(sql, from)]),
    ...(after === null ? [] : [sql`m.created_at >= to_timestamp(${after}::float8 / 1000)`]),
    ...(before === null ? [] : [sql`m.created_at < to_timestamp(${before}::float8 / 1000)`]),
    ...(hasFile ? [sql`m.file_count > 0`] : []),
    ...(hasLink ? [sql`m.text ~* 'https?://'`] : []),
    ...(isPinned ? [sql`m.pinned_at is not null`] : []),
  ];
  return all.reduce((one, other) => sql`${one} and ${other}`);
}

/**
 * The word stands in the text as it was typed. Where there are trigrams, their index finds it; else, by the words'
 * index, it has to be the beginning of a word, or characters that are words by themselves.
 */
function hasWord(sql: ISql, word: Word): Fragment {
  if (HAS_TRIGRAM.test(word.text) || !HAS_WORD.test(word.text)) return isPart(sql, word);
  const spaced = word.text.replace(IDEOGRAPH, ' $& ');
  const phrase = sql`phraseto_tsquery('simple', ${spaced}::text)`;
  const isWhole = word.exact || spaced.endsWith(' ');
  const query = isWhole ? phrase : sql`(nullif(${phrase}::text, '') || ':*')::tsquery`;
  return sql`(parley_words(m.text) @@ ${query} and ${isPart(sql, word)})`;
}

function isPart(sql: ISql, { text }: Word): Fragment {
  return sql`m.text ilike ${`%${text.replace(/[\\%_]/g, '\\$&')}%`}`;
}

/** By username, or by the whole name. */
function isFrom(sql: ISql, names: readonly string[]): Fragment {
  return sql`m.sender_id in (
    select id from users where username = any(${[...names]}::text[]) or lower(name) = any(${[...names]}::text[]))`;
}

import type { Word } from './search-text.ts';

const IDEOGRAPHS =
  '\\u2E80-\\u9FFF\\uA960-\\uA97F\\uAC00-\\uD7FF\\uF900-\\uFAFF\\uFF00-\\uFFEF\\u{20000}-\\u{3FFFF}';
const MARKS = '\\u0001-\\u002F\\u003A-\\u0040\\u005B-\\u0060\\u007B-\\u00BF\\u2000-\\u206F';
/** As in the function parley_terms: each of these is a word by itself. */
const IDEOGRAPH = new RegExp(`[${IDEOGRAPHS}]`, 'gu');
/** As there: what stands between words. */
const MARK = new RegExp(`([${MARKS}]+)`, 'u');
/** Longer ones are cut into pieces in the index; where, is not known of a part of them. */
const LONGEST = 100;
const SHORT = /^[\p{L}\p{N}]{1,2}$/u;

/** One character beside which a word begins or ends, as a regular expression of PostgreSQL. */
export const BETWEEN = `[${MARKS}${IDEOGRAPHS.replace(/\\u\{(\w+)\}/g, '\\U000$1')}]`;

/** Letters and digits in a row. */
export interface Run {
  readonly text: string;
  /** It is known to be the beginning, the end of a word. */
  readonly begins: boolean;
  readonly ends: boolean;
}

/** What is looked for, cut as the index cuts what was written: at its edges, words may go on. */
export function runsOf(text: string): Run[] {
  const pieces = text.replace(IDEOGRAPH, ' $& ').split(MARK);
  // Every other piece is one that separates; where the text begins or ends with one, a piece beside it is empty.
  return pieces.flatMap((piece, at): Run[] => {
    if (at % 2 === 1 || piece === '' || piece.length > LONGEST) return [];
    return [{ text: piece, begins: at > 0, ends: at < pieces.length - 1 }];
  });
}

export function runsOfWord(word: Word): Run[] {
  const runs = runsOf(word.text);
  return isShort(word) ? runs.map((run) => ({ ...run, begins: true, ends: run.ends || word.exact })) : runs;
}

/** One or two letters or digits; not ideographs, which are words by themselves, and no emoji. */
export function isShort({ text }: Word): boolean {
  return SHORT.test(text) && runsOf(text).some((run) => run.text === text && !run.begins);
}

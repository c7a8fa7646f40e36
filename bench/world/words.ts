const WORDS = 20_000;
const SYLLABLES = [
  'ba',
  'ce',
  'di',
  'fo',
  'gu',
  'ka',
  'le',
  'mi',
  'no',
  'pu',
  'ra',
  'se',
  'ti',
  'vo',
  'zu',
  'sha',
  'tre',
  'qui',
  'lon',
  'mar',
];

/** The word of this rank: the first is the commonest. Spelled out of the rank itself, so that each is different. */
export function wordOf(rank: number): string {
  let rest = rank + SYLLABLES.length;
  let word = '';
  while (rest > 0) {
    word += SYLLABLES[rest % SYLLABLES.length];
    rest = Math.floor(rest / SYLLABLES.length);
  }
  return word;
}

/** All words, the commonest first: the chance of each is about one over its rank. */
export const allWords = (): string[] => Array.from({ length: WORDS }, (_, rank) => wordOf(rank));

export interface SearchQuery {
  readonly kind: string;
  readonly text: string;
  /** What an ILIKE scan for the same looks for, where it is but a word. */
  readonly scan: string | null;
}

/** What people look for, from the commonest word to one that is nowhere; each kind with several words. */
export function searchQueries(): SearchQuery[] {
  const single = [0, 3, 30, 300, 3_000, 12_000, 19_000].map((rank) => ({
    kind: `word of rank ${rank}`,
    text: wordOf(rank),
    scan: wordOf(rank),
  }));
  const pairs = [
    [5, 40],
    [400, 1_500],
    [2_000, 9_000],
  ].map(([one = 0, other = 0]) => ({
    kind: `two words of ranks ${one} and ${other}`,
    text: `${wordOf(one)} ${wordOf(other)}`,
    scan: null,
  }));
  const others = [
    ['part of a word', wordOf(7_000).slice(1, 6)],
    ['a phrase', `"${wordOf(0)} ${wordOf(1)}"`],
    ['a word and not another', `${wordOf(700)} -${wordOf(0)}`],
    ['a rare word from one person', `${wordOf(4_000)} from:bench1`],
    ['a word after a day', `${wordOf(900)} after:2026-01-01`],
    ['nowhere', 'xyzzyplugh'],
  ].map(([kind = '', text = '']) => ({ kind, text, scan: null }));
  return [...single, ...pairs, ...others];
}

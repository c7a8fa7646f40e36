const WORDS = 20_000;
const ONSETS = 'b br c ch d dr f fl g gr h j k kl l m n p pr qu r s sh sk st t th tr v w z'.split(' ');
const VOWELS = 'a e i o u ai ea oo'.split(' ');
const CODAS = ['', 'n', 'r', 's', 'l', 't', 'm', 'ck'];

/** The commonest first: the chance of each is about one over its rank. Common words are short, as in any language. */
export function allWords(): string[] {
  const words = new Set<string>();
  for (let n = 0; words.size < WORDS; n += 1) words.add(spell(n, 1 + Math.floor(Math.log10(1 + n / 20))));
  return [...words];
}

/** Always the same for the same number, and unlike that of its neighbours. */
function spell(n: number, syllables: number): string {
  let word = '';
  for (let at = 0; at < Math.max(1, syllables); at += 1) {
    const mixed = Bun.hash.wyhash(`${n} ${at}`);
    const pick = (from: readonly string[], shift: bigint) =>
      from[Number((mixed >> shift) % BigInt(from.length))] ?? '';
    word += pick(ONSETS, 0n) + pick(VOWELS, 16n) + pick(CODAS, 32n);
  }
  return word;
}

export interface SearchQuery {
  readonly kind: string;
  readonly text: string;
  /** What an ILIKE scan for the same looks for, where it is but a word. */
  readonly scan: string | null;
}

/** What people look for, from the commonest word to one that is nowhere; each kind with several words. */
export function searchQueries(): SearchQuery[] {
  const words = allWords();
  const wordOf = (rank: number) => words[rank] ?? '';
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

/** What somebody typed into the search field, taken apart. Everything has to hold at once. */
export interface SearchQuery {
  /** Words and "phrases" that the text has, and those that it has not. In lower case. */
  readonly words: readonly Word[];
  readonly without: readonly Word[];
  /** Usernames; names of conversations, of which one has to hold. */
  readonly from: readonly string[];
  readonly in: readonly string[];
  /** Milliseconds since the epoch; `before` itself is excluded. */
  readonly after: number | null;
  readonly before: number | null;
  readonly hasFile: boolean;
  readonly hasLink: boolean;
  readonly isPinned: boolean;
}

export interface Word {
  readonly text: string;
  /** In quotation marks: as it stands, with what is between its words. */
  readonly exact: boolean;
}

const MAX_TERMS = 20;
const TERM = /(-?)(?:([a-z]+):)?(?:"([^"]*)"?|(\S+))/giu;

/**
 * `from:bob in:watercooler before:2026-05-04 after:2026-05-01 has:file has:link is:pinned "a phrase" -not`. Days are
 * those of the searcher; `after:` includes its day, `before:` does not. What is no operator is a word.
 */
export function parseSearch(text: string, utcOffsetMinutes = 0): SearchQuery {
  const query = {
    words: [] as Word[],
    without: [] as Word[],
    from: [] as string[],
    in: [] as string[],
    after: null as number | null,
    before: null as number | null,
    hasFile: false,
    hasLink: false,
    isPinned: false,
  };
  for (const [whole, minus, key, quoted, plain] of [...text.matchAll(TERM)].slice(0, MAX_TERMS)) {
    const value = (quoted ?? plain ?? '').trim();
    const day = dayOf(value, utcOffsetMinutes);
    const operator = minus || !key ? '' : `${key.toLowerCase()}:`;
    if (operator === 'from:' && value) query.from.push(value.replace(/^@/, '').toLowerCase());
    else if (operator === 'in:' && value) query.in.push(value.replace(/^#/, '').toLowerCase());
    else if (operator === 'before:' && day !== null) query.before = Math.min(query.before ?? day, day);
    else if (operator === 'after:' && day !== null) query.after = Math.max(query.after ?? day, day);
    else if (operator === 'has:' && /^files?$/i.test(value)) query.hasFile = true;
    else if (operator === 'has:' && /^links?$/i.test(value)) query.hasLink = true;
    else if (operator === 'is:' && /^pinned$/i.test(value)) query.isPinned = true;
    else addWord(minus ? query.without : query.words, { whole, minus, quoted, key });
  }
  return query;
}

function addWord(
  words: Word[],
  term: { whole: string; minus: string | undefined; quoted: string | undefined; key: string | undefined },
): void {
  const exact = term.quoted !== undefined && !term.key;
  const text = exact ? (term.quoted ?? '') : term.whole.slice(term.minus ? 1 : 0);
  const kept = text.trim().toLowerCase();
  if (kept !== '') words.push({ text: kept, exact });
}

/** The moment at which a day begins for who is searching. */
function dayOf(value: string, utcOffsetMinutes: number): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return null;
  const start = Date.parse(`${value}T00:00:00Z`);
  // 31st of February and their like are no days.
  const isReal = !Number.isNaN(start) && new Date(start).toISOString().startsWith(value);
  return isReal ? start - utcOffsetMinutes * 60_000 : null;
}

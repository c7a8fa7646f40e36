import { oneLine } from '../text/one-line.ts';

const LENGTH = 180;
/** Before the first hit, so that it is seen in its sentence. */
const LEAD = 60;

export interface Piece {
  readonly text: string;
  readonly hit: boolean;
}

/** The words of a search that may stand in a text: no operators, nothing that is excluded. */
export function wordsOf(search: string): string[] {
  const terms = search.match(/-?(?:[a-z]+:)?"[^"]*"?|\S+/gi) ?? [];
  return terms
    .filter((term) => !/^-|^(?:from|in|before|after|has|is):/i.test(term))
    .map((term) => term.replaceAll('"', '').trim())
    .filter((term) => term !== '');
}

/** A part of the text around the first word that was searched for, with every one of them told apart. */
export function excerptOf(text: string, words: readonly string[]): Piece[] {
  const line = oneLine(text);
  const hits = words.length === 0 ? null : new RegExp(`(${words.map(escaped).join('|')})`, 'giu');
  const first = hits ? line.search(hits) : -1;
  const from = first > LEAD ? line.lastIndexOf(' ', first - LEAD) + 1 : 0;
  const shown = Array.from(line.slice(from)).slice(0, LENGTH).join('');
  const whole = `${from > 0 ? '…' : ''}${shown}${from + shown.length < line.length ? '…' : ''}`;
  if (!hits) return [{ text: whole, hit: false }];
  return whole
    .split(hits)
    .map((piece, at) => ({ text: piece, hit: at % 2 === 1 }))
    .filter(({ text: piece }) => piece !== '');
}

const escaped = (word: string): string => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

import { createSignal } from 'solid-js';
import type * as rich from './rich.ts';
import type { Block } from './tree.ts';

/** The parser, and what shows what it finds: they come together. */
export type Rich = typeof rich;

/** Texts of rows that come and go while one scrolls are not read twice. */
const KEPT = 1_000;

/** undefined: on its way, or not asked for yet. */
export const [richParts, setRichParts] = createSignal<Rich>();
const kept = new Map<string, Block[] | null>();
let asked = false;

/** Without any of these a text is the same in Markdown as it is plainly. */
const MARKED = /[*_~`>#[\]|@:\\-]|\d[.)]|www\.|\n/;

/** undefined: show it plainly, for now or for good. The parser is fetched when the first text needs it. */
export function treeOf(text: string): Block[] | undefined {
  if (!MARKED.test(text)) return undefined;
  const parts = richParts();
  if (!parts) {
    fetchRich();
    return undefined;
  }
  return remembered(text, parts.parse) ?? undefined;
}

function fetchRich(): void {
  if (asked) return;
  asked = true;
  import('./rich.ts').then(setRichParts, () => {
    // Shown plainly until a later text asks again.
    asked = false;
  });
}

function remembered(text: string, parse: Rich['parse']): Block[] | null {
  const known = kept.get(text);
  if (known !== undefined) return known;
  const tree = parse(text);
  const [oldest] = kept.keys();
  if (kept.size >= KEPT && oldest !== undefined) kept.delete(oldest);
  kept.set(text, tree);
  return tree;
}

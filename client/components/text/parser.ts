import { createSignal } from 'solid-js';
import type { Block } from './tree.ts';

type Parse = (text: string) => Block[] | null;

/** Texts of rows that come and go while one scrolls are not read twice. */
const KEPT = 1_000;

const [parser, setParser] = createSignal<Parse>();
const kept = new Map<string, Block[] | null>();
let asked = false;

/** Without any of these a text is the same in Markdown as it is plainly. */
const MARKED = /[*_~`>#[\]|@:\\-]|\d[.)]|www\.|\n/;

/** undefined: show it plainly, for now or for good. The parser is fetched when the first text needs it. */
export function treeOf(text: string): Block[] | undefined {
  if (!MARKED.test(text)) return undefined;
  const parse = parser();
  if (!parse) {
    fetchParser();
    return undefined;
  }
  return remembered(text, parse) ?? undefined;
}

function fetchParser(): void {
  if (asked) return;
  asked = true;
  import('./parse.ts').then(
    ({ parse }) => setParser(() => parse),
    () => {
      // Shown plainly until a later text asks again.
      asked = false;
    },
  );
}

function remembered(text: string, parse: Parse): Block[] | null {
  const known = kept.get(text);
  if (known !== undefined) return known;
  const tree = parse(text);
  const [oldest] = kept.keys();
  if (kept.size >= KEPT && oldest !== undefined) kept.delete(oldest);
  kept.set(text, tree);
  return tree;
}

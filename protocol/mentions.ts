import { MAX_MENTIONS } from './limits.ts';

/** Whom a text names: usernames in lower case, and whether it calls everyone or everyone who is there. */
export interface Named {
  readonly usernames: readonly string[];
  readonly all: boolean;
  readonly here: boolean;
}

/** Code is shown as it is: what looks like a name in it names nobody. An open fence reaches to the end. */
const CODE = /```[\s\S]*?(?:```|$)|`[^`\n]*`/g;
/** Not within a word or an address, as in `alice@example.org` or `https://example.org/@alice`. */
const NAME = /(?<![\p{L}\p{N}_@./-])@([a-z0-9](?:[a-z0-9._-]*[a-z0-9_-])?)/giu;

export function namedIn(text: string): Named {
  const names = new Set<string>();
  if (text.includes('@')) {
    for (const [, name = ''] of text.replace(CODE, ' ').matchAll(NAME)) names.add(name.toLowerCase());
  }
  const usernames = [...names].filter((name) => name !== 'all' && name !== 'here').slice(0, MAX_MENTIONS);
  return { usernames, all: names.has('all'), here: names.has('here') };
}

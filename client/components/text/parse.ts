import { Marked, type MarkedExtension, type Token, type Tokens } from 'marked';
import { emojiNamed } from './emoji-names.ts';
import type { Block, Inline } from './tree.ts';

/** Some texts cost quadratic time: a longer one, or one of nothing but marks, is shown by the plain renderer. */
export const MAX_MARKDOWN_LENGTH = 4_000;
const MAX_MARKS = 600;
const MARK = /[*_~`|@:[\]<>!]/g;
/** Deeper than anybody writes on purpose. */
const MAX_DEPTH = 12;

const SPOILER = /^\|\|(?=\S)([\s\S]*?\S)\|\|/;
const MENTION = /^@([a-z0-9](?:[a-z0-9._-]*[a-z0-9_-])?)/i;
const BEFORE_MENTION = /[\p{L}\p{N}_@./-]$/u;
const EMOJI_NAME = /^:([a-z0-9_+-]{1,32}):/;

const nothing = () => undefined;
/** Of Markdown what a chat needs: no markup, no tables, no definitions, no code by indenting. */
const chat: MarkedExtension = {
  gfm: true,
  breaks: true,
  tokenizer: { html: nothing, tag: nothing, table: nothing, def: nothing, code: nothing, lheading: nothing },
  extensions: [
    {
      name: 'spoiler',
      level: 'inline',
      start: (source) => source.indexOf('||'),
      tokenizer(source) {
        const [raw, inner] = SPOILER.exec(source) ?? [];
        if (raw === undefined || inner === undefined) return undefined;
        return { type: 'spoiler', raw, tokens: this.lexer.inlineTokens(inner) };
      },
    },
    {
      name: 'mention',
      level: 'inline',
      start: (source) => source.indexOf('@'),
      tokenizer(source, tokens) {
        const [raw, name] = MENTION.exec(source) ?? [];
        if (raw === undefined || BEFORE_MENTION.test(tokens.at(-1)?.raw ?? '')) return undefined;
        return { type: 'mention', raw, name };
      },
    },
    {
      name: 'emoji',
      level: 'inline',
      start: (source) => source.indexOf(':'),
      tokenizer(source) {
        const [raw, name = ''] = EMOJI_NAME.exec(source) ?? [];
        const emoji = emojiNamed(name);
        return raw === undefined || emoji === undefined ? undefined : { type: 'emoji', raw, text: emoji };
      },
    },
  ],
};
const marked = new Marked(chat);

/** null: not to be read as Markdown. */
export function parse(text: string): Block[] | null {
  if (text.length > MAX_MARKDOWN_LENGTH || (text.match(MARK)?.length ?? 0) > MAX_MARKS) return null;
  try {
    return blocksOf(marked.lexer(text), 0);
  } catch {
    // Nested deeper than the parser can follow.
    return null;
  }
}

function blocksOf(tokens: readonly Token[], depth: number): Block[] {
  return tokens.flatMap((token) => blockOf(token as Tokens.Generic, depth));
}

function blockOf(token: Tokens.Generic, depth: number): Block[] {
  if (depth > MAX_DEPTH) return [{ kind: 'paragraph', children: [{ kind: 'text', text: token.raw }] }];
  switch (token.type) {
    case 'space':
      return [];
    case 'code':
      return [{ kind: 'code', text: String(token.text), language: String(token.lang ?? '') }];
    case 'heading':
      return [{ kind: 'heading', children: inlinesOf(token, depth) }];
    case 'blockquote':
      return [{ kind: 'quote', children: blocksOf(token.tokens ?? [], depth + 1) }];
    case 'list':
      return [listOf(token as Tokens.List, depth)];
    case 'hr':
      return [{ kind: 'rule' }];
    default:
      return [{ kind: 'paragraph', children: token.tokens ? inlinesOf(token, depth) : [inlineText(token)] }];
  }
}

function listOf(token: Tokens.List, depth: number): Block {
  return {
    kind: 'list',
    start: token.ordered ? Number(token.start) || 0 : null,
    items: token.items.map((item) => blocksOf(item.tokens, depth + 1)),
  };
}

function inlinesOf(token: Tokens.Generic, depth: number): Inline[] {
  return (token.tokens ?? []).map((child) => inlineOf(child as Tokens.Generic, depth + 1));
}

function inlineOf(token: Tokens.Generic, depth: number): Inline {
  if (depth > MAX_DEPTH) return { kind: 'text', text: token.raw };
  switch (token.type) {
    case 'br':
      return { kind: 'break' };
    case 'codespan':
      return { kind: 'code', text: String(token.text) };
    case 'strong':
    case 'em':
    case 'del':
    case 'spoiler':
      return { kind: token.type, children: inlinesOf(token, depth) };
    case 'mention':
      return { kind: 'mention', name: String(token.name) };
    case 'link':
    case 'image':
      return linkOf(token, depth);
    default:
      return inlineText(token);
  }
}

/** Pictures are files that somebody attached; the address of another is a link. Other schemes stay as written. */
function linkOf(token: Tokens.Generic, depth: number): Inline {
  const written = String(token.href);
  const href = /^www\./i.test(token.raw) ? written.replace(/^http:/, 'https:') : written;
  if (!/^(?:https?:\/\/|mailto:)/i.test(href) || !URL.canParse(href))
    return { kind: 'text', text: token.raw };
  const children = inlinesOf(token, depth);
  return { kind: 'link', href, children: children.length > 0 ? children : [{ kind: 'text', text: href }] };
}

function inlineText(token: Tokens.Generic): Inline {
  if (token.type === 'checkbox') return { kind: 'text', text: token.checked ? '☑ ' : '☐ ' };
  return { kind: 'text', text: String(token.text ?? token.raw) };
}

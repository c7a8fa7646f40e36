import { describe, expect, test } from 'bun:test';
import { emojiLike } from './emoji-names.ts';
import { MAX_MARKDOWN_LENGTH, parse } from './parse.ts';
import type { Block, Inline } from './tree.ts';

/** The tree in a short form: what is shown, with what it is in brackets. */
function outline(text: string): string {
  return (parse(text) ?? []).map(ofBlock).join(' ');
}
function ofBlock(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return `p(${block.children.map(ofInline).join('')})`;
    case 'heading':
      return `h(${block.children.map(ofInline).join('')})`;
    case 'code':
      return `pre.${block.language}(${block.text})`;
    case 'quote':
      return `quote(${block.children.map(ofBlock).join(' ')})`;
    case 'list':
      return `list${block.start ?? ''}(${block.items.map((item) => item.map(ofBlock).join(' ')).join(', ')})`;
    case 'rule':
      return 'rule';
  }
}
function ofInline(inline: Inline): string {
  if (inline.kind === 'text') return inline.text;
  if (inline.kind === 'break') return '/';
  if (inline.kind === 'mention') return `@[${inline.name}]`;
  if (inline.kind === 'code') return `code(${inline.text})`;
  const inner = inline.children.map(ofInline).join('');
  return inline.kind === 'link' ? `a[${inline.href}](${inner})` : `${inline.kind}(${inner})`;
}

describe('a message in Markdown', () => {
  test('letters stand out, lines break where they were broken', () => {
    expect(outline('**Bold** and *leaning*, ~~gone~~\nnext `x < y`')).toBe(
      'p(strong(Bold) and em(leaning), del(gone)/next code(x < y))',
    );
    expect(outline('# No larger than text')).toBe('h(No larger than text)');
  });

  test('lists, quotes and code keep their shape', () => {
    expect(outline('- one\n- two\n  1. deep')).toBe('list(p(one), p(two) list1(p(deep)))');
    expect(outline('> said\n> so\n\nand I')).toBe('quote(p(said/so)) p(and I)');
    expect(outline('```ts\nconst a = "<b>";\n```')).toBe('pre.ts(const a = "<b>";)');
  });

  test('a spoiler hides what it holds, with its letters', () => {
    expect(outline('It was ||the **butler**||!')).toBe('p(It was spoiler(the strong(butler))!)');
    expect(outline('a || b || c')).toBe('p(a || b || c)');
  });

  test('names are told from addresses, and code names nobody', () => {
    expect(outline('Hi @alice, (@bob.b) and @all.')).toBe('p(Hi @[alice], (@[bob.b]) and @[all].)');
    expect(outline('team/@alice `@bob`')).toBe('p(team/@alice code(@bob))');
    expect(outline('alice@example.org')).toBe('p(a[mailto:alice@example.org](alice@example.org))');
  });

  test('emoji have names; what is no name stays', () => {
    expect(outline('Done :tada: :+1: at 10:30:45, :nosuch:')).toBe('p(Done 🎉 👍 at 10:30:45, :nosuch:)');
    expect(emojiLike('thu', 3).map(({ emoji }) => emoji)).toEqual(['👍', '👎']);
  });

  test('links lead out by http and mail only', () => {
    expect(outline('[Parley](https://example.org/a) www.example.org')).toBe(
      'p(a[https://example.org/a](Parley) a[https://www.example.org](www.example.org))',
    );
    expect(outline('![a cat](https://example.org/cat.png)')).toBe('p(a[https://example.org/cat.png](a cat))');
  });
});

describe('hostile text', () => {
  const links = (text: string) => JSON.stringify(parse(text)).match(/"href":"[^"]*"/g) ?? [];

  test('no scheme that runs becomes a link, however it is dressed', () => {
    for (const address of [
      'javascript:alert(1)',
      'JaVaScRiPt:alert(1)',
      ' javascript:alert(1)',
      'java\tscript:alert(1)',
      '&#106;avascript:alert(1)',
      'javascript&colon;alert(1)',
      'vbscript:x',
      'data:text/html;base64,PHNjcmlwdD4=',
      '//example.org',
      '/settings',
    ]) {
      expect(links(`[x](${address})`)).toEqual([]);
      expect(links(`[x](<${address}>)`)).toEqual([]);
      expect(links(`![x](${address})`)).toEqual([]);
      expect(links(`<${address}>`)).toEqual([]);
    }
  });

  test('markup is text', () => {
    expect(outline('<script>alert(1)</script>')).toBe('p(<script>alert(1)</script>)');
    expect(outline('**<img src=x onerror=alert(1)>**')).toBe('p(strong(<img src=x onerror=alert(1)>))');
    expect(outline('<a href="javascript:alert(1)">x</a>')).toBe('p(<a href="javascript:alert(1)">x</a>)');
    expect(outline('<!-- hidden -->')).toBe('p(<!-- hidden -->)');
    expect(outline('- <details open ontoggle=x>')).toBe('list(p(<details open ontoggle=x>))');
  });

  test('a definition cannot smuggle an address, nor hide words', () => {
    expect(outline('[x]: https://example.org\n[x]')).toContain('[x]:');
  });

  test('what is nested without end is shown, at most twelve deep', () => {
    for (const unit of ['>', '- ', '**', '||', '[', '![', '~~', '_*', '`', '@', ':']) {
      const tree = parse(unit.repeat(500 / unit.length));
      if (tree !== null) expect(depthOf(tree)).toBeLessThan(40);
    }
  });

  test('what would take long is not read as Markdown', () => {
    expect(parse('word '.repeat(MAX_MARKDOWN_LENGTH))).toBeNull();
    expect(parse('@'.repeat(1_000))).toBeNull();
  });
});

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

import { describe, expect, test } from 'bun:test';
import { blocksOf, isEmojiOnly } from './plain.ts';

describe('the text of a message', () => {
  test('addresses become links without the punctuation of their sentence', () => {
    expect(blocksOf('See https://example.org/a_(b), or (www.example.org).')).toEqual([
      {
        kind: 'prose',
        spans: [
          { kind: 'text', text: 'See ' },
          { kind: 'link', text: 'https://example.org/a_(b)', href: 'https://example.org/a_(b)' },
          { kind: 'text', text: ', or (' },
          { kind: 'link', text: 'www.example.org', href: 'https://www.example.org' },
          { kind: 'text', text: ').' },
        ],
      },
    ]);
  });

  test('no other scheme becomes a link', () => {
    expect(blocksOf('javascript:alert(1) data:text/html,x ftp://example.org')).toEqual([
      {
        kind: 'prose',
        spans: [{ kind: 'text', text: 'javascript:alert(1) data:text/html,x ftp://example.org' }],
      },
    ]);
  });

  test('code keeps what it holds, in a line and in a block', () => {
    expect(blocksOf('Try `bin/start`:\n```sh\ncd parley\n  https://example.org\n```\ndone')).toEqual([
      {
        kind: 'prose',
        spans: [
          { kind: 'text', text: 'Try ' },
          { kind: 'code', text: 'bin/start' },
          { kind: 'text', text: ':' },
        ],
      },
      { kind: 'code', text: 'cd parley\n  https://example.org', language: 'sh' },
      { kind: 'prose', spans: [{ kind: 'text', text: 'done' }] },
    ]);
  });

  test('line breaks and markup are text', () => {
    expect(blocksOf('<b>one</b>\n\ntwo')).toEqual([
      { kind: 'prose', spans: [{ kind: 'text', text: '<b>one</b>\n\ntwo' }] },
    ]);
  });

  test('a few emoji alone are told from text and numbers', () => {
    expect(['👍', '🎉 🎉', '👩‍💻', '🇫🇷'].map(isEmojiOnly)).toEqual([true, true, true, true]);
    expect(['12', 'ok 👍', '', ' ', '#'].map(isEmojiOnly)).toEqual([false, false, false, false, false]);
  });
});

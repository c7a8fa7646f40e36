import { describe, expect, test } from 'bun:test';
import { beginningAt, closedEmojiAt } from './completion.ts';

const at = (text: string) => beginningAt(text, text.length);

describe('what the composer completes', () => {
  test('a name after an at sign, from its first letter on', () => {
    expect(at('@')).toEqual({ kind: 'mention', text: '', from: 0, to: 1 });
    expect(at('Hi @al')).toEqual({ kind: 'mention', text: 'al', from: 3, to: 6 });
    expect(beginningAt('Hi @al and Bob', 6)?.text).toBe('al');
  });

  test('no address and no ended name', () => {
    expect(at('alice@exa')).toBeNull();
    expect(at('https://example.org/@al')).toBeNull();
    expect(at('@alice ')).toBeNull();
  });

  test('an emoji by two letters of its name', () => {
    expect(at('well :ta')).toEqual({ kind: 'emoji', text: 'ta', from: 5, to: 8 });
    expect(at(':t')).toBeNull();
    expect(at('10:30')).toBeNull();
  });

  test('a whole name closes with its second colon', () => {
    const text = 'done :tada:';
    expect(closedEmojiAt(text, text.length)).toEqual({ kind: 'emoji', text: 'tada', from: 5, to: 11 });
    expect(closedEmojiAt('at 10:30:', 9)).toBeNull();
  });

  test('nothing in code', () => {
    expect(at('`@al')).toBeNull();
    expect(at('```\n@al')).toBeNull();
    expect(at('`code` @al')?.text).toBe('al');
  });
});

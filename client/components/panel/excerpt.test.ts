import { describe, expect, test } from 'bun:test';
import { excerptOf, wordsOf } from './excerpt.ts';

const shown = (text: string, search: string) =>
  excerptOf(text, wordsOf(search))
    .map(({ text: piece, hit }) => (hit ? `[${piece}]` : piece))
    .join('');

describe('what a search shows of a message', () => {
  test('the words that were searched for, and no operators', () => {
    expect(wordsOf('tide from:bob "long brush" -rudder has:file harbour')).toEqual([
      'tide',
      'long brush',
      'harbour',
    ]);
  });

  test('every hit is told apart, whatever its case', () => {
    expect(shown('Tides and more tides', 'tide')).toBe('[Tide]s and more [tide]s');
    expect(shown('What does (a+b)* mean?', '(a+b)*')).toBe('What does [(a+b)*] mean?');
    expect(shown('Nothing of it', '')).toBe('Nothing of it');
  });

  test('a long text is shown around its first hit', () => {
    const text = `${'before '.repeat(60)}harbour ${'after '.repeat(60)}`;
    const line = shown(text, 'harbour');
    expect(line).toStartWith('…before');
    expect(line).toContain('[harbour]');
    expect(line).toEndWith('…');
    expect(line.length).toBeLessThan(190);
  });

  test('a spoiler is not told by a search', () => {
    expect(shown('It was ||the butler||', 'butler')).toBe('It was Spoiler');
  });
});

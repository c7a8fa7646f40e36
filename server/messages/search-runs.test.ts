import { expect, test } from 'bun:test';
import { isShort, runsOf } from './search-runs.ts';

const run = (text: string, begins = false, ends = false) => ({ text, begins, ends });

test('a word may be a part of one; at an inner edge a word begins or ends', () => {
  expect(runsOf('ettl')).toEqual([run('ettl')]);
  expect(runsOf('coffee at ten')).toEqual([
    run('coffee', false, true),
    run('at', true, true),
    run('ten', true, false),
  ]);
  expect(runsOf('gone_')).toEqual([run('gone', false, true)]);
  expect(runsOf('100%')).toEqual([run('100', false, true)]);
  expect(runsOf('привет2🎉')).toEqual([run('привет2🎉')]);
});

test('each ideograph is a word, and letters beside it end there', () => {
  expect(runsOf('好a世')).toEqual([run('好', true, true), run('a', true, true), run('世', true, true)]);
  expect(runsOf('世界，今')).toEqual(['世', '界', '，', '今'].map((text) => run(text, true, true)));
});

test('where nothing but marks is looked for, or what the index cuts, no word is known', () => {
  expect(runsOf('-_%')).toEqual([]);
  expect(runsOf('x'.repeat(101))).toEqual([]);
});

test('one or two letters or digits are short, ideographs and emoji are not', () => {
  const short = (text: string) => isShort({ text, exact: false });
  expect(['a', 'ok', 'ах', '7b'].map(short)).toEqual([true, true, true, true]);
  expect(['abc', '好', '今天', '🎉', '-_', 'a.'].some(short)).toBe(false);
});

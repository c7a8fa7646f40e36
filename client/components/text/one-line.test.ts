import { expect, test } from 'bun:test';
import { oneLine } from './one-line.ts';

test('a line that stands for a message has no marks and breaks no lines', () => {
  expect(oneLine('**Hi** there,\n> she said\n```ts\nconst a = 1;\n```')).toBe(
    'Hi there, she said const a = 1;',
  );
  expect(oneLine('2 * 3 * 4 and a_b')).toBe('2 * 3 * 4 and a_b');
});

test('a spoiler stays one', () => {
  expect(oneLine('It was ||the **butler**|| and ||his twin||')).toBe('It was Spoiler and Spoiler');
});

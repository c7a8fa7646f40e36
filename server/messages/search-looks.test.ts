import { expect, test } from 'bun:test';
import { FIRST, lookedUp, nextLook, type Seen, walked } from './search-looks.ts';

const WANTED = 31;
const START: Seen = { looks: 0, messages: 0, found: 0, perSpan: 0, end: null };
const idAt = (span: number) => {
  const time = Math.floor(span * 2 ** 28)
    .toString(16)
    .padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
};
/** After the first walk, in a history with so many messages a span of time. */
const afterFirst = (found: number, perSpan = 4_096) =>
  walked(START, {
    messages: FIRST.messages,
    found,
    newest: idAt(1_000.5),
    oldest: idAt(1_000.5 - FIRST.messages / perSpan),
  });
const next = (seen: Seen, isIndexed = true) => nextLook(seen, { wanted: WANTED, isIndexed });

test('it begins with the newest messages', () => {
  expect(next(START)).toEqual(FIRST);
  expect(next(START, false)).toEqual(FIRST);
});

test('a common word is walked on for, past more messages than are likely to be needed', () => {
  const look = next(afterFirst(20));
  expect(look.kind === 'walk' && look.messages).toBeGreaterThan((256 * 11) / 20);
});

test('a rarer one is looked up, in the spans where the rest of a page is likely, from the one that was begun', () => {
  const look = next(afterFirst(1));
  expect(look).toMatchObject({ kind: 'spans', end: '003e5000-0000-0000-0000-000000000000' });
  expect(look.kind === 'spans' && look.spans).toEqual(['#003e8', '#003e7', '#003e6', '#003e5']);
});

test('where one span holds very many messages, walking on is cheaper than any', () => {
  expect(next(afterFirst(2, 4_000_000)).kind).toBe('walk');
  expect(next(afterFirst(2, 4_096)).kind).toBe('spans');
});

test('it goes on where the spans ended, and asks for all once they say little', () => {
  const first = afterFirst(0);
  const look = next(first);
  if (look.kind !== 'spans') throw new Error(look.kind);
  const more = next(lookedUp(first, look, 16));
  const begun = Number.parseInt(look.spans.at(-1)?.slice(1) ?? '', 16);
  expect(more.kind === 'spans' && more.spans[0]).toBe(`#${(begun - 1).toString(16).padStart(5, '0')}`);
  expect(next(lookedUp(first, look, 1))).toEqual({ kind: 'rest' });
  if (more.kind !== 'spans') throw new Error(more.kind);
  expect(next(lookedUp(lookedUp(first, look, 16), more, 30))).toEqual({ kind: 'rest' });
});

test('what the index knows nothing of is walked for, a while, and then looked for everywhere', () => {
  const further = next(afterFirst(0), false);
  expect(further.kind).toBe('walk');
  const end = { messages: 8_000, found: 1, newest: idAt(900), oldest: idAt(800) };
  expect(next(walked(afterFirst(0), end), false)).toEqual({ kind: 'rest' });
});

test('spans end with time itself', () => {
  const look = next({ looks: 1, messages: 256, found: 0, perSpan: 10, end: idAt(1.5) });
  expect(look).toMatchObject({ kind: 'spans', spans: ['#00001', '#00000'] });
  if (look.kind !== 'spans') throw new Error(look.kind);
  const over = lookedUp({ looks: 1, messages: 256, found: 0, perSpan: 10, end: idAt(1.5) }, look, 1);
  expect(over.end).toBeNull();
  expect(next({ ...over, end: '00000000-0000-7000-8000-000000000000' })).toEqual({ kind: 'rest' });
});

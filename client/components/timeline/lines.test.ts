import { expect, test } from 'bun:test';
import { createRoot, createSignal } from 'solid-js';
import type { Message } from '../../../protocol/chat.ts';
import { untouched } from '../../../protocol/quote.ts';
import { createKeyed } from '../../ui/keyed.ts';
import { createLines } from './lines.ts';
import { type Row, rowsOf, sameRow } from './rows.ts';

const NOON = new Date(2026, 4, 4, 12).getTime();
const DAY_MS = 24 * 60 * 60_000;

test('a day, the line of new messages and the readers stand around the rows that they belong to', () => {
  const { lines } = shown([said(1, NOON), said(2, NOON + DAY_MS)], { newSince: 1, seen: [1] });
  expect(lines().map((line) => line.kind)).toEqual(['day', 'row', 'seen', 'day', 'new', 'row']);
});

test('what stands stays the same when a message comes or changes, and when readers read on', () => {
  const { lines, say, seeAt } = shown([said(1, NOON), said(2, NOON + 1)], { seen: [1] });
  const [day, first, seen, second] = lines();
  say([said(1, NOON), { ...said(2, NOON + 1), text: 'Edited', revision: 9 }, said(3, NOON + 2)]);
  const [dayAfter, firstAfter, seenAfter, secondAfter, third] = lines();
  expect([dayAfter, firstAfter, seenAfter, secondAfter]).toEqual([day, first, seen, second]);
  for (const [after, before] of [
    [dayAfter, day],
    [firstAfter, first],
    [seenAfter, seen],
    [secondAfter, second],
  ])
    expect(after).toBe(before);
  expect(third?.kind).toBe('row');
  seeAt([3]);
  expect(lines().map((line) => line.kind)).toEqual(['day', 'row', 'row', 'row', 'seen']);
  expect(lines()[1]).toBe(first);
});

test('where nothing but a row itself changed, nobody is told of other lines', () => {
  const { lines, say } = shown([said(1, NOON), said(2, NOON + 1)], {});
  const before = lines();
  say([{ ...said(1, NOON), text: 'Edited', revision: 9 }, said(2, NOON + 1)]);
  expect(lines()).toBe(before);
});

function shown(
  messages: Message[],
  { newSince = null, seen = [] }: { newSince?: number | null; seen?: number[] },
) {
  return createRoot(() => {
    const [told, say] = createSignal(messages);
    const [seenAt, seeAt] = createSignal(seen);
    const rows = createKeyed<Row>(
      () =>
        rowsOf(
          told().map((message) => ({ kind: 'message', message })),
          'bob',
          newSince,
        ),
      (row) => row.key,
      sameRow,
    );
    return { say, seeAt, lines: createLines(rows, (number) => seenAt().includes(number)) };
  });
}

function said(number: number, createdAt: number): Message {
  return {
    id: `m${number}`,
    conversationId: 'watercooler',
    number,
    change: number,
    senderId: 'alice',
    clientId: `c${number}`,
    text: `Message ${number}`,
    files: [],
    event: null,
    replyTo: null,
    createdAt,
    ...untouched(number),
  };
}

import { describe, expect, test } from 'bun:test';
import type { Message } from '../../../protocol/chat.ts';
import type { TimelineItem } from '../../stores/contract.ts';
import { untouched } from '../../../protocol/quote.ts';
import { GROUP_GAP_MS, readersByNumber, rowsOf } from './rows.ts';

const NOON = new Date(2026, 4, 4, 12).getTime();

describe('groups, days and the line of new messages', () => {
  test('messages of one author within five minutes stand under one name', () => {
    const rows = rowsOf(
      [said(1, 'alice', 0), said(2, 'alice', GROUP_GAP_MS - 1), said(3, 'bob', GROUP_GAP_MS)],
      'bob',
      null,
    );
    expect(rows.map((row) => [row.first, row.last])).toEqual([
      [true, false],
      [false, true],
      [true, true],
    ]);
    expect(rows.map((row) => row.own)).toEqual([false, false, true]);
  });

  test('five minutes, a system line and midnight each begin a new group', () => {
    const apart = rowsOf([said(1, 'alice', 0), said(2, 'alice', GROUP_GAP_MS)], 'bob', null);
    expect(apart[1]?.first).toBe(true);
    const line = { ...said(2, 'alice', 1), event: { kind: 'created' as const } };
    const split = rowsOf(
      [said(1, 'alice', 0), message({ ...line.message, event: line.event }), said(3, 'alice', 2)],
      'bob',
      null,
    );
    expect(split.map((row) => row.first)).toEqual([true, true, true]);
    const twelveHours = 12 * 60 * 60_000;
    const days = rowsOf([said(1, 'alice', twelveHours - 1000), said(2, 'alice', twelveHours)], 'bob', null);
    expect(days.map((row) => row.newDay)).toEqual([true, true]);
    expect(days[1]?.first).toBe(true);
  });

  test('the line of new messages stands above the first one that is not my own', () => {
    const items = [said(1, 'alice', 0), said(2, 'bob', 1), said(3, 'alice', 2), said(4, 'alice', 3)];
    expect(rowsOf(items, 'bob', 1).map((row) => row.firstNew)).toEqual([false, false, true, false]);
    expect(rowsOf(items, 'bob', null).some((row) => row.firstNew)).toBe(false);
    expect(rowsOf(items, 'bob', 4).some((row) => row.firstNew)).toBe(false);
  });

  test('the line of new messages waits until the window reaches back to it', () => {
    const items = [said(7, 'alice', 0), said(8, 'alice', 1)];
    expect(rowsOf(items, 'bob', 5).some((row) => row.firstNew)).toBe(false);
    expect(rowsOf(items, 'bob', 6).map((row) => row.firstNew)).toEqual([true, false]);
  });
});

describe('rows of a timeline', () => {
  test('a pending message keeps its key when it becomes the message of the server', () => {
    const pending: TimelineItem = {
      kind: 'pending',
      pending: {
        clientId: 'c7',
        conversationId: 'watercooler',
        threadRootId: null,
        text: 'Hello',
        files: [],
        quote: null,
        poll: null,
        createdAt: NOON,
        state: 'sending',
        problem: null,
      },
    };
    const [before] = rowsOf([pending], 'alice', null);
    const [after] = rowsOf([said(7, 'alice', 0)], 'alice', null);
    expect(before?.key).toBe(after?.key ?? '');
    expect(before?.own).toBe(true);
  });

  test('each reader stands at the last message that they have read, nobody at a system line', () => {
    const items = [said(1, 'alice', 0), said(2, 'alice', 1), said(3, 'alice', 2)];
    const mark = (userId: string, readNumber: number) => ({
      userId,
      readNumber,
      deliveredNumber: readNumber,
      role: 'member' as const,
    });
    const readers = readersByNumber(items, [mark('alice', 3), mark('bob', 2), mark('carol', 9)], 'alice');
    expect([...readers]).toEqual([
      [2, ['bob']],
      [3, ['carol']],
    ]);
  });
});

function said(number: number, senderId: string, after: number) {
  return message({
    id: `m${number}`,
    conversationId: 'watercooler',
    number,
    change: number,
    senderId,
    clientId: `c${number}`,
    text: `Message ${number}`,
    ...untouched(number),
    replyTo: null,
    files: [],
    event: null,
    createdAt: NOON + after,
  });
}

function message(of: Message): { kind: 'message'; message: Message } {
  return { kind: 'message', message: of };
}

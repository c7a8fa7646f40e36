import { expect, test } from 'bun:test';
import { type Hanging, type Outcome, threadIn, type Truth, type VoteOp } from './history.ts';
import { found, log, ROOM, screen, send, truth } from './planted-history.ts';

const POLL = 'Lunch?';
const vote = (
  choice: number[],
  [from, to]: [number, number],
  revision: number,
  outcome: Outcome = 'ok',
): VoteOp => ({ user: 'Bob', tab: 'bob/1a', poll: POLL, choice, from, to, outcome, revision });

/** Of Bob: what he chose in the end, and the changes that his votes made. */
const poll = (choice: number[], made: number[]) => ({
  polls: [{ poll: POLL, choices: new Map([['Bob', choice]]), made: new Map([['Bob', made]]) }],
});

const THREAD = threadIn(ROOM, 'Lunch?');
const hanging = (more: Partial<Hanging> = {}): Hanging => ({ replies: 0, faces: [], options: [], ...more });

test('a thread is a row of its own: its numbers, its order and its end are held to as those of a conversation', () => {
  const replies = [
    send(2, { conversation: THREAD, number: 1 }),
    send(3, { conversation: THREAD, number: 2 }),
  ];
  const sends = [send(0), send(1), ...replies];
  const thread = (ops: number[], more: Partial<Truth> = {}) =>
    truth(ops, { conversation: THREAD, lastChange: 0, changes: [], ...more });
  const room = truth([0, 1], { lastChange: 4, changes: [1, 2, 3, 4] });
  const shows = (...ops: number[]) => ({ ...screen(...ops), conversation: THREAD });
  const all = { conversations: [room, thread([2, 3])], screens: [screen(0, 1), shows(2, 3)] };
  expect(found({ sends, logs: [log([2, 3], { conversation: THREAD })] }, all)).toEqual([]);
  expect(found({ sends: sends.slice(0, 2) }, { ...all, screens: [shows(2)] })).toEqual(['acknowledged']);
  expect(found({ sends }, { conversations: [room, thread([3, 2])] })).toContain('in order');
  const counter = { conversations: [room, thread([2, 3], { lastNumber: 3 })] };
  expect(found({ sends }, counter)).toEqual(['contiguous']);
  const hole = { conversations: [truth([0, 1], { lastChange: 4, changes: [1, 2, 4] }), thread([2, 3])] };
  expect(found({ sends }, hole)).toEqual(['contiguous']);
  expect(found({ logs: [log([3], { conversation: THREAD })] }, all)).toEqual(['one order']);
});

test('a reply stands in its thread and nowhere else, whatever number it has there', () => {
  const reply = send(0, { conversation: THREAD, number: 1 });
  expect(found({ sends: [reply] }, { conversations: [truth([0])] })).toEqual(['whole']);
});

test('the last answered vote of a person stands, also where an earlier one was never answered', () => {
  const votes = [vote([0], [0, 1], 5), vote([1], [2, 3], 0, 'unknown'), vote([2], [4, 5], 9)];
  expect(found({ votes }, poll([2], [5, 9]))).toEqual([]);
  expect(found({ votes }, poll([2], [5, 7, 9]))).toEqual([]);
  expect(found({ votes }, poll([1], [5, 7, 9]))).toEqual(['votes']);
  expect(found({ votes }, poll([0], [5]))).toEqual(['votes']);
  expect(found({ votes }, poll([], []))).toEqual(['votes']);
  expect(found({ votes }, {})).toEqual(['votes']);
});

test('of two votes that were cast at once the one with the later change stands', () => {
  const votes = [vote([0], [0, 9], 7), vote([1], [1, 8], 6)];
  expect(found({ votes }, poll([0], [6, 7]))).toEqual([]);
  expect(found({ votes }, poll([1], [6, 7]))).toEqual(['votes']);
});

test('a vote that finds what it wants makes no change, and is answered with the last one of anybody', () => {
  const votes = [vote([0], [0, 1], 5), vote([0], [2, 3], 8), vote([], [4, 5], 9)];
  expect(found({ votes }, poll([], [5, 9]))).toEqual([]);
  expect(found({ votes: [vote([], [0, 1], 3)] }, {})).toEqual([]);
});

test('a vote of unknown outcome is all or nothing, and is counted once at the most', () => {
  const votes = [vote([0], [0, 1], 5), vote([1, 2], [2, 3], 0, 'unknown')];
  expect(found({ votes }, poll([1, 2], [5, 6]))).toEqual([]);
  expect(found({ votes }, poll([0], [5]))).toEqual([]);
  expect(found({ votes }, poll([1], [5, 6]))).toEqual(['whole']);
  expect(found({ votes }, poll([0, 1, 2], [5, 6]))).toEqual(['whole']);
  expect(found({ votes }, poll([1, 2], [5, 6, 7]))).toEqual(['once']);
});

test('a refused vote changes nothing', () => {
  const votes = [vote([0], [0, 1], 5), vote([1], [2, 3], 0, 'fail')];
  expect(found({ votes }, poll([0], [5]))).toEqual([]);
  expect(found({ votes }, poll([1], [5, 6]))).toEqual(['once', 'whole']);
});

test('a vote is not answered from before another that was answered when it began', () => {
  const other = { user: 'Alice', tab: 'alice/1a' };
  const rest = {
    polls: [
      {
        poll: POLL,
        choices: new Map([
          ['Bob', [0]],
          ['Alice', [1]],
        ]),
        made: new Map([
          ['Bob', [5]],
          ['Alice', [6]],
        ]),
      },
    ],
  };
  const late = [{ ...vote([1], [0, 1], 6), ...other }, vote([0], [2, 3], 5)];
  expect(found({ votes: late }, rest)).toEqual(['votes']);
  expect(found({ votes: late.toReversed().map((one) => ({ ...one, from: 0 })) }, rest)).toEqual([]);
});

test('every tab counts votes and replies as the database does', () => {
  const stored = hanging({ replies: 2, faces: ['Bob'], options: [['Alice'], []] });
  const shows = (more: Partial<Hanging> = {}) => ({
    hanging: new Map([[POLL, stored]]),
    shown: [{ tab: 'bob/1a', message: POLL, ...stored, ...more }],
  });
  expect(found({}, shows())).toEqual([]);
  expect(found({}, shows({ replies: 1 }))).toEqual(['counts']);
  expect(found({}, shows({ faces: ['Bob', 'Alice'] }))).toEqual(['counts']);
  expect(found({}, shows({ options: [['Alice', 'Bob'], []] }))).toEqual(['counts']);
  expect(found({}, shows({ options: [[], ['Alice']] }))).toEqual(['counts']);
  expect(found({}, { ...shows(), hanging: new Map() })).toEqual(['counts']);
});

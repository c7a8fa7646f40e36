import { expect, test } from 'bun:test';
import { check } from './checker.ts';
import type { Attempt, History, MarkOp, Rest, SendOp, TabLog, Truth } from './history.ts';

const ROOM = 'Watercooler';

const send = (op: number, more: Partial<SendOp> = {}): SendOp => ({
  op,
  user: 'Alice',
  tab: 'alice/1a',
  conversation: ROOM,
  invokedAt: op * 10,
  stored: true,
  outcome: 'ok',
  number: op + 1,
  ...more,
});

/** Numbers are places in the list of ops, from 1. */
const stored = (...ops: number[]) => ops.map((op, index) => ({ number: index + 1, op }));

const truth = (ops: number[], more: Partial<Truth> = {}): Truth => ({
  conversation: ROOM,
  members: ['Alice', 'Bob'],
  lastNumber: ops.length,
  lastChange: ops.length,
  messages: stored(...ops),
  changes: ops.map((_, index) => index + 1),
  reads: new Map(),
  ...more,
});

const log = (ops: number[], more: Partial<TabLog> = {}): TabLog => ({
  tab: 'bob/1a.1',
  conversation: ROOM,
  numbers: ops.map((_, index) => index + 1),
  ops,
  jumps: new Set(),
  ...more,
});

const screen = (...ops: number[]) => ({
  tab: 'bob/1a',
  user: 'Bob',
  conversation: ROOM,
  messages: stored(...ops),
});

const attempt = (tab: string, from: number, to: number): Attempt => ({ op: 0, tab, from, to, outcome: 'ok' });

const mark = (asked: number, answered: number, [from, to]: [number, number]): MarkOp => ({
  user: 'Bob',
  tab: 'bob/1a',
  conversation: ROOM,
  asked,
  answered,
  from,
  to,
  outcome: 'ok',
});

const EMPTY: History = {
  sends: [],
  attempts: [],
  marks: [],
  logs: [],
  shownMarks: [],
  received: [],
  absences: [],
};

const found = (history: Partial<History>, rest: Partial<Rest> = {}) => [
  ...new Set(
    check({ ...EMPTY, ...history }, { conversations: [], screens: [], waiting: [], ...rest }).map(
      ({ property }) => property,
    ),
  ),
];

test('a history in which all went well breaks no promise', () => {
  const history = {
    sends: [send(0), send(1), send(2, { outcome: 'fail', number: null })],
    attempts: [attempt('alice/1a', 0, 5), attempt('alice/1a', 6, 9)],
    logs: [log([0, 1])],
    marks: [mark(1, 1, [0, 1]), mark(2, 2, [2, 3])],
    shownMarks: [1, 2, 2].map((read) => ({ tab: 'bob/1a.1', conversation: ROOM, user: 'Bob', read })),
  } as const;
  const conversations = [truth([0, 1], { reads: new Map([['Bob', 2]]) })];
  expect(found(history, { conversations, screens: [screen(0, 1)] })).toEqual([]);
});

test('an acknowledged message that is not stored is missing', () => {
  expect(found({ sends: [send(0), send(1)] }, { conversations: [truth([0])] })).toEqual(['acknowledged']);
});

test('an acknowledged message that is stored under another number is not the one that was acknowledged', () => {
  const sends = [send(0, { number: 2 }), send(1, { number: 1 })];
  expect(found({ sends: sends.slice(0, 1) }, { conversations: [truth([0])] })).toEqual(['acknowledged']);
});

test('a message that one tab does not show is missing, also where the tab shows nothing', () => {
  const conversations = [truth([0, 1])];
  expect(found({}, { conversations, screens: [screen(0)] })).toEqual(['acknowledged']);
  expect(found({}, { conversations, screens: [screen()] })).toEqual(['acknowledged']);
  const nothing = { ...screen(), messages: null };
  expect(found({}, { conversations, screens: [nothing] })).toEqual(['acknowledged']);
});

test('a screen may begin anywhere, but it reaches the end', () => {
  const end = { ...screen(), messages: [{ number: 2, op: 1 }] };
  expect(found({}, { conversations: [truth([0, 1])], screens: [end] })).toEqual([]);
});

test('a message that is stored twice, or shown twice, is a double', () => {
  expect(found({ sends: [send(0)] }, { conversations: [truth([0, 0])] })).toEqual(['once']);
  const twice = log([0, 0]);
  expect(found({ logs: [twice] }, { conversations: [truth([0, 0])] })).toEqual(['once']);
});

test('lines of the system are nobody’s doubles', () => {
  const rest = { conversations: [truth([-1, -1])], screens: [screen(-1, -1)] };
  expect(found({ logs: [log([-1, -1])] }, rest)).toEqual([]);
});

test('what an outbox took and nobody has is lost; what still waits is stuck', () => {
  const lost = send(0, { outcome: 'unknown', number: null });
  expect(found({ sends: [lost] }, { conversations: [truth([])] })).toEqual(['kept']);
  expect(found({ sends: [lost] }, { conversations: [truth([])], waiting: [0] })).toEqual(['kept']);
  expect(found({ sends: [lost] }, { conversations: [truth([0])] })).toEqual([]);
});

test('what was not on the disk when its tab crashed may be gone', () => {
  const gone = send(0, { outcome: 'unknown', number: null, stored: false });
  expect(found({ sends: [gone] }, { conversations: [truth([])] })).toEqual([]);
});

test('a message that somebody saw is stored, and one that was refused is not', () => {
  expect(found({ logs: [log([0])] }, { conversations: [truth([])] })).toEqual(['whole']);
  const refused = send(0, { outcome: 'fail', number: null });
  expect(found({ sends: [refused] }, { conversations: [truth([0])] })).toEqual(['whole']);
});

test('two tabs that show another order differ from the database in one of them', () => {
  const conversations = [truth([0, 1])];
  expect(found({ logs: [log([1, 0])] }, { conversations })).toEqual(['one order']);
  expect(found({ logs: [log([1, 0], { numbers: [2, 1] })] }, { conversations })).toEqual(['one order']);
  expect(found({}, { conversations, screens: [screen(1, 0)] })).toEqual(['one order']);
});

test('numbers leave no hole, in the database or on a screen, unless a window was loaded anew', () => {
  const messages = [
    { number: 1, op: 0 },
    { number: 3, op: 1 },
  ];
  expect(found({}, { conversations: [truth([0, 1], { messages })] })).toEqual(['contiguous']);
  expect(found({}, { conversations: [truth([0], { changes: [1, 3], lastChange: 3 })] })).toEqual([
    'contiguous',
  ]);
  expect(found({}, { conversations: [truth([0], { lastNumber: 2 })] })).toEqual(['contiguous']);
  const hole = log([0, 2], { numbers: [1, 3] });
  const conversations = [truth([0, 1, 2])];
  expect(found({ logs: [hole] }, { conversations })).toEqual(['contiguous']);
  expect(found({ logs: [{ ...hole, jumps: new Set([1]) }] }, { conversations })).toEqual([]);
});

test('the messages of one tab in one conversation stand in the order in which they were written', () => {
  const sends = [send(0, { number: 2 }), send(1, { number: 1 })];
  expect(found({ sends }, { conversations: [truth([1, 0])] })).toEqual(['in order']);
  const ofTwoTabs = [send(0, { number: 2 }), send(1, { number: 1, tab: 'alice/1b' })];
  expect(found({ sends: ofTwoTabs }, { conversations: [truth([1, 0])] })).toEqual([]);
});

test('a message is on the wire of one tab at a time', () => {
  const [one, other] = [attempt('alice/3a', 0, 10), attempt('alice/3b', 5, 15)];
  expect(found({ attempts: [one, other] })).toEqual(['one tab']);
  expect(found({ attempts: [one, attempt('alice/3b', 10, 20)] })).toEqual([]);
});

test('a read mark that was answered holds for every later answer and for the database', () => {
  expect(found({ marks: [mark(5, 5, [0, 1]), mark(3, 3, [2, 3])] })).toEqual(['marks']);
  expect(found({ marks: [mark(5, 5, [0, 2]), mark(3, 3, [1, 3])] })).toEqual([]);
  expect(found({ marks: [mark(5, 4, [0, 1])] })).toEqual(['marks']);
  const conversations = [truth([], { reads: new Map([['Bob', 3]]) })];
  expect(found({ marks: [mark(5, 5, [0, 1])] }, { conversations })).toEqual(['marks']);
});

test('a read mark that somebody saw is not seen lower later', () => {
  const shown = (tab: string, read: number) => ({ tab, conversation: ROOM, user: 'Bob', read });
  expect(found({ shownMarks: [shown('alice/1a.1', 4), shown('alice/1a.1', 3)] })).toEqual(['marks']);
  expect(found({ shownMarks: [shown('alice/1a.1', 4), shown('alice/2a.1', 3)] })).toEqual([]);
});

test('who was removed gets nothing that was written once the removal had its time, until they are back', () => {
  const sends = [send(0, { invokedAt: 3_000 })];
  const got = (at: number) => ({ tab: 'carol/1a', user: 'Carol', conversation: ROOM, op: 0, at });
  const away = (from: number, until: number) => [{ user: 'Carol', conversation: ROOM, from, until }];
  const rest = { conversations: [truth([0])] };
  expect(found({ sends, received: [got(3_100)], absences: away(1_000, 9_000) }, rest)).toEqual(['theirs']);
  expect(found({ sends, received: [got(9_100)], absences: away(1_000, 9_000) }, rest)).toEqual([]);
  expect(found({ sends, received: [got(3_100)], absences: away(2_500, 9_000) }, rest)).toEqual([]);
  expect(found({ sends, received: [got(3_100)], absences: away(4_000, 9_000) }, rest)).toEqual([]);
});

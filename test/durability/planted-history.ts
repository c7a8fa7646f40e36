import { check } from './checker.ts';
import type { Attempt, History, MarkOp, Rest, SendOp, TabLog, Truth } from './history.ts';

/** Histories as tests of the checker plant them. */

export const ROOM = 'Watercooler';

export const send = (op: number, more: Partial<SendOp> = {}): SendOp => ({
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

export const truth = (ops: number[], more: Partial<Truth> = {}): Truth => ({
  conversation: ROOM,
  members: ['Alice', 'Bob'],
  lastNumber: ops.length,
  lastChange: ops.length,
  messages: stored(...ops),
  changes: ops.map((_, index) => index + 1),
  reads: new Map(),
  ...more,
});

export const log = (ops: number[], more: Partial<TabLog> = {}): TabLog => ({
  tab: 'bob/1a.1',
  conversation: ROOM,
  numbers: ops.map((_, index) => index + 1),
  ops,
  jumps: new Set(),
  ...more,
});

export const screen = (...ops: number[]) => ({
  tab: 'bob/1a',
  user: 'Bob',
  conversation: ROOM,
  messages: stored(...ops),
});

export const attempt = (tab: string, from: number, to: number): Attempt => ({
  op: 0,
  tab,
  from,
  to,
  outcome: 'ok',
});

export const mark = (asked: number, answered: number, [from, to]: [number, number]): MarkOp => ({
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
  votes: [],
  logs: [],
  shownMarks: [],
  received: [],
  absences: [],
};

export const AT_REST: Rest = {
  conversations: [],
  screens: [],
  waiting: [],
  polls: [],
  hanging: new Map(),
  shown: [],
};

export const found = (history: Partial<History>, rest: Partial<Rest> = {}) => [
  ...new Set(check({ ...EMPTY, ...history }, { ...AT_REST, ...rest }).map(({ property }) => property)),
];

import { expect, test } from 'bun:test';
import { check } from './checker.ts';
import { AT_REST, attempt, found, log, mark, ROOM, screen, send, truth } from './planted-history.ts';
import { Recorder } from './recorder.ts';

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

test('what was found in order is let go, and what comes after it is still held against it', () => {
  const recorder = new Recorder(() => {});
  const shown = recorder.log('bob/1a.1', ROOM);
  const show = (number: number, op: number) => {
    shown.numbers.push(number);
    shown.ops.push(op);
  };
  const seen = (read: number) =>
    recorder.shownMarks.push({ tab: 'bob/1a.1', conversation: ROOM, user: 'Bob', read });
  const flying = recorder.attempt(2, 'alice/3a');
  recorder.attempted(recorder.attempt(1, 'alice/3a'), 'unknown');
  show(1, 0);
  show(2, 1);
  for (const read of [1, 2]) seen(read);
  recorder.settle();
  expect(shown).toMatchObject({ numbers: [2], ops: [1] });
  expect(recorder.attempts).toEqual([flying]);
  recorder.attempt(2, 'alice/3b');
  show(4, 3);
  seen(1);
  const rest = { ...AT_REST, conversations: [truth([0, 1, 2, 3])] };
  const properties = check(recorder, rest).map(({ property }) => property);
  expect(properties.toSorted()).toEqual(['contiguous', 'marks', 'one tab']);
});

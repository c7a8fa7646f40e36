import { expect, test } from 'bun:test';
import { addUp, judge, judgeEnd, readJunit, readPlaywright } from './reports.ts';

const GREEN = { passed: 3, failed: 0, skipped: 0, note: '', failures: [] };
const ENDED_WELL = { code: 0, timedOut: false };

test('figures are read from the root of the JUnit report', () => {
  const xml =
    '<?xml version="1.0"?>\n<testsuites name="bun test" tests="5" assertions="9" failures="1" skipped="1" time="0.1">';
  expect(readJunit(xml)).toEqual({ passed: 3, failed: 1, skipped: 1, note: '', failures: [] });
});

test('what was skipped is told by the title of its group, or its own', () => {
  const xml = `<testsuites tests="3" failures="0" skipped="3">
    <testcase name="it answers" classname="Swift: no memory" file="a.test.ts">
      <skipped />
    </testcase>
    <testcase name="it lists" classname="Swift: no memory" file="a.test.ts">
      <skipped />
    </testcase>
    <testcase name="only root" classname="" file="b.test.ts">
      <skipped />
    </testcase></testsuites>`;
  expect(readJunit(xml).note).toBe('skipped: Swift: no memory; skipped: only root');
});

test('each failure is told by its file, its name and what it said first', () => {
  const xml = `<testsuites tests="3" failures="2" skipped="0">
  <testsuite name="a"><testcase name="passes" file="test/a.test.ts" assertions="2" />
    <testcase name="two &lt; one" file="test/a.test.ts" assertions="1">
      <failure type="AssertionError" message="expected &apos;1&apos;&#10;received 2">at x</failure>
    </testcase>
    <testcase name="(worker crashed)" time="0" file="test/b.test.ts">
      <failure type="Error" message="no results" />
    </testcase></testsuite></testsuites>`;
  expect(readJunit(xml).failures).toEqual([
    "test/a.test.ts › two < one: expected '1'",
    'test/b.test.ts › (worker crashed): no results',
  ]);
});

test('an unreadable report is a failure', () => {
  expect(readJunit('').failed).toBe(1);
});

test('a browser test that passed only when repeated is a failure, and so is an error outside any test', () => {
  const stats = { expected: 4, unexpected: 1, flaky: 1, skipped: 2 };
  const json = JSON.stringify({ stats, errors: [{ message: 'no such file\n at x' }] });
  expect(readPlaywright(json)).toEqual({
    passed: 4,
    failed: 3,
    skipped: 2,
    note: 'no such file; 1 passed only when repeated',
    failures: [],
  });
});

test('a browser test that failed is told by its line, its name and what it said first', () => {
  const spec = (title: string, message?: string) => ({
    title,
    file: 'calls.spec.ts',
    line: 7,
    ok: message === undefined,
    tests: [{ results: [message === undefined ? {} : { error: { message } }] }],
  });
  const suites = [
    { specs: [spec('passes')], suites: [{ specs: [spec('rings', '\u001b[31mTimed out\u001b[39m\nat x')] }] },
  ];
  const json = JSON.stringify({
    stats: { expected: 1, unexpected: 1, flaky: 0, skipped: 0 },
    errors: [],
    suites,
  });
  expect(readPlaywright(json).failures).toEqual(['calls.spec.ts:7 › rings: Timed out']);
});

test('a suite that breaks off, runs out of time or runs nothing has failed once more', () => {
  expect(judge(GREEN, ENDED_WELL).failed).toBe(0);
  expect(judge(GREEN, { code: 1, timedOut: false }).failed).toBe(1);
  expect(judge(GREEN, { code: null, timedOut: true }).failed).toBe(1);
  expect(judge({ ...GREEN, passed: 0 }, ENDED_WELL).failed).toBe(1);
  expect(judge({ ...GREEN, failed: 2 }, { code: 1, timedOut: false }).failed).toBe(2);
});

test('parts of a suite add up, one of them may be empty, and all of them may not', () => {
  const empty = judgeEnd({ ...GREEN, passed: 0 }, ENDED_WELL);
  const red = judgeEnd({ ...GREEN, failed: 1, note: 'slow', failures: ['a'] }, { code: 1, timedOut: false });
  expect(addUp([GREEN, empty, red])).toEqual({
    passed: 6,
    failed: 1,
    skipped: 0,
    note: 'slow',
    failures: ['a'],
  });
  expect(addUp([empty, empty])).toMatchObject({ failed: 1, note: 'no test was run' });
  expect(addUp([GREEN, judgeEnd(empty, { code: 1, timedOut: false })])).toMatchObject({
    failed: 1,
    note: 'ended with code 1',
  });
});

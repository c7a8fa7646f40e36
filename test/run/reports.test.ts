import { expect, test } from 'bun:test';
import { judge, readJunit, readPlaywright } from './reports.ts';

const GREEN = { passed: 3, failed: 0, skipped: 0, note: '' };
const ENDED_WELL = { code: 0, timedOut: false };

test('figures are read from the root of the JUnit report', () => {
  const xml =
    '<?xml version="1.0"?>\n<testsuites name="bun test" tests="5" assertions="9" failures="1" skipped="1" time="0.1">';
  expect(readJunit(xml)).toEqual({ passed: 3, failed: 1, skipped: 1, note: '' });
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
  });
});

test('a suite that breaks off, runs out of time or runs nothing has failed once more', () => {
  expect(judge(GREEN, ENDED_WELL).failed).toBe(0);
  expect(judge(GREEN, { code: 1, timedOut: false }).failed).toBe(1);
  expect(judge(GREEN, { code: null, timedOut: true }).failed).toBe(1);
  expect(judge({ ...GREEN, passed: 0 }, ENDED_WELL).failed).toBe(1);
  expect(judge({ ...GREEN, failed: 2 }, { code: 1, timedOut: false }).failed).toBe(2);
});

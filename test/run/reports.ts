import { stripVTControlCharacters } from 'node:util';
import { decodeXML } from 'entities';

/** What a suite comes to. A suite that breaks off counts as one failure more than its report tells. */
export interface SuiteResult {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Said beside the figures: what broke, or what was missing. */
  readonly note: string;
  /** Each test that failed: where it stands, its name, and the first line of what it said. */
  readonly failures: readonly string[];
}

/** The figures of Bun's JUnit report stand in its root element. */
export function readJunit(xml: string): SuiteResult {
  const root = /<testsuites\b[^>]*>/.exec(xml)?.[0];
  if (!root) return { passed: 0, failed: 1, skipped: 0, note: 'the report is not readable', failures: [] };
  const [tests, failed, skipped] = ['tests', 'failures', 'skipped'].map((name) =>
    Number(new RegExp(`\\b${name}="(\\d+)"`).exec(root)?.[1] ?? 0),
  ) as [number, number, number];
  const passed = tests - failed - skipped;
  return { passed, failed, skipped, note: skippedIn(xml).join('; '), failures: failuresIn(xml) };
}

/** What was skipped, once for each group: its title says why. */
function skippedIn(xml: string): string[] {
  const tests = [...xml.matchAll(SKIPPED_CASE)].map(([, test = '']) => test);
  return [
    ...new Set(tests.map((test) => `skipped: ${attribute(test, 'classname') || attribute(test, 'name')}`)),
  ];
}

const SKIPPED_CASE = /<testcase\b([^>]*[^/])>\s*<skipped\b/g;

const FAILED_CASE = /<testcase\b([^>]*[^/])>\s*<failure\b([^>]*)/g;

function failuresIn(xml: string): string[] {
  return [...xml.matchAll(FAILED_CASE)].map(
    ([, test = '', failure = '']) =>
      `${attribute(test, 'file')} › ${attribute(test, 'name')}: ${firstLine(attribute(failure, 'message'))}`,
  );
}

function attribute(tag: string, name: string): string {
  return decodeXML(new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '');
}

interface PlaywrightSuite {
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs?: readonly {
    readonly title: string;
    readonly file: string;
    readonly line: number;
    readonly ok: boolean;
    readonly tests: readonly {
      readonly results: readonly { readonly error?: { readonly message?: string } }[];
    }[];
  }[];
}

interface PlaywrightReport {
  readonly suites?: readonly PlaywrightSuite[];
  readonly stats: {
    readonly expected: number;
    readonly unexpected: number;
    readonly flaky: number;
    readonly skipped: number;
  };
  readonly errors: readonly { readonly message?: string }[];
}

/** A test that passed only when repeated is a failure: it has shown that it can fail. */
export function readPlaywright(json: string): SuiteResult {
  const { stats, errors, suites = [] } = JSON.parse(json) as PlaywrightReport;
  const notes = errors.map(({ message }) => (message ? firstLine(message) : 'an error outside any test'));
  if (stats.flaky > 0) notes.push(`${stats.flaky} passed only when repeated`);
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
    note: notes.join('; '),
    failures: suites.flatMap(failuresOf),
  };
}

function failuresOf({ suites = [], specs = [] }: PlaywrightSuite): string[] {
  const own = specs
    .filter(({ ok }) => !ok)
    .map(({ file, line, title, tests }) => {
      const said = tests.flatMap(({ results }) => results).find(({ error }) => error)?.error?.message ?? '';
      return `${file}:${line} › ${title}: ${firstLine(stripVTControlCharacters(said))}`;
    });
  return [...own, ...suites.flatMap(failuresOf)];
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}

interface Ended {
  readonly code: number | null;
  readonly timedOut: boolean;
}

/** A suite without tests proves nothing. */
export function judge(result: SuiteResult, ended: Ended): SuiteResult {
  const judged = judgeEnd(result, ended);
  return judged.passed + judged.failed === 0 ? broke(judged, 'no test was run') : judged;
}

/** A runner that fails although no test did has broken off. */
export function judgeEnd(result: SuiteResult, { code, timedOut }: Ended): SuiteResult {
  if (timedOut) return broke(result, 'ran out of time');
  if (code !== 0 && result.failed === 0) return broke(result, `ended with code ${code}`);
  return result;
}

function broke(result: SuiteResult, note: string): SuiteResult {
  return { ...result, failed: result.failed + 1, note: [result.note, note].filter(Boolean).join('; ') };
}

/** One suite that was run in parts, all of which ended well or said how they did not. */
export function addUp(parts: readonly SuiteResult[]): SuiteResult {
  const sum = (key: 'passed' | 'failed' | 'skipped') => parts.reduce((total, part) => total + part[key], 0);
  const whole = {
    passed: sum('passed'),
    failed: sum('failed'),
    skipped: sum('skipped'),
    note: parts
      .map(({ note }) => note)
      .filter(Boolean)
      .join('; '),
    failures: parts.flatMap(({ failures }) => failures),
  };
  return judge(whole, { code: 0, timedOut: false });
}

import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PROJECT, runChecks } from './checks.ts';
import { run } from './process.ts';
import { addUp, judge, judgeEnd, readJunit, readPlaywright, type SuiteResult } from './reports.ts';
import { IS_BUILT } from '../e2e/setup.config.ts';
import { buildClient } from '../../bin/build-client.ts';

const REPORTS = join(PROJECT, 'test-results');
const MINUTE_MS = 60_000;
/** Ends a suite that hangs, and none that is only slow beside other work: four of them take minutes. */
const HANG_MS = 15 * MINUTE_MS;

export type SuiteName = 'check' | 'unit' | 'integration' | 'browser' | 'durability' | 'image';
type Suite = (filters: readonly string[]) => Promise<SuiteResult>;

export const SUITES = { check, unit, integration, browser, durability, image } as const satisfies Record<
  SuiteName,
  Suite
>;

/** The image takes its time and needs root, durability takes its time: they are run when named. */
export const DEFAULT_SUITES: readonly SuiteName[] = ['check', 'unit', 'integration', 'browser'];

async function check(): Promise<SuiteResult> {
  const outcomes = await runChecks(({ name, passed, seconds, complaint }) => {
    console.log(`${passed ? 'passed' : 'FAILED'}  ${name} (${seconds.toFixed(1)} s)`);
    if (!passed) console.log(complaint);
  });
  const passed = outcomes.filter((outcome) => outcome.passed).length;
  const failures = outcomes
    .filter((outcome) => !outcome.passed)
    .map(({ name, complaint }) => `${name}: ${complaint.split('\n')[0]}`);
  return { passed, failed: failures.length, skipped: 0, note: '', failures };
}

export async function unit(filters: readonly string[]): Promise<SuiteResult> {
  const patterns = [
    '{bench,bin,protocol,db,server,client,tools}/**/*.test.{ts,tsx}',
    'test/{harness,run,fuzz}/**/*.test.ts',
    'test/durability/checker*.test.ts',
  ];
  return await bunTest('unit', { patterns, filters, timeoutMs: HANG_MS, options: atATime(2) });
}

async function integration(filters: readonly string[]): Promise<SuiteResult> {
  const patterns = ['test/integration/**/*.test.ts'];
  // Two leave a third of two cores idle: many of these tests wait for what another process does.
  return await bunTest('integration', { patterns, filters, timeoutMs: HANG_MS, options: atATime(3) });
}

/** Each file has a database of its own. What a process keeps open for all its files, as PostgreSQL, stays open. */
const atATime = (files: number) => [`--parallel=${files}`, '--no-isolate'];

interface BunTestOptions {
  readonly patterns: readonly string[];
  readonly filters: readonly string[];
  readonly timeoutMs: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly options?: readonly string[];
}

/** Files are named one by one: as mere words, `server` or `client` would match in any path. */
async function bunTest(
  name: string,
  { patterns, filters, timeoutMs, env = {}, options = [] }: BunTestOptions,
): Promise<SuiteResult> {
  const found = patterns.flatMap((pattern) => [...new Bun.Glob(pattern).scanSync({ cwd: PROJECT })]);
  // The peer that Parley is measured against has packages of its own, which bring tests along.
  const own = found.filter((path) => !path.includes('node_modules/'));
  const chosen = own.filter((path) => filters.length === 0 || filters.some((word) => path.includes(word)));
  if (chosen.length === 0) return judge(NOTHING, ENDED_WELL);

  const report = await freshReport(`${name}.xml`);
  const command = [
    process.execPath,
    'test',
    '--timeout=30000',
    '--reporter=junit',
    `--reporter-outfile=${report}`,
    ...options,
  ];
  const ended = await run([...command, ...chosen.toSorted().map((path) => `./${path}`)], { timeoutMs, env });
  return judge(readJunit(await readReport(report)), ended);
}

/** Projects of the tests in browsers, one after another: how many files each runs at a time, on two cores. */
const BROWSER_WORKERS = { pages: 2, live: 1, whole: 1 } as const;

async function browser(filters: readonly string[]): Promise<SuiteResult> {
  await buildClient();
  const results: SuiteResult[] = [];
  for (const [project, workers] of Object.entries(BROWSER_WORKERS)) {
    results.push(await browserProject(project, [`--workers=${workers}`, ...filters]));
  }
  return addUp(results);
}

async function browserProject(project: string, options: readonly string[]): Promise<SuiteResult> {
  const report = await freshReport(`browser-${project}.json`);
  const playwright = join(PROJECT, 'node_modules/@playwright/test/cli.js');
  const choice = [`--project=${project}`, '--pass-with-no-tests', '--reporter=list,json', ...options];
  const command = [process.execPath, '--bun', playwright, 'test', '-c', 'test/e2e/playwright.config.ts'];
  const ended = await run([...command, ...choice], {
    timeoutMs: HANG_MS,
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: report, PLAYWRIGHT_JSON_OUTPUT_FILE: report, [IS_BUILT]: 'yes' },
  });
  const json = await readReport(report);
  const unreported = { ...NOTHING, failed: 1, note: `Playwright left no report of ${project}` };
  return judgeEnd(json === '' ? unreported : readPlaywright(json), ended);
}

/** `--long` goes on to 200,000 acknowledged messages and 500 kills; `--seed=N` makes the choices of another run again. */
async function durability(options: readonly string[]): Promise<SuiteResult> {
  const isLong = options.includes('--long');
  const seed = options.find((option) => option.startsWith('--seed='))?.slice('--seed='.length);
  return await bunTest('durability', {
    patterns: ['test/durability/**/*.test.ts'],
    filters: options.filter((option) => !option.startsWith('--')),
    timeoutMs: (isLong ? 6 * 60 : 15) * MINUTE_MS,
    env: { ...(isLong ? { DURABILITY: 'long' } : {}), ...(seed === undefined ? {} : { SEED: seed }) },
  });
}

async function image(filters: readonly string[]): Promise<SuiteResult> {
  const patterns = ['test/image/**/*.test.ts'];
  return await bunTest('image', { patterns, filters, timeoutMs: 30 * MINUTE_MS });
}

const NOTHING: SuiteResult = { passed: 0, failed: 0, skipped: 0, note: '', failures: [] };
const ENDED_WELL = { code: 0, timedOut: false };

async function freshReport(name: string): Promise<string> {
  const path = join(REPORTS, name);
  await mkdir(dirname(path), { recursive: true });
  await rm(path, { force: true });
  return path;
}

async function readReport(path: string): Promise<string> {
  const file = Bun.file(path);
  return (await file.exists()) ? await file.text() : '';
}

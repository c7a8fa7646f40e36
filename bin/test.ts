import { provideRequirements, provideWorker } from '../test/run/requirements.ts';
import { DEFAULT_SUITES, SUITES, type SuiteName } from '../test/run/suites.ts';
import type { SuiteResult } from '../test/run/reports.ts';

const NEEDS_WORKER: readonly SuiteName[] = ['unit', 'integration', 'browser'];

interface Row extends SuiteResult {
  readonly name: SuiteName;
  readonly seconds: number;
}

async function main([name, ...filters]: string[]): Promise<number> {
  if (name !== undefined && !isSuite(name)) {
    console.error(`There is no suite called ${name}; there are ${Object.keys(SUITES).join(', ')}.`);
    return 1;
  }
  const suites = name === undefined ? DEFAULT_SUITES : [name];
  const missing = await provideRequirements(suites);
  if (missing.length > 0) console.log(`Some tests need: apt-get install -y ${missing.join(' ')}`);
  const worker = suites.some((suite) => NEEDS_WORKER.includes(suite)) ? await provideWorker() : null;
  if (worker !== null) console.log(worker);

  const rows: Row[] = [];
  for (const suite of suites) rows.push(await runSuite(suite, filters));
  return summarise(rows);
}

async function runSuite(name: SuiteName, filters: readonly string[]): Promise<Row> {
  console.log(`\n— ${name}`);
  const started = performance.now();
  const result = await SUITES[name](filters).catch(
    (error: unknown): SuiteResult => ({
      passed: 0,
      failed: 1,
      skipped: 0,
      note: String(error),
      failures: [],
    }),
  );
  return { ...result, name, seconds: (performance.now() - started) / 1000 };
}

/** What failed stands at the end, where it is found: the output before it is long. */
function summarise(rows: readonly Row[]): number {
  for (const { name, failures } of rows) {
    if (failures.length > 0) console.log(`\nFailed in ${name}:\n  ${failures.join('\n  ')}`);
  }
  console.log();
  for (const { name, passed, failed, skipped, seconds, note } of rows) {
    const figures = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
    console.log(`${name.padEnd(12)} ${figures} in ${seconds.toFixed(0)} s${note && `: ${note}`}`);
  }
  const sum = (key: 'passed' | 'failed') => rows.reduce((total, row) => total + row[key], 0);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  return sum('failed') === 0 ? 0 : 1;
}

function isSuite(name: string): name is SuiteName {
  return Object.hasOwn(SUITES, name);
}

process.exit(await main(process.argv.slice(2)));

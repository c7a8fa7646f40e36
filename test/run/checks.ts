import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { findAllBreaches } from '../../tools/lint/import-directions.ts';
import { run } from './process.ts';

export const PROJECT = resolve(import.meta.dir, '../..');
const CACHE = join(PROJECT, '.cache/checks');
const CHECK_TIMEOUT_MS = 180_000;

export interface Outcome {
  readonly name: string;
  readonly passed: boolean;
  readonly seconds: number;
  /** What was found wrong. */
  readonly complaint: string;
}

type Check = () => Promise<string>;

/** Each answers what it has to complain about; nothing means that it passed. */
const CHECKS: Readonly<Record<string, Check>> = {
  format: () => tool('@biomejs/biome/bin/biome', 'format', '--colors=off'),
  lint: () => tool('oxlint/bin/oxlint', '--deny-warnings'),
  imports: async () => (await findAllBreaches(PROJECT)).join('\n'),
  types: () => tool('typescript/bin/tsc', '--noEmit', '-p', '.'),
  migrations: checkMigrations,
  'dead code': () => tool('knip/bin/knip-bun.js', '--no-progress'),
};

/** Runs every check, whether or not one before it failed. */
export async function runChecks(report: (outcome: Outcome) => void): Promise<Outcome[]> {
  await mkdir(CACHE, { recursive: true });
  const outcomes: Outcome[] = [];
  for (const [name, check] of Object.entries(CHECKS)) {
    const started = performance.now();
    const complaint = await check().catch((error: unknown) => String(error));
    const seconds = (performance.now() - started) / 1000;
    outcomes.push({ name, passed: complaint === '', seconds, complaint });
    report({ name, passed: complaint === '', seconds, complaint });
  }
  return outcomes;
}

async function tool(script: string, ...args: string[]): Promise<string> {
  const { code, said } = await runTool(script, args);
  return code === 0 ? '' : said || `ended with code ${code}`;
}

async function runTool(
  script: string,
  args: readonly string[],
): Promise<{ code: number | null; said: string }> {
  const logFile = join(CACHE, `${script.replaceAll('/', '-')}.log`);
  const command = [process.execPath, '--bun', join(PROJECT, 'node_modules', script), ...args];
  const { code, timedOut } = await run(command, { timeoutMs: CHECK_TIMEOUT_MS, logFile });
  const said = (await Bun.file(logFile).text()).trim();
  return { code, said: timedOut ? `took longer than ${CHECK_TIMEOUT_MS / 1000} s\n${said}` : said };
}

/**
 * What drizzle-kit would still generate on a copy of the migrations is what the schema is ahead by. It only
 * takes paths below the project, and exits with 0 where it failed: its words have to say that all is well.
 */
async function checkMigrations(): Promise<string> {
  const folder = await mkdtemp(join(CACHE, 'migrations-'));
  try {
    await cp(join(PROJECT, 'db/migrations'), folder, { recursive: true });
    const paths = ['--schema', './db/schema/index.ts', '--out', relative(PROJECT, folder)];
    const options = ['generate', '--dialect', 'postgresql', ...paths];
    const { code, said } = await runTool('drizzle-kit/bin.cjs', options);
    return code === 0 && said.includes('No schema changes') ? '' : `Run bun run generate:\n${said}`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

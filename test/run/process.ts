import { closeSync, mkdirSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

const MARK = 'PARLEY_TEST_RUN';
const ENDING = ['SIGINT', 'SIGTERM'] as const;
const INTERRUPTED = 130;
const TERM_PATIENCE_MS = 5_000;

export interface RunOptions {
  readonly timeoutMs: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Where the output goes instead of the terminal. */
  readonly logFile?: string;
}

export interface RunResult {
  readonly code: number | null;
  readonly timedOut: boolean;
}

/**
 * Runs a command to its end or its time limit, and leaves nothing behind: whatever it started carries a mark
 * in its environment, also in process groups of its own, and is ended by that mark.
 */
export async function run(command: readonly string[], options: RunOptions): Promise<RunResult> {
  const mark = crypto.randomUUID();
  const output = options.logFile === undefined ? 'inherit' : openLog(options.logFile);
  const interrupted = () => void endMarked(mark).then(() => process.exit(INTERRUPTED));
  for (const signal of ENDING) process.once(signal, interrupted);
  const child = Bun.spawn([...command], {
    env: { ...process.env, ...options.env, [MARK]: mark },
    stdio: ['ignore', output, output],
  });
  let timedOut = false;
  const limit = setTimeout(() => {
    timedOut = true;
    void endMarked(mark);
  }, options.timeoutMs);
  try {
    await child.exited;
    return { code: child.exitCode, timedOut };
  } finally {
    clearTimeout(limit);
    for (const signal of ENDING) process.off(signal, interrupted);
    await endMarked(mark);
    if (typeof output === 'number') closeSync(output);
  }
}

function openLog(path: string): number {
  mkdirSync(dirname(path), { recursive: true });
  return openSync(path, 'w');
}

/** Servers first get the chance to close what they own. */
async function endMarked(mark: string): Promise<void> {
  signalAll(mark, 'SIGTERM');
  for (let waited = 0; waited < TERM_PATIENCE_MS && findMarked(mark).length > 0; waited += 50) {
    await Bun.sleep(50);
  }
  signalAll(mark, 'SIGKILL');
}

function signalAll(mark: string, signal: NodeJS.Signals): void {
  for (const pid of findMarked(mark)) {
    try {
      process.kill(pid, signal);
    } catch {
      // It ended a moment ago.
    }
  }
}

function findMarked(mark: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && readEnvironment(pid).includes(`${MARK}=${mark}`));
}

function readEnvironment(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}

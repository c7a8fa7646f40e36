import { type ChildProcess, spawn } from 'node:child_process';
import type { PostgresHome } from './home.ts';

interface Output {
  readonly stdout: number | 'ignore' | 'pipe';
}

/**
 * Starts a PostgreSQL program as its user, in a session of its own: a Ctrl-C in the terminal is for Parley,
 * which closes the database when everything that uses it has closed.
 */
export function spawnAs(
  home: PostgresHome,
  command: readonly [program: string, ...args: string[]],
  { stdout }: Output,
): ChildProcess {
  const [program, ...args] = command;
  return spawn(program, args, {
    cwd: home.path,
    detached: true,
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', stdout, stdout],
    ...home.user,
  });
}

/** Runs a program to its end and throws its last line where it fails. */
export async function runAs(home: PostgresHome, program: string, args: readonly string[]): Promise<void> {
  const child = spawnAs(home, [program, ...args], { stdout: 'pipe' });
  let output = '';
  const collect = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`${program} failed: ${lastLine(output)}`);
}

export function lastLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.findLast((line) => line.includes('FATAL:')) ?? lines.at(-1) ?? 'it said nothing';
}

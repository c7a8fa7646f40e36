import { expect, test } from 'bun:test';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './process.ts';

const folder = mkdtempSync(join(tmpdir(), 'parley-run-'));

test('a command gives its exit code, and its output goes to the log', async () => {
  const logFile = join(folder, 'a.log');
  const result = await run(['sh', '-c', 'echo hello; exit 3'], { timeoutMs: 10_000, logFile });
  expect(result).toEqual({ code: 3, timedOut: false });
  expect(readFileSync(logFile, 'utf8')).toBe('hello\n');
});

test('a command over its time is ended with everything it started, in whatever session', async () => {
  const logFile = join(folder, 'b.log');
  const script = 'setsid sleep 61.25 & echo $!; sleep 62.25';
  const result = await run(['sh', '-c', script], { timeoutMs: 300, logFile });
  expect(result.timedOut).toBe(true);
  expect(isRunning(Number(readFileSync(logFile, 'utf8')))).toBe(false);
});

test('what a finished command left behind is ended too', async () => {
  const logFile = join(folder, 'c.log');
  const result = await run(['sh', '-c', 'setsid sleep 63.25 & echo $!'], { timeoutMs: 10_000, logFile });
  expect(result).toEqual({ code: 0, timedOut: false });
  expect(isRunning(Number(readFileSync(logFile, 'utf8')))).toBe(false);
});

test('ending the runner ends what it runs', async () => {
  const logFile = join(folder, 'd.log');
  const script = `
    const { run } = await import(${JSON.stringify(join(import.meta.dir, 'process.ts'))});
    await run(['sh', '-c', 'echo $$; exec sleep 64.25'], { timeoutMs: 60000, logFile: ${JSON.stringify(logFile)} });`;
  const runner = Bun.spawn([process.execPath, '-e', script], { stdio: ['ignore', 'ignore', 'inherit'] });
  while (!existsSync(logFile) || readFileSync(logFile, 'utf8') === '') await Bun.sleep(10);
  runner.kill('SIGTERM');
  expect(await runner.exited).toBe(130);
  expect(isRunning(Number(readFileSync(logFile, 'utf8')))).toBe(false);
});

/** A process that has ended, but is not reaped yet, has an empty command line. */
function isRunning(pid: number): boolean {
  expect(pid).toBeGreaterThan(1);
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
  } catch {
    return false;
  }
}

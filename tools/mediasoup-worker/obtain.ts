import { chmodSync, copyFileSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { tryLock } from '../../db/embedded/lock.ts';
import { buildWorker } from './build.ts';
import { findWorker, openCacheFolder } from './cache.ts';
import { fetchPrebuilt } from './prebuilt.ts';

export { findWorker } from './cache.ts';

const LOCK_POLL_MS = 500;

export interface ObtainOptions {
  readonly onProgress?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/**
 * The path of mediasoup's worker: from the cache, else fetched, else built, which takes minutes. Of several
 * processes that ask at once, one works and the others wait for its result.
 */
export async function obtainWorker({
  onProgress = () => undefined,
  signal,
}: ObtainOptions = {}): Promise<string> {
  const found = findWorker();
  if (found) return found;
  const folder = openCacheFolder();
  const lock = await waitForTurn(join(folder, 'lock'), { onProgress, signal });
  try {
    return findWorker() ?? (await makeWorker(folder, { onProgress, signal }));
  } finally {
    lock.close();
  }
}

interface Task {
  readonly onProgress: (line: string) => void;
  readonly signal: AbortSignal | undefined;
}

async function makeWorker(folder: string, task: Task): Promise<string> {
  const draft = join(folder, 'draft');
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft);
  const binary = (await fetchPrebuilt(draft, task)) ?? (await buildWorker(folder, task));
  const next = join(draft, 'worker');
  copyFileSync(binary, next);
  chmodSync(next, 0o755);
  const path = join(folder, 'mediasoup-worker');
  renameSync(next, path);
  for (const left of [draft, join(folder, 'build')]) rmSync(left, { recursive: true, force: true });
  return path;
}

async function waitForTurn(path: string, { onProgress, signal }: Task): Promise<{ close(): void }> {
  for (let turn = 0; ; turn++) {
    signal?.throwIfAborted();
    const lock = tryLock(path);
    if (lock) return lock;
    if (turn === 0) onProgress('another process is obtaining the worker');
    await Bun.sleep(LOCK_POLL_MS);
  }
}

if (import.meta.main) {
  const started = performance.now();
  const onProgress = (line: string) => {
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.error(`[${seconds.padStart(6)} s] ${line}`);
  };
  try {
    console.log(await obtainWorker({ onProgress }));
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}

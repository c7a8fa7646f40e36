import { accessSync, constants, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROJECT = resolve(import.meta.dir, '../..');
const MISSING_VERSION_EXIT_CODE = 41;

export const MEDIASOUP = resolve(dirname(fileURLToPath(import.meta.resolve('mediasoup'))), '../..');

export function readMediasoupVersion(): string {
  const manifest = JSON.parse(readFileSync(join(MEDIASOUP, 'package.json'), 'utf8')) as { version: string };
  return manifest.version;
}

/** The worker's path, if one that runs on this machine is at hand; looks, and never fetches. */
export function findWorker(): string | null {
  const places = [
    process.env.MEDIASOUP_WORKER_BIN,
    ...cacheRoots().map((root) => join(root, workerFolderName(), 'mediasoup-worker')),
    join(MEDIASOUP, 'worker/out/Release/mediasoup-worker'),
  ];
  return places.find((path) => path && existsSync(path) && runs(path)) ?? null;
}

/** Outside node_modules, so that a new installation keeps it; the first place of these that can be written to. */
export function openCacheFolder(): string {
  for (const root of cacheRoots()) {
    const folder = join(root, workerFolderName());
    try {
      mkdirSync(folder, { recursive: true });
      accessSync(folder, constants.W_OK | constants.X_OK);
      return folder;
    } catch {
      // The next one, then.
    }
  }
  throw new Error(
    `No folder to keep mediasoup's worker in: ${cacheRoots().join(', ')} cannot be written to.`,
  );
}

/** Without its version in the environment the worker answers with a code of its own: proof that it runs here. */
export function runs(path: string): boolean {
  try {
    return (
      Bun.spawnSync([path], { env: {}, stdio: ['ignore', 'ignore', 'ignore'] }).exitCode ===
      MISSING_VERSION_EXIT_CODE
    );
  } catch {
    return false;
  }
}

function workerFolderName(): string {
  return `mediasoup-worker-${readMediasoupVersion()}-${process.platform}-${process.arch}`;
}

function cacheRoots(): string[] {
  if (process.env.XDG_CACHE_HOME) return [join(process.env.XDG_CACHE_HOME, 'parley')];
  const home = process.env.HOME === '' ? '' : homedir();
  const own = home === '' || home === '/' ? [] : [join(home, '.cache/parley')];
  return [...own, '/var/cache/parley', join(PROJECT, '.cache')];
}

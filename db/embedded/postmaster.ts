import { once } from 'node:events';
import { existsSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { open, readFile, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cluster } from './cluster.ts';
import { settles } from './settles.ts';
import { lastLine, spawnAs } from './spawn.ts';

const READY_TIMEOUT_MS = 60_000;
const READY_POLL_MS = 10;
const ORPHAN_POLL_MS = 250;
const FAST_SHUTDOWN_MS = 15_000;
const IMMEDIATE_SHUTDOWN_MS = 3_000;
const LOG_LIMIT_BYTES = 8 * 1024 * 1024;

/** A running PostgreSQL server process. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** Settles when the process is gone, whoever ended it. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

export interface LaunchOptions {
  readonly port: number;
  readonly settings: Readonly<Record<string, string>>;
}

export async function launchPostmaster(
  cluster: Cluster,
  { port, settings }: LaunchOptions,
): Promise<Postmaster> {
  await dropPidFileOfAnother(cluster.data);
  if ((await sizeOf(cluster.logFile)) > LOG_LIMIT_BYTES) await truncate(cluster.logFile);
  const logged = await sizeOf(cluster.logFile);
  const log = await open(cluster.logFile, 'a', 0o600);
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const program = join(cluster.binaries, 'bin', 'postgres');
  const child = spawnAs(cluster.home, [program, '-D', cluster.data, '-p', String(port), ...flags], {
    stdout: log.fd,
  });
  const ended = Promise.race([once(child, 'exit'), once(child, 'error')]).then(
    () => undefined,
    () => undefined,
  );
  child.unref();
  await log.close();
  if (child.pid === undefined) throw new Error(`${program} could not be started`);
  const postmaster = makePostmaster(child.pid, port, ended);
  if (await becomesReady(cluster, postmaster)) return postmaster;
  await postmaster.stop();
  const said = (await readFile(cluster.logFile, 'utf8')).slice(logged);
  throw new Error(`The embedded PostgreSQL did not start: ${lastLine(said)}`);
}

/** The server a crashed Parley left behind on this cluster; null where there is none. */
export async function adoptPostmaster(cluster: Cluster): Promise<Postmaster | null> {
  const file = readPidFile(cluster.data);
  if (!file || !isPostmasterOf(file.pid, cluster.data)) return null;
  const postmaster = makePostmaster(file.pid, file.port, watchOrphan(file.pid, cluster.data));
  if (await becomesReady(cluster, postmaster)) return postmaster;
  await postmaster.stop();
  return null;
}

export function findFreePort(): number {
  const listener = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data: () => undefined } });
  const { port } = listener;
  listener.stop(true);
  return port;
}

function makePostmaster(pid: number, port: number, ended: Promise<void>): Postmaster {
  const stop = async () => {
    for (const [signal, patience] of [
      ['SIGINT', FAST_SHUTDOWN_MS],
      ['SIGQUIT', IMMEDIATE_SHUTDOWN_MS],
      ['SIGKILL', IMMEDIATE_SHUTDOWN_MS],
    ] as const) {
      if (await settles(ended, 0)) return;
      signalProcess(pid, signal);
      if (await settles(ended, patience)) return;
    }
  };
  return { pid, port, ended, stop };
}

async function becomesReady(cluster: Cluster, postmaster: Postmaster): Promise<boolean> {
  for (let waited = 0; waited < READY_TIMEOUT_MS; waited += READY_POLL_MS) {
    const file = readPidFile(cluster.data);
    if (file?.pid === postmaster.pid && file.ready) return true;
    if (await settles(postmaster.ended, READY_POLL_MS)) return false;
  }
  return false;
}

function readPidFile(data: string): { pid: number; port: number; ready: boolean } | null {
  const path = join(data, 'postmaster.pid');
  if (!existsSync(path)) return null;
  const lines = readFileSync(path, 'utf8').split('\n');
  return { pid: Number(lines[0]), port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

/**
 * PostgreSQL does not start while the process named in a stale file lives, and after a reboot that may be any
 * process. Otherwise the file stays: it names the shared memory that surviving backends may still use.
 */
async function dropPidFileOfAnother(data: string): Promise<void> {
  const file = readPidFile(data);
  if (file && existsSync(`/proc/${file.pid}`) && !isPostmasterOf(file.pid, data)) {
    await rm(join(data, 'postmaster.pid'), { force: true });
  }
}

/** A postmaster works in its data folder; a process that has ended, but is not reaped yet, works nowhere. */
function isPostmasterOf(pid: number, data: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(data);
  } catch {
    return false;
  }
}

async function watchOrphan(pid: number, data: string): Promise<void> {
  while (isPostmasterOf(pid, data)) {
    await new Promise<void>((resolve) => {
      setTimeout(resolve, ORPHAN_POLL_MS).unref();
    });
  }
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended a moment ago.
  }
}

async function sizeOf(path: string): Promise<number> {
  return existsSync(path) ? (await stat(path)).size : 0;
}

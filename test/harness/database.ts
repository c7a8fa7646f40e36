import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cluster, openCluster } from '../../db/embedded/cluster.ts';
import { addressOf, dropDatabase, dropDatabasesLike, ensureDatabase } from '../../db/embedded/databases.ts';
import { openHome } from '../../db/embedded/home.ts';
import { type FileLock, tryLock } from '../../db/embedded/lock.ts';
import { adoptPostmaster, findFreePort, launchPostmaster } from '../../db/embedded/postmaster.ts';
import { choosePostgresUser } from '../../db/embedded/user.ts';

const PREFIX = 'test_';
const LOCK_POLL_MS = 20;
const LOCK_TIMEOUT_MS = 60_000;

/** Durability costs time and a test run outlives no power cut. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  autovacuum: 'off',
  jit: 'off',
  timezone: 'UTC',
};

export interface TestDatabase {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * An empty database of one's own on a PostgreSQL that all test processes of this user share. The first
 * process starts it; it stops by itself when the last one has ended.
 */
export async function makeTestDatabase(): Promise<TestDatabase> {
  const server = await (shared ??= joinServer());
  const name = `${PREFIX}${crypto.randomUUID().replaceAll('-', '')}`;
  const maintenance = addressOf(server.cluster, server.port, 'postgres');
  await ensureDatabase(maintenance, name);
  return {
    url: addressOf(server.cluster, server.port, name),
    close: () => dropDatabase(maintenance, name),
  };
}

interface TestServer {
  readonly cluster: Cluster;
  readonly port: number;
  /** Held, shared, for as long as this process lives. */
  readonly membership: FileLock;
}

let shared: Promise<TestServer> | undefined;

async function joinServer(): Promise<TestServer> {
  const folder = join(tmpdir(), `parley-test-postgres-${process.getuid?.() ?? 0}`);
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  const starting = await waitForLock(join(folder, 'starting.lock'), 'exclusive');
  try {
    const membership = await waitForLock(join(folder, 'members.lock'), 'shared');
    const { cluster, port } = await findOrStart(folder);
    return { cluster, port, membership };
  } finally {
    starting.close();
  }
}

async function findOrStart(folder: string): Promise<{ cluster: Cluster; port: number }> {
  const path = join(folder, 'home');
  const home = openHome(path, choosePostgresUser(join(path, 'data')));
  const found = await openCluster(home, () => undefined);
  const running = await adoptPostmaster(found);
  if (running) return { cluster: found, port: running.port };

  const cluster = await discardUnlessClosedWell(found);
  const { port } = await launchPostmaster(cluster, { port: findFreePort(), settings: SETTINGS });
  await dropDatabasesLike(addressOf(cluster, port, 'postgres'), `${PREFIX}%`);
  stopWhenAlone(folder, join(cluster.data, 'postmaster.pid'));
  return { cluster, port };
}

/** Without fsync, a database that was not shut down may be broken. */
async function discardUnlessClosedWell(cluster: Cluster): Promise<Cluster> {
  if (!existsSync(join(cluster.data, 'postmaster.pid'))) return cluster;
  rmSync(cluster.data, { recursive: true, force: true });
  return await openCluster(cluster.home, () => undefined);
}

/** `flock` gets its exclusive lock when the last member's process has ended, however it ended. */
function stopWhenAlone(folder: string, pidFile: string): void {
  const stop = `kill -INT $(head -n 1 '${pidFile}'); while [ -e '${pidFile}' ]; do sleep 0.05; done`;
  Bun.spawn(['flock', '--exclusive', join(folder, 'members.lock'), 'sh', '-c', stop], {
    stdio: ['ignore', 'ignore', 'ignore'],
    detached: true,
    env: { PATH: '/usr/bin:/bin' },
  }).unref();
}

async function waitForLock(path: string, kind: 'exclusive' | 'shared'): Promise<FileLock> {
  for (let waited = 0; waited < LOCK_TIMEOUT_MS; waited += LOCK_POLL_MS) {
    const lock = tryLock(path, kind);
    if (lock) return lock;
    await Bun.sleep(LOCK_POLL_MS);
  }
  throw new Error(`${path} stayed locked by another test run`);
}

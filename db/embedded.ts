import { join } from 'node:path';
import { openCluster } from './embedded/cluster.ts';
import { addressOf, ensureDatabase } from './embedded/databases.ts';
import { findHome } from './embedded/home.ts';
import { type FileLock, readHolder, tryLock } from './embedded/lock.ts';
import { makeSupervisor } from './embedded/supervisor.ts';

const DATABASE = 'parley';

/** One PostgreSQL of Parley's own. `url` stays the same until `close`. */
export interface EmbeddedPostgres {
  readonly url: string;
  close(): Promise<void>;
}

export interface EmbeddedOptions {
  readonly dataDir: string;
  readonly log: (line: string) => void;
}

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '128MB',
  synchronous_commit: 'on',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/**
 * Starts PostgreSQL for one DATA_DIR, or takes over the one that a crashed Parley left running there, and
 * keeps it running. Throws one sentence where the folder is in use or cannot be written to.
 */
export async function startEmbeddedPostgres({ dataDir, log }: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const home = findHome(dataDir, log);
  const lock = lockHome(home.path, dataDir);
  try {
    const cluster = await openCluster(home, log);
    const supervisor = await makeSupervisor({ cluster, settings: SETTINGS, log });
    await ensureDatabase(addressOf(cluster, supervisor.port, 'postgres'), DATABASE);
    return {
      url: addressOf(cluster, supervisor.port, DATABASE),
      async close() {
        await supervisor.close();
        lock.close();
      },
    };
  } catch (error) {
    lock.close();
    throw error;
  }
}

function lockHome(home: string, dataDir: string): FileLock {
  const path = join(home, 'lock');
  const lock = tryLock(path);
  if (lock) return lock;
  throw new Error(
    `Another Parley server (process ${readHolder(path)}) uses DATA_DIR ${dataDir}; stop it, or give this one a DATA_DIR of its own.`,
  );
}

import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres, { type Sql } from 'postgres';
import { ensureDatabase } from '../../db/embedded/databases.ts';
import { startEmbeddedPostgres } from '../../db/embedded.ts';

/** The embedded PostgreSQL with the settings that it has in use: everything that is compared shares it. */
export interface BenchPostgres {
  readonly folder: string;
  readonly pid: number;
  /** An empty database of this name. */
  create(name: string): Promise<string>;
  close(): Promise<void>;
}

export async function startPostgres(): Promise<BenchPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'));
  // PostgreSQL may run as another user, who has to get there.
  chmodSync(folder, 0o711);
  const embedded = await startEmbeddedPostgres({ dataDir: folder, log: () => undefined });
  return {
    folder,
    pid: await postmasterOf(embedded.url),
    async create(name) {
      await ensureDatabase(embedded.url, name);
      return embedded.url.replace(/\/[^/]*$/, `/${name}`);
    },
    async close() {
      await embedded.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** One connection for as long as `work` takes. */
export async function withSql<T>(url: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}

async function postmasterOf(url: string): Promise<number> {
  const [row] = await withSql(
    url,
    (sql) => sql<{ folder: string }[]>`
    select current_setting('data_directory') as folder`,
  );
  return Number(readFileSync(join(row?.folder ?? '', 'postmaster.pid'), 'utf8').split('\n')[0]);
}

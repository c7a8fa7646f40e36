import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres, { type Sql } from 'postgres';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../../db/embedded.ts';
import { dropDatabase, ensureDatabase } from '../../../db/embedded/databases.ts';
import { findHome } from '../../../db/embedded/home.ts';

/** A recovery takes its time on a busy machine. */
const PATIENCE_MS = 60_000;

/** Parley's own PostgreSQL under its own supervisor, with all that makes a commit last, in a folder of its own. */
export class Cluster {
  readonly #folder: string;
  readonly #postgres: EmbeddedPostgres;
  readonly #home: string;

  private constructor(folder: string, running: EmbeddedPostgres) {
    this.#folder = folder;
    this.#postgres = running;
    this.#home = findHome(folder, () => undefined).path;
  }

  static async start(): Promise<Cluster> {
    const folder = mkdtempSync(join(tmpdir(), 'parley-durability-'));
    return new Cluster(folder, await startEmbeddedPostgres({ dataDir: folder, log: () => undefined }));
  }

  async makeDatabase(): Promise<Database> {
    const name = `run_${crypto.randomUUID().replaceAll('-', '')}`;
    await whenThere(() => ensureDatabase(this.#postgres.url, name));
    const url = new URL(this.#postgres.url);
    url.pathname = `/${name}`;
    return new Database(this, url.href, () => dropDatabase(this.#postgres.url, name));
  }

  /** The supervisor starts it again, and it recovers from its log. */
  killPostmaster(): void {
    const [pid] = readFileSync(join(this.#home, 'data', 'postmaster.pid'), 'utf8').split('\n');
    process.kill(Number(pid), 'SIGKILL');
  }

  async close(): Promise<void> {
    await this.#postgres.close();
    if (!this.#home.startsWith(this.#folder)) rmSync(this.#home, { recursive: true, force: true });
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The database of one run, and a line of the run's own into it. */
export class Database {
  readonly cluster: Cluster;
  readonly url: string;
  readonly #drop: () => Promise<void>;
  readonly #sql: Sql;

  constructor(cluster: Cluster, url: string, drop: () => Promise<void>) {
    this.cluster = cluster;
    this.url = url;
    this.#drop = drop;
    this.#sql = this.#connect();
  }

  /** Again while the database is away. */
  ask<T>(question: (sql: Sql) => Promise<T>): Promise<T> {
    return whenThere(() => question(this.#sql));
  }

  /** One server process of PostgreSQL, in the middle of a statement if there is one. */
  async killBackend(): Promise<void> {
    const [backend] = await this.ask(
      (sql) => sql<{ pid: number }[]>`
        select pid from pg_stat_activity
        where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
        order by state = 'idle', query not like '%messages%' limit 1`,
    );
    if (backend) process.kill(backend.pid, 'SIGKILL');
  }

  async close(): Promise<void> {
    await this.#sql.end({ timeout: 1 });
    await this.#drop();
  }

  #connect(): Sql {
    return postgres(this.url, { max: 2, onnotice: () => undefined, connect_timeout: 5, idle_timeout: 0 });
  }
}

async function whenThere<T>(ask: () => Promise<T>): Promise<T> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (performance.now() > end) throw error;
      await Bun.sleep(50);
    }
  }
}

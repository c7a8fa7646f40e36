import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres, { type Sql } from 'postgres';
import * as schema from './schema/index.ts';
import { openWatchedSocket } from './watched-socket.ts';

export { schema };
/** `$client` is postgres.js itself: for statements whose plan is worth keeping. */
export type Db = PostgresJsDatabase<typeof schema> & { readonly $client: Sql };
export type Transaction = Parameters<Parameters<Db['transaction']>[0]>[0];

export interface DbClient {
  readonly db: Db;
  readonly sql: Sql;
  /**
   * Connections beside the pool, for statements that must wait behind no others; closed with it. Their commits are seen by
   * all at once and reach the disk a moment later: what a crash of the database in between loses must be no promise.
   */
  openLane(connections: number): Sql;
  close(): Promise<void>;
}

/** Any constant will do: it only has to be the same in every process of one Parley. */
const MIGRATION_LOCK = 7_310_217;

/** Seconds. Short, because people wait meanwhile. */
const backoff = (retries: number) => Math.min(0.05 * 2 ** retries, 1) * (0.5 + Math.random() / 2);

/** How postgres.js opens its connections; it hands over its parsed options. */
function openSocket({ host, port, path }: { host: string[]; port: number[]; path: string | false }) {
  return openWatchedSocket({ host: host[0] ?? 'localhost', port: port[0] ?? 5432, path: path || null });
}

/** Connects lazily: the first query opens the pool. `max` connections at the most. */
export function makeDbClient(url: string, max = 10): DbClient {
  const options = {
    onnotice: () => {},
    connect_timeout: 5,
    backoff,
    idle_timeout: 0,
    socket: openSocket,
  };
  const sql = postgres(url, { ...options, max });
  const lanes: Sql[] = [];
  const db = drizzle(sql, { schema });
  let closing: Promise<void> | null = null;
  return {
    db,
    sql,
    openLane(connections) {
      const lane = postgres(url, { ...options, max: connections, connection: { synchronous_commit: 'off' } });
      lanes.push(lane);
      return lane;
    },
    close: () => {
      closing ??= Promise.all([sql, ...lanes].map((each) => each.end({ timeout: 5 }))).then(() => undefined);
      return closing;
    },
  };
}

/** Brings the database to this version; processes that start together take turns. */
export async function migrateDatabase(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {}, connect_timeout: 10 });
  try {
    await sql`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await migrate(drizzle(sql), { migrationsFolder: new URL('./migrations', import.meta.url).pathname });
  } finally {
    await sql.end({ timeout: 5 });
  }
}

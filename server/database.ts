import { type DbClient, makeDbClient, migrateDatabase } from '../db/client.ts';
import { startEmbeddedPostgres } from '../db/embedded.ts';
import { type Config, ConfigError } from './config.ts';
import { isDatabaseAway } from './errors.ts';
import type { Logger } from './log.ts';

/** The database of DATABASE_URL, or one of Parley's own in DATA_DIR; brought to this version. */
export async function openDatabase(
  config: Pick<Config, 'databaseUrl' | 'dataDir'>,
  log: Logger,
): Promise<DbClient> {
  if (config.databaseUrl !== null) return connect(config.databaseUrl);
  const embedded = await startEmbeddedPostgres({
    dataDir: config.dataDir,
    log: (line) => log.info({ part: 'postgres' }, line),
  });
  try {
    await migrateDatabase(embedded.url);
  } catch (error) {
    await embedded.close();
    throw error;
  }
  const client = makeDbClient(embedded.url);
  return {
    ...client,
    async close() {
      await client.close();
      await embedded.close();
    },
  };
}

async function connect(url: string): Promise<DbClient> {
  try {
    await migrateDatabase(url);
    return makeDbClient(url);
  } catch (error) {
    throw new ConfigError(`The database of DATABASE_URL cannot be used: ${reasonOf(error, new URL(url))}`, {
      cause: error,
    });
  }
}

/** Never the address whole: it holds a password. */
function reasonOf(error: unknown, { host, username, pathname }: URL): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === '28P01' || code === '28000') return `${host} does not let the user "${username}" in.`;
  if (code === '3D000') return `${host} has no database "${pathname.slice(1)}".`;
  if (isDatabaseAway(error)) return `nothing answers at ${host}.`;
  return error instanceof Error ? `${error.message}.` : 'the reason is not known.';
}

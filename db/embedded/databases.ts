import postgres from 'postgres';
import { type Cluster, SUPERUSER } from './cluster.ts';

export function addressOf({ password }: Cluster, port: number, database: string): string {
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
}

/** Creates the database where it is missing; `url` is that of any other database of the server. */
export async function ensureDatabase(url: string, name: string): Promise<void> {
  await withConnection(url, async (sql) => {
    const found = await sql`select 1 from pg_database where datname = ${name}`;
    if (found.length === 0) await sql`create database ${sql(name)}`;
  });
}

export async function dropDatabase(url: string, name: string): Promise<void> {
  await withConnection(url, async (sql) => {
    await sql`drop database if exists ${sql(name)} with (force)`;
  });
}

export async function dropDatabasesLike(url: string, pattern: string): Promise<void> {
  await withConnection(url, async (sql) => {
    const found = await sql<{ name: string }[]>`
      select datname as name from pg_database where datname like ${pattern}`;
    for (const { name } of found) await sql`drop database ${sql(name)} with (force)`;
  });
}

async function withConnection(url: string, work: (sql: postgres.Sql) => Promise<void>): Promise<void> {
  const sql = postgres(url, { max: 1, connect_timeout: 10, onnotice: () => undefined });
  try {
    await work(sql);
  } finally {
    await sql.end();
  }
}

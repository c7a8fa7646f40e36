import { expect, test } from 'bun:test';
import postgres from 'postgres';
import { makeTestDatabase } from './database.ts';

test('every call gives an empty database of its own', async () => {
  const alices = await makeTestDatabase();
  const bobs = await makeTestDatabase();
  const alice = postgres(alices.url);
  const bob = postgres(bobs.url);
  await alice`create table notes (body text)`;
  expect(await tablesOf(alice)).toEqual(['notes']);
  expect(await tablesOf(bob)).toEqual([]);
  await Promise.all([alice.end(), bob.end()]);
  await Promise.all([alices.close(), bobs.close()]);
});

test('closing drops the database and may be repeated', async () => {
  const database = await makeTestDatabase();
  await database.close();
  await database.close();
  const sql = postgres(database.url, { max: 1 });
  await expect(sql`select 1`.execute()).rejects.toThrow('does not exist');
  await sql.end();
});

async function tablesOf(sql: postgres.Sql): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public'`;
  return rows.map(({ name }) => name);
}

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { makeTestDatabase, type TestDatabase } from '../test/harness/database.ts';
import { type DbClient, makeDbClient } from './client.ts';

let database: TestDatabase;
let client: DbClient;
let killer: DbClient;
beforeAll(async () => {
  database = await makeTestDatabase();
  client = makeDbClient(database.url, 1);
  killer = makeDbClient(database.url, 1);
});
afterAll(async () => {
  await Promise.all([client.close(), killer.close()]);
  await database.close();
});

const ROUNDS = 5;

test('a connection that ends in the middle of a transaction ends that transaction, and nothing else', async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const late = Promise.withResolvers<unknown>();
    const transaction = client.sql.begin(async (sql) => {
      const [{ pid } = { pid: 0 }] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
      await killer.sql`select pg_terminate_backend(${pid})`;
      // The transaction does something else when its connection goes, and does not know.
      await Bun.sleep(30);
      await sql`select 1`.then(late.resolve, late.resolve);
    });
    expect(await transaction.catch(() => 'it ended')).toBe('it ended');
    await late.promise;
    const [row] = await client.sql<{ two: number }[]>`select 1 + 1 as two`;
    expect(row?.two).toBe(2);
  }
});

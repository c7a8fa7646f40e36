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

/** How long a transaction does something else while its connection goes: the error and the close of a socket are apart. */
const PAUSES_MS = [0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 12, 30];

test.each(PAUSES_MS)(
  'a connection that ends in the middle of a transaction ends that transaction, and nothing else: after %d ms',
  async (pauseMs) => {
    const late = Promise.withResolvers<unknown>();
    const transaction = client.sql.begin(async (sql) => {
      const [{ pid } = { pid: 0 }] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
      await killer.sql`select pg_terminate_backend(${pid})`;
      await Bun.sleep(pauseMs);
      // The transaction does not know that its connection is gone.
      await sql`select 1`.then(late.resolve, late.resolve);
    });
    expect(await transaction.catch(() => 'it ended')).toBe('it ended');
    expect(await late.promise, 'what was not carried out is not answered').toBeInstanceOf(Error);
    const [row] = await client.sql<{ two: number }[]>`select 1 + 1 as two`;
    expect(row?.two).toBe(2);
  },
);

test('a transaction whose connection is gone undoes nothing of the one that has the next connection', async () => {
  await client.sql`create table kept (round int)`;
  for (const [round, pauseMs] of PAUSES_MS.entries()) {
    const first = client.sql.begin(async (sql) => {
      const [{ pid } = { pid: 0 }] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
      await killer.sql`select pg_terminate_backend(${pid})`;
      await Bun.sleep(pauseMs + 20);
      throw new Error('changed its mind');
    });
    const second = client.sql.begin(async (sql) => {
      await sql`insert into kept values (${round})`;
      await Bun.sleep(pauseMs + 30);
    });
    await Promise.allSettled([first]);
    await second;
  }
  const kept = await client.sql<{ round: number }[]>`select round from kept order by round`;
  expect(kept.map(({ round }) => round)).toEqual([...PAUSES_MS.keys()]);
}, 20_000);

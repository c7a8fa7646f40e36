import { afterAll, beforeAll, expect, test } from 'bun:test';
import { makeTestDatabase } from '../test/harness/database.ts';
import { type DbClient, makeDbClient, migrateDatabase } from './client.ts';

let database: Awaited<ReturnType<typeof makeTestDatabase>>;
let client: DbClient;
beforeAll(async () => {
  database = await makeTestDatabase();
  await migrateDatabase(database.url);
  client = makeDbClient(database.url, 1);
});
afterAll(async () => {
  await client.close();
  await database.close();
});

/** There are as few of these as of groups, links and what moderators did: to read them all costs little. */
const FEW = [
  'conversations.created_by',
  'group_invites.created_by',
  'imports.created_by',
  'invites.created_by',
  'invites.user_id',
  'meet_bans.created_by',
  'meet_bans.lifted_by',
  'meet_reports.handled_by',
];

test('where there may be many rows, those that name a person are found by an index: guests are removed every hour', async () => {
  const found = await client.sql<{ column: string }[]>`
    select c.conrelid::regclass || '.' || a.attname as column
    from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'f' and c.confrelid = 'users'::regclass and not exists (
      select from pg_index i
      where i.indrelid = c.conrelid and i.indkey[0] = c.conkey[1]
        and coalesce(pg_get_expr(i.indpred, i.indrelid) = '(' || quote_ident(a.attname) || ' IS NOT NULL)', true))
    order by 1`;
  expect(found.map(({ column }) => column)).toEqual(FEW);
});

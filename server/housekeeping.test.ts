import { expect, test } from 'bun:test';
import { makeTestDatabase } from '../test/harness/database.ts';
import { makeDbClient, migrateDatabase } from '../db/client.ts';
import { FakeClock } from './clock.ts';
import { makeHousekeeping } from './housekeeping.ts';
import { createLogger } from './log.ts';
import { makeDiskStorage } from './storage/disk.ts';

test('uploads are swept soon after the start and every hour, also after a round that failed', async () => {
  const database = await makeTestDatabase();
  await migrateDatabase(database.url);
  const client = makeDbClient(database.url, 1);
  const clock = new FakeClock();
  let swept = 0;
  const imports = { sweep: () => Promise.resolve() };
  const meet = { books: { forget: () => Promise.resolve() } };
  const uploads = {
    handle: () => Promise.reject(new Error('not asked for')),
    sweep: () => (++swept === 1 ? Promise.reject(new Error('the disk is away')) : Promise.resolve()),
    close: () => Promise.resolve(),
  };
  const storage = makeDiskStorage('/nowhere');
  const housekeeping = makeHousekeeping({
    clock,
    db: client.db,
    storage,
    uploads,
    imports,
    meet,
    fanout: { revoke: () => {} },
    log: createLogger('silent'),
  });
  clock.advance(60_000);
  expect(swept).toBe(1);
  await Bun.sleep(0);
  clock.advance(60 * 60_000);
  expect(swept).toBe(2);
  housekeeping.close();
  clock.advance(24 * 60 * 60_000);
  expect(swept).toBe(2);
  await client.close();
  await database.close();
});

import { expect, test } from 'bun:test';
import { makeTestDatabase } from '../test/harness/database.ts';
import { makeDbClient, migrateDatabase, schema } from '../db/client.ts';
import { FakeClock } from './clock.ts';
import { makeHousekeeping } from './housekeeping.ts';
import { createLogger } from './log.ts';
import { makeDiskStorage } from './storage/disk.ts';

const HOUR_MS = 60 * 60_000;
const notAskedFor = () => Promise.reject(new Error('not asked for'));

test('a step that fails stops none behind it, and is tried again every hour until the end', async () => {
  const database = await makeTestDatabase();
  await migrateDatabase(database.url);
  const client = makeDbClient(database.url, 1);
  const clock = new FakeClock();
  const userId = Bun.randomUUIDv7();
  await client.db.insert(schema.users).values({ id: userId, name: 'Alice', role: 'member' });
  const openSession = () =>
    client.db.insert(schema.sessions).values({
      ...{ id: Bun.randomUUIDv7(), userId, tokenHash: crypto.randomUUID() },
      expiresAt: new Date(clock.now() - 1),
    });
  let [swept, revoked, rounds] = [0, 0, 0];
  let isOver = () => {};
  const lastStep = async () => {
    rounds += 1;
    isOver();
  };
  const away = () => Promise.reject(new Error('the storage is away'));
  const housekeeping = makeHousekeeping({
    clock,
    db: client.db,
    log: createLogger('silent'),
    fanout: { revoke: () => (revoked += 1) },
    storage: makeDiskStorage('/nowhere'),
    uploads: {
      handle: notAskedFor,
      sweep: () => ((swept += 1), away()),
      close: () => Promise.resolve(),
    },
    imports: { sweep: away },
    meet: { books: { forget: lastStep } },
  });
  const round = async (afterMs: number) => {
    await openSession();
    const over = new Promise<void>((resolve) => (isOver = resolve));
    clock.advance(afterMs);
    await over;
  };
  await round(60_000);
  expect({ swept, revoked, rounds }).toEqual({ swept: 1, revoked: 1, rounds: 1 });
  await round(HOUR_MS);
  expect({ swept, revoked, rounds }).toEqual({ swept: 2, revoked: 2, rounds: 2 });
  housekeeping.close();
  clock.advance(24 * HOUR_MS);
  expect(swept).toBe(2);
  await client.close();
  await database.close();
});

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DbClient, makeDbClient, migrateDatabase } from '../../db/client.ts';
import { makeTestDatabase, type TestDatabase } from '../../test/harness/database.ts';
import { FakeClock } from '../clock.ts';
import { readConfig } from '../config.ts';
import { makeLimits } from '../http/limits.ts';
import { createLogger } from '../log.ts';
import { makeDiskStorage } from '../storage/disk.ts';
import { makeUploads, type Uploads } from './uploads.ts';

const ALICE = Bun.randomUUIDv7();

let dataDir: string;
let database: TestDatabase;
let client: DbClient;
let uploads: Uploads;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'parley-uploads-'));
  database = await makeTestDatabase();
  await migrateDatabase(database.url);
  client = makeDbClient(database.url, 2);
  const log = createLogger('silent');
  uploads = await makeUploads({
    config: readConfig({ DATA_DIR: dataDir }),
    db: client.db,
    storage: makeDiskStorage(join(dataDir, 'files')),
    limits: await makeLimits(null, log),
    clock: new FakeClock(),
    log,
  });
});
afterAll(async () => {
  await uploads.close();
  await client.close();
  await database.close();
  await rm(dataDir, { recursive: true });
});

async function begin(): Promise<string> {
  const headers = { 'tus-resumable': '1.0.0', 'upload-length': '100' };
  const request = new Request('http://parley.test/files/upload', { method: 'POST', headers });
  const answer = await uploads.handle(request, ALICE);
  return answer.headers.get('location')?.split('/').at(-1) ?? '';
}

/** As if it had been begun so many hours earlier. */
async function age(id: string, hours: number): Promise<void> {
  const path = join(dataDir, 'uploads', `${id}.json`);
  const facts = JSON.parse(await readFile(path, 'utf8')) as object;
  const begun = new Date(Date.now() - hours * 60 * 60 * 1000).toISOString();
  await writeFile(path, JSON.stringify({ ...facts, creation_date: begun }));
}

test('an upload that nobody went on with for a day is dropped, a younger one is kept', async () => {
  const old = await begin();
  const young = await begin();
  await age(old, 25);
  await age(young, 23);
  await uploads.sweep();
  const left = await readdir(join(dataDir, 'uploads'));
  expect(left.filter((name) => name.startsWith(old))).toEqual([]);
  expect(left.filter((name) => name.startsWith(young))).toHaveLength(2);
});

test('the sixty-first new upload within ten minutes is refused', async () => {
  for (let i = 2; i < 60; i++) await begin();
  await expect(begin()).rejects.toMatchObject({ code: 'rate_limited' });
});

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { type Db, schema } from '../../db/client.ts';
import { makeChat } from '../../test/harness/chat.ts';
import { makeImports } from './imports.ts';

let chat: Awaited<ReturnType<typeof makeChat>>;
let dataDir: string;
beforeAll(async () => {
  chat = await makeChat();
  dataDir = await mkdtemp(join(tmpdir(), 'imports-'));
});
afterAll(async () => {
  await chat.close();
  await rm(dataDir, { recursive: true });
});

/** A database in which every import waits for a turn before its row is read, and finds none. */
function makeSlow(db: Db) {
  const turns: (() => void)[] = [];
  const select = (...fields: []) =>
    fields.length > 0
      ? db.select(...fields)
      : { from: () => ({ where: () => new Promise((resolve) => turns.push(() => resolve([]))) }) };
  const slow = new Proxy(db, {
    get: (target, name) => (name === 'select' ? select : Reflect.get(target, name, target)),
  });
  return { slow, turns };
}

test('discarding an import waits until that one has stopped, and for none behind it', async () => {
  const { slow, turns } = makeSlow(chat.db);
  const imports = await makeImports({ ...chat, db: slow, config: { dataDir } });
  const alice = { id: await chat.person('Alice'), name: 'Alice' };
  const [first, second] = [Bun.randomUUIDv7(), Bun.randomUUIDv7()];
  for (const id of [first, second]) await imports.arrived(id, { createdBy: alice.id, name: id, size: 1 });

  let discarded = false;
  const discarding = imports.discard(alice, first).then(() => {
    discarded = true;
  });
  const isThere = () => chat.db.$count(schema.imports, eq(schema.imports.id, first));
  while ((await isThere()) > 0) await Bun.sleep(5);
  await Bun.sleep(50);
  expect(discarded).toBe(false);
  expect(turns).toHaveLength(1);
  turns[0]?.();
  await discarding;
  expect(turns).toHaveLength(2);
  turns[1]?.();
  await imports.close();
});

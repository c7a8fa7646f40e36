import { afterAll, beforeAll, expect, test } from 'bun:test';
import { schema } from '../../db/client.ts';
import { makeChat } from '../../test/harness/chat.ts';
import type { Storage } from '../storage/storage.ts';
import { exportOwnData } from './archive.ts';

let chat: Awaited<ReturnType<typeof makeChat>>;
let alice: string;
beforeAll(async () => {
  chat = await makeChat();
  alice = await chat.person('Alice');
  await chat.db.insert(schema.files).values({
    ...{ id: Bun.randomUUIDv7(), ownerId: alice, name: 'plan.txt', size: 4, type: 'text/plain' },
    ...{ sha256: '', storageKey: 'plan' },
  });
});
afterAll(() => chat.close());

const storageThat = (read: () => ReadableStream<Uint8Array> | null) =>
  ({ read: async () => read() }) as unknown as Storage;
const exported = (read: () => ReadableStream<Uint8Array> | null) =>
  exportOwnData({ ...chat, storage: storageThat(read) }, alice);

test('a file that breaks off breaks the archive off, and nothing else', async () => {
  const broken = new ReadableStream<Uint8Array>({
    pull() {
      throw new Error('the disk is away');
    },
  });
  const answer = await exported(() => broken);
  await expect(answer.arrayBuffer()).rejects.toThrow('the disk is away');
  expect((await (await exported(() => null)).arrayBuffer()).byteLength).toBeGreaterThan(0);
});

test('an archive that nobody reads on lets go of the file that it stood at', async () => {
  const released = Promise.withResolvers<void>();
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(crypto.getRandomValues(new Uint8Array(65_536))),
    cancel: () => released.resolve(),
  });
  const reader = (await exported(() => endless)).body?.getReader();
  let size = 0;
  while (size < 300_000) size += (await reader?.read())?.value?.byteLength ?? 0;
  await reader?.cancel();
  await released.promise;
});

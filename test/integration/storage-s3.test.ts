import { afterAll, beforeAll, expect, test } from 'bun:test';
import { makeS3Storage } from '../../server/storage/s3.ts';
import { testStorageContract } from '../../server/storage/storage-contract.ts';
import { signUp } from '../harness/client.ts';
import { startServer } from '../harness/server.ts';
import { makeTestSwift, type TestSwift } from '../harness/swift.ts';
import { upload } from '../harness/uploads.ts';

let swift: TestSwift;
beforeAll(async () => {
  swift = await makeTestSwift();
}, 60_000);
afterAll(() => swift.close());

testStorageContract('S3 by Swift', async () => {
  const storage = makeS3Storage({ kind: 's3', ...swift.account });
  return {
    storage,
    async close() {
      for await (const page of storage.list()) for (const { key } of page) await storage.remove(key);
    },
  };
});

test('S3 by Swift: a signature of another secret is refused', async () => {
  const wrong = makeS3Storage({ kind: 's3', ...swift.account, secretAccessKey: 'another' });
  await expect(wrong.ping()).rejects.toMatchObject({ code: 'unavailable' });
});

test('the program stores files in Swift, reads parts of them, and removes them', async () => {
  const { endpoint, bucket, region, accessKeyId, secretAccessKey } = swift.account;
  const server = await startServer({
    env: {
      S3_ENDPOINT: endpoint,
      S3_BUCKET: bucket,
      S3_REGION: region,
      S3_ACCESS_KEY_ID: accessKeyId,
      S3_SECRET_ACCESS_KEY: secretAccessKey,
    },
  });
  try {
    const alice = await signUp(server, 'Alice');
    const bytes = new Uint8Array(Buffer.alloc(9 * 1024 * 1024, 'Watercooler '));
    const { id } = await upload(alice, { name: 'long.bin', bytes });
    const part = await alice.fetch(`/files/${id}`, { headers: { range: 'bytes=12-22' } });
    expect([part.status, await part.text()]).toEqual([206, 'Watercooler']);
    const whole = Buffer.from(await (await alice.fetch(`/files/${id}`)).arrayBuffer());
    expect(whole.equals(Buffer.from(bytes))).toBe(true);
    await alice.api.files.remove.mutate({ id });
    const storage = makeS3Storage({ kind: 's3', ...swift.account });
    expect((await Array.fromAsync(storage.list())).flat()).toEqual([]);
  } finally {
    await server.close();
  }
}, 60_000);

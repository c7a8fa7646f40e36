import { expect, test } from 'bun:test';
import { makeFakeS3 } from './fake-s3.ts';
import { makeS3Storage } from './s3.ts';
import { testStorageContract } from './storage-contract.ts';

const account = {
  bucket: 'watercooler',
  region: 'us-east-1',
  accessKeyId: 'alice',
  secretAccessKey: 'secret',
};

testStorageContract('S3', async () => {
  const fake = makeFakeS3('alice');
  return {
    storage: makeS3Storage({ kind: 's3', endpoint: fake.endpoint, ...account }),
    close: () => fake.close(),
  };
});

test('S3: a store that refuses the key, or is not there, is unavailable', async () => {
  const fake = makeFakeS3('bob');
  const storage = makeS3Storage({ kind: 's3', endpoint: fake.endpoint, ...account });
  await expect(storage.ping()).rejects.toMatchObject({ code: 'unavailable' });
  await fake.close();
  await expect(storage.ping()).rejects.toMatchObject({ code: 'unavailable' });
});

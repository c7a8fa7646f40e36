import { rm } from 'node:fs/promises';
import { type S3File, S3Client } from 'bun';
import { unavailable } from '../../protocol/errors.ts';
import type { StorageConfig } from '../config.ts';
import { checkKey, LIST_PAGE, type Storage, type StoredObject } from './storage.ts';

type S3Config = Extract<StorageConfig, { kind: 's3' }>;

const NEVER_THERE = 'parley-ping';

/** One bucket of an S3-compatible store. */
export function makeS3Storage({ endpoint, bucket, region, accessKeyId, secretAccessKey }: S3Config): Storage {
  const client = new S3Client({ endpoint, bucket, region, accessKeyId, secretAccessKey });
  const open = (key: string) => client.file(checkKey(key));
  return {
    async putFile(key, path, type) {
      await reach(client.write(checkKey(key), Bun.file(path), { type }));
      await rm(path, { force: true });
    },

    async read(key, range) {
      const file = open(key);
      if ((await sizeOf(file)) === null) return null;
      return range ? file.slice(range.start, range.end + 1).stream() : file.stream();
    },

    size: (key) => sizeOf(open(key)),

    async remove(key) {
      await reach(open(key).delete());
    },

    list: () => listPages(client),

    async ping() {
      await sizeOf(open(NEVER_THERE));
    },
  };
}

async function* listPages(client: S3Client): AsyncGenerator<readonly StoredObject[]> {
  let continuationToken: string | undefined;
  do {
    const page = await reach(
      client.list({ maxKeys: LIST_PAGE, ...(continuationToken === undefined ? {} : { continuationToken }) }),
    );
    yield (page.contents ?? []).map(({ key, size = 0, lastModified }) => ({
      key,
      size,
      modifiedAt: lastModified === undefined ? Date.now() : Date.parse(lastModified),
    }));
    continuationToken = page.isTruncated ? page.nextContinuationToken : undefined;
  } while (continuationToken !== undefined);
}

async function sizeOf(file: S3File): Promise<number | null> {
  try {
    return (await file.stat()).size;
  } catch (error) {
    if (isMissing(error)) return null;
    throw unavailable('The store of files does not answer.', error);
  }
}

async function reach<T>(operation: Promise<T>): Promise<T> {
  try {
    return await operation;
  } catch (error) {
    throw unavailable('The store of files does not answer.', error);
  }
}

function isMissing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? error.code : undefined;
  return (
    code === 'NoSuchKey' ||
    code === 'NotFound' ||
    (code === 'UnknownError' && /404|not found/i.test(error.message))
  );
}

import { join } from 'node:path';
import type { Config } from '../config.ts';
import { makeDiskStorage } from './disk.ts';
import { makeS3Storage } from './s3.ts';
import type { Storage } from './storage.ts';

export function makeStorage({ storage, dataDir }: Pick<Config, 'storage' | 'dataDir'>): Storage {
  return storage.kind === 's3' ? makeS3Storage(storage) : makeDiskStorage(join(dataDir, 'files'));
}

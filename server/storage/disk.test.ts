import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeDiskStorage } from './disk.ts';
import { testStorageContract } from './storage-contract.ts';

testStorageContract('disk', async () => {
  const root = await mkdtemp(join(tmpdir(), 'parley-files-'));
  return { storage: makeDiskStorage(root), close: () => rm(root, { recursive: true }) };
});

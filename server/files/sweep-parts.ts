import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GRACE_MS } from './sweep.ts';

const ID_LENGTH = 36;

/** What lies in the folder of uploads and was not written to for a day: halves that a process which ended left there. */
export async function sweepParts(folder: string, now: number): Promise<void> {
  const byUpload = Map.groupBy(await readdir(folder), (name) => name.slice(0, ID_LENGTH));
  for (const names of byUpload.values()) {
    const paths = names.map((name) => join(folder, name));
    const times = await Promise.all(paths.map(modifiedAt));
    if (Math.max(...times) >= now - GRACE_MS) continue;
    await Promise.all(paths.map((path) => rm(path, { force: true })));
  }
}

/** What went meanwhile does not count. */
async function modifiedAt(path: string): Promise<number> {
  return await stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}

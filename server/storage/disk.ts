import { copyFile, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { unavailable } from '../../protocol/errors.ts';
import { checkKey, isKey, LIST_PAGE, type Storage, type StoredObject } from './storage.ts';

/** Files below one folder, each at the path that its key spells. */
export function makeDiskStorage(root: string): Storage {
  const pathOf = (key: string) => join(root, checkKey(key));
  return {
    async putFile(key, path) {
      const target = pathOf(key);
      const folder = dirname(target);
      await mkdir(folder, { recursive: true });
      await moveDurably(path, target);
      await flush(folder);
    },

    async read(key, range) {
      const file = Bun.file(pathOf(key));
      if (!(await file.exists())) return null;
      return range ? file.slice(range.start, range.end + 1).stream() : file.stream();
    },

    size: (key) => sizeOf(pathOf(key)),

    remove: (key) => rm(pathOf(key), { force: true }),

    list: () => inPages(walk(root, '')),

    async ping() {
      try {
        await mkdir(root, { recursive: true });
      } catch (error) {
        throw unavailable('The folder of files cannot be reached.', error);
      }
    },
  };
}

/** A rename where both are on one file system, else a copy that takes the name when it is whole. */
async function moveDurably(from: string, to: string): Promise<void> {
  await flush(from);
  try {
    await rename(from, to);
  } catch (error) {
    if (!hasCode(error, 'EXDEV')) throw error;
    const partial = `${to}-partial`;
    await copyFile(from, partial);
    await flush(partial);
    await rename(partial, to);
    await rm(from, { force: true });
  }
}

async function* inPages(objects: AsyncIterable<StoredObject>): AsyncGenerator<readonly StoredObject[]> {
  let page: StoredObject[] = [];
  for await (const object of objects) {
    page.push(object);
    if (page.length < LIST_PAGE) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

/** A folder stands where its name and a slash would stand among the names. */
async function* walk(root: string, folder: string): AsyncGenerator<StoredObject> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  });
  const names = entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
  for (const name of names.toSorted((a, b) => (a < b ? -1 : 1))) {
    const key = folder + name;
    if (name.endsWith('/')) {
      yield* walk(root, key);
      continue;
    }
    const facts = isKey(key) ? await factsOf(join(root, key)) : null;
    if (facts) yield { key, size: facts.size, modifiedAt: facts.mtimeMs };
  }
}

async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function sizeOf(path: string): Promise<number | null> {
  return (await factsOf(path))?.size ?? null;
}

async function factsOf(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

import { afterEach, beforeEach, expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Storage } from './storage.ts';

interface Subject {
  readonly storage: Storage;
  close(): Promise<void>;
}

/** What every storage keeps. */
export function testStorageContract(name: string, makeSubject: () => Promise<Subject>): void {
  let subject: Subject;
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-storage-'));
    subject = await makeSubject();
  });
  afterEach(async () => {
    await subject.close();
    await rm(folder, { recursive: true });
  });

  async function put(key: string, bytes: Uint8Array | string): Promise<string> {
    const path = join(folder, 'upload');
    await writeFile(path, bytes);
    await subject.storage.putFile(key, path, 'text/plain');
    return path;
  }
  async function text(key: string, range?: { start: number; end: number }): Promise<string | null> {
    const stream = await subject.storage.read(key, range);
    return stream === null ? null : await new Response(stream).text();
  }

  test(`${name}: what was put is read back, and the local file is gone`, async () => {
    const path = await put('ab/cd-1', 'Watercooler');
    expect(await text('ab/cd-1')).toBe('Watercooler');
    expect(await subject.storage.size('ab/cd-1')).toBe(11);
    expect(existsSync(path)).toBe(false);
  });

  test(`${name}: a range includes both its ends`, async () => {
    await put('ab/cd-2', '0123456789');
    expect(await text('ab/cd-2', { start: 2, end: 5 })).toBe('2345');
    expect(await text('ab/cd-2', { start: 9, end: 9 })).toBe('9');
    expect(await text('ab/cd-2', { start: 0, end: 9 })).toBe('0123456789');
  });

  test(`${name}: megabytes come back the same`, async () => {
    const bytes = crypto.getRandomValues(new Uint8Array(65_536));
    const large = Buffer.concat(Array.from({ length: 160 }, () => bytes));
    await put('large', large);
    const stream = await subject.storage.read('large');
    expect(Buffer.from(await new Response(stream).arrayBuffer()).equals(large)).toBe(true);
  });

  const use: Use = { put, text, storage: () => subject.storage };
  testListing(name, use);
  testAbsence(name, use);

  test(`${name}: it answers a ping`, () => subject.storage.ping());
}

interface Use {
  put(key: string, bytes: string): Promise<string>;
  text(key: string): Promise<string | null>;
  storage(): Storage;
}

function testListing(name: string, { put, storage }: Use): void {
  test(`${name}: all there is can be listed, page by page, in the order of the keys`, async () => {
    const keys = Array.from({ length: 12 }, (_, n) => `${n % 3}a/cd-${n}`);
    for (const key of [...keys, 'ab', 'ab-c/d', 'zz']) await put(key, key);
    await storage().remove('zz');
    const objects = (await Array.fromAsync(storage().list())).flat();
    expect(objects.map(({ key }) => key)).toEqual([...keys, 'ab', 'ab-c/d'].toSorted());
    for (const { key, size, modifiedAt } of objects) {
      expect(size).toBe(key.length);
      expect(Math.abs(modifiedAt - Date.now())).toBeLessThan(60 * 60_000);
    }
  });

  test(`${name}: an empty store lists nothing`, async () => {
    expect((await Array.fromAsync(storage().list())).flat()).toEqual([]);
  });
}

function testAbsence(name: string, { put, text, storage }: Use): void {
  test(`${name}: an unknown key is null, and removing it no error`, async () => {
    expect(await text('ab/nothing')).toBeNull();
    expect(await storage().size('ab/nothing')).toBeNull();
    await storage().remove('ab/nothing');
  });

  test(`${name}: what was removed is gone`, async () => {
    await put('ab/cd-3', 'Watercooler');
    await storage().remove('ab/cd-3');
    expect(await text('ab/cd-3')).toBeNull();
  });

  test(`${name}: a key that would climb out of the store is refused`, async () => {
    await expect(Promise.resolve().then(() => storage().read('../secret'))).rejects.toThrow('key');
    await expect(put('ab/../../secret', 'x')).rejects.toThrow('key');
  });
}

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replaceBuild } from './replace-build.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-build-'));
});
afterAll(() => rm(folder, { recursive: true }));

const served = (path: string) => join(folder, 'dist', path);

async function build(version: number): Promise<void> {
  const next = join(folder, 'next');
  for (let part = 0; part < 30; part += 1) {
    await Bun.write(join(next, `assets/part${part}-${version}.js`), `${version}`);
  }
  await Bun.write(join(next, 'index.html'), `assets/part29-${version}.js`);
  await replaceBuild(next, join(folder, 'dist'), join(folder, 'files'));
}

test('while a build takes its place there is always a page, and what it names is there', async () => {
  await build(1);
  let looks = 0;
  const done = new AbortController();
  const watching = (async () => {
    while (!done.signal.aborted) {
      expect(existsSync(served(readFileSync(served('index.html'), 'utf8')))).toBe(true);
      looks += 1;
      await Bun.sleep(0);
    }
  })();
  for (const version of [2, 3, 4]) await build(version);
  done.abort();
  await watching;
  expect(looks).toBeGreaterThan(3);
});

test('a page of the build before can still load its parts; what is older is gone', async () => {
  for (const version of [5, 6, 7]) await build(version);
  const stands = [5, 6, 7].map((version) => existsSync(served(`assets/part0-${version}.js`)));
  expect(stands).toEqual([false, true, true]);
});

test('a build that is made of the same sources keeps its parts', async () => {
  await build(8);
  await build(8);
  expect(existsSync(served('assets/part29-8.js'))).toBe(true);
});

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findWorker } from './obtain.ts';

const OBTAIN = join(import.meta.dir, 'obtain.ts');
const folder = mkdtempSync(join(tmpdir(), 'parley-worker-'));
let served: Blob | null = null;
let asked = 0;

const publisher = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  fetch() {
    asked++;
    return served ? new Response(served) : new Response('no such release', { status: 404 });
  },
});

beforeAll(() => {
  asked = 0;
});
afterAll(async () => {
  await publisher.stop(true);
  rmSync(folder, { recursive: true, force: true });
});

/** In a home of its own and without build tools on the PATH: what is not fetched cannot be made. */
async function obtain(home: string): Promise<{ code: number; path: string; said: string }> {
  const child = Bun.spawn([process.execPath, OBTAIN], {
    env: {
      HOME: join(folder, home),
      XDG_CACHE_HOME: join(folder, home, 'cache'),
      PATH: dirname(process.execPath).replace('/usr/bin', ''),
      MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL: publisher.url.href,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [path, said] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  return { code: await child.exited, path: path.trim(), said };
}

test('a published worker is fetched once, and several that ask at once share it', async () => {
  const worker = await Bun.file(findWorker() ?? '').bytes();
  served = await new Bun.Archive({ 'mediasoup-worker': worker }, { compress: 'gzip' }).blob();
  const [first, second] = await Promise.all([obtain('alice'), obtain('alice')]);
  expect(first.said).not.toContain('Building');
  expect(first.path).toStartWith(join(folder, 'alice'));
  expect(second.path).toBe(first.path);
  expect(asked).toBe(1);

  served = null;
  expect(await obtain('alice')).toMatchObject({ code: 0, path: first.path });
  expect(asked).toBe(1);
});

test('a published worker that does not run here is not taken', async () => {
  served = await new Bun.Archive({ 'mediasoup-worker': '#!/bin/sh\nexit 1\n' }, { compress: 'gzip' }).blob();
  const { code, said } = await obtain('bob');
  expect(said).toContain('does not run on this system');
  expect(code).toBe(1);
});

test('where it is neither published nor can be built, the packages to install are named', async () => {
  served = null;
  const { code, path, said } = await obtain('carol');
  expect(code).toBe(1);
  expect(path).toBe('');
  expect(said).toContain('no prebuilt worker: the server answered 404');
  expect(said.trim().split('\n').at(-1)).toMatch(
    /^Building mediasoup's worker needs .*apt-get install .* cmake /,
  );
});

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStaticFiles } from './static.ts';

let folder: string;
let serve: (request: Request) => Promise<Response>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-static-'));
  serve = createStaticFiles(join(folder, 'dist'));
  await Bun.write(join(folder, 'secret.txt'), 'hush');
});
afterAll(() => rm(folder, { recursive: true }));

const get = (path: string, headers: Record<string, string> = {}) =>
  serve(new Request(`http://parley.test${path}`, { headers }));

test('before the page is built it says so in plain words', async () => {
  const answer = await get('/');
  expect(answer.status).toBe(503);
  expect(await answer.text()).toContain('bin/start');
  await Bun.write(join(folder, 'dist/index.html'), '<!doctype html>');
  await Bun.write(join(folder, 'dist/assets/main-abc.js'), 'run()');
  await Bun.write(join(folder, 'dist/assets/main-abc.js.br'), 'packed');
});

test('files with a hash in their name are kept for ever, the page is asked for again', async () => {
  const script = await get('/assets/main-abc.js');
  expect(script.headers.get('cache-control')).toContain('immutable');
  expect(script.headers.get('content-type')).toStartWith('text/javascript');
  const page = await get('/');
  expect(page.headers.get('cache-control')).toBe('no-cache');
  const again = await get('/', { 'if-none-match': page.headers.get('etag') ?? '' });
  expect(again.status).toBe(304);
});

test('a packed file is sent to who can unpack it', async () => {
  const packed = await get('/assets/main-abc.js', { 'accept-encoding': 'gzip, br' });
  expect([packed.headers.get('content-encoding'), await packed.text()]).toEqual(['br', 'packed']);
  const plain = await get('/assets/main-abc.js', { 'accept-encoding': 'gzip' });
  expect([plain.headers.get('content-encoding'), await plain.text()]).toEqual([null, 'run()']);
});

test('a place within the page gets the page, a missing file is not found', async () => {
  expect(await (await get('/join/token', { accept: 'text/html' })).text()).toBe('<!doctype html>');
  expect((await get('/assets/gone.js', { accept: '*/*' })).status).toBe(404);
});

test('no address leads out of the folder', async () => {
  for (const path of [
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
  ]) {
    const answer = await get(path, { accept: '*/*' });
    expect(await answer.text()).not.toContain('hush');
  }
  expect((await get('/%00', { accept: '*/*' })).status).not.toBe(500);
  expect((await get('/%', { accept: 'text/html' })).status).not.toBe(500);
});

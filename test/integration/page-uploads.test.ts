import { afterAll, beforeAll, expect, test } from 'bun:test';
import { systemClock } from '../../client/clock.ts';
import { FileUpload, type UploadState } from '../../client/upload/file-upload.ts';
import type { StartTransfer } from '../../client/upload/transfer.ts';
import { type SignedIn, signUp } from '../harness/client.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { MemoryUrls, openTransfers } from '../harness/tus.ts';

const LIMIT_MB = 20;
let server: TestServer;
let carol: SignedIn;

beforeAll(async () => {
  server = await startServer({ env: { REGISTRATION: 'open', UPLOAD_LIMIT_MB: String(LIMIT_MB) } });
  carol = await signUp(server, 'Carol', server.ownerToken ?? undefined);
}, 60_000);
afterAll(async () => await server?.close());

function randomFile(name: string, size: number): File {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  return new File([bytes], name, { lastModified: 1 });
}

const digest = async (data: Blob | Response) =>
  new Bun.CryptoHasher('sha256').update(await data.arrayBuffer()).digest('hex');

/** Runs an upload to its end, and tells every state on the way. */
function upload(start: StartTransfer, file: File, onState: (state: UploadState) => void = () => {}) {
  const states: UploadState[] = [];
  const { promise, resolve } = Promise.withResolvers<UploadState>();
  const deps = { start, clock: systemClock, limitBytes: () => Infinity, onReachable: () => () => {} };
  const running = new FileUpload(file, deps, (state) => {
    states.push(state);
    onState(state);
    if (state.state === 'done' || state.state === 'failed') resolve(state);
  });
  running.begin();
  return { running, states, end: promise };
}

test('a file of several chunks arrives whole, with its name and its answer', async () => {
  const file = randomFile('night sky.bin', 13 * 1024 * 1024);
  const { end, states } = upload(openTransfers(carol), file);
  const last = await end;
  if (last.state !== 'done') throw new Error(JSON.stringify(last));
  expect(last.file).toMatchObject({ name: 'night sky.bin', size: file.size, ownerId: carol.user.id });
  expect(states.filter(({ state }) => state === 'uploading').length).toBeGreaterThan(2);
  expect(await digest(await carol.fetch(`/files/${last.file.id}`))).toBe(await digest(file));
}, 60_000);

test('the server is killed in the middle, and the upload goes on from where it was', async () => {
  const file = randomFile('long.bin', 19 * 1024 * 1024);
  let killed: Promise<void> | null = null;
  const { end, states } = upload(openTransfers(carol), file, ({ sent }) => {
    if (sent > 0 && sent < file.size) killed ??= server.kill9();
  });
  const deadline = performance.now() + 20_000;
  while (!states.some(({ state }) => state === 'paused') && performance.now() < deadline) await Bun.sleep(20);
  expect(states.some(({ state }) => state === 'paused')).toBe(true);
  await killed;
  await server.restart();
  const resumedAt = states.length;
  const last = await end;
  if (last.state !== 'done') throw new Error(JSON.stringify(last));
  expect(states.slice(resumedAt).every(({ sent }) => sent > 0)).toBe(true);
  expect(await digest(await carol.fetch(`/files/${last.file.id}`))).toBe(await digest(file));
}, 90_000);

test('the same file chosen again after a reload goes on where the page before left it', async () => {
  const file = randomFile('again.bin', 15 * 1024 * 1024);
  const urls = new MemoryUrls();
  const { promise: firstChunk, resolve } = Promise.withResolvers<void>();
  const before = upload(
    openTransfers(carol, { tus: { urlStorage: urls } }),
    file,
    ({ sent }) => sent > 0 && resolve(),
  );
  await firstChunk;
  const [known] = await urls.findAllUploads();
  const after = upload(openTransfers(carol, { tus: { urlStorage: urls } }), file);
  const last = await after.end;
  if (last.state !== 'done') throw new Error(JSON.stringify(last));
  expect(known?.uploadUrl).toContain(last.file.id);
  expect(await digest(await carol.fetch(`/files/${last.file.id}`))).toBe(await digest(file));
  before.running.cancel();
}, 60_000);

test('a server that cannot tell for the moment how far an upload is does not make it begin anew', async () => {
  const file = randomFile('hiccup.bin', 15 * 1024 * 1024);
  const urls = new MemoryUrls();
  const { promise: firstChunk, resolve } = Promise.withResolvers<void>();
  const before = upload(
    openTransfers(carol, { tus: { urlStorage: urls } }),
    file,
    ({ sent }) => sent > 0 && resolve(),
  );
  await firstChunk;
  const [known] = await urls.findAllUploads();
  let refusals = 0;
  const hiccuping: SignedIn = {
    ...carol,
    async fetch(path, init) {
      if (init?.method !== 'HEAD' || refusals === 2) return await carol.fetch(path, init);
      refusals += 1;
      return Response.json({ error: { code: 'unavailable', message: '' } }, { status: 503 });
    },
  };
  const last = await upload(openTransfers(hiccuping, { tus: { urlStorage: urls } }), file).end;
  if (last.state !== 'done') throw new Error(JSON.stringify(last));
  expect(refusals).toBe(2);
  expect(known?.uploadUrl).toContain(last.file.id);
  before.running.cancel();
}, 60_000);

test('a cancelled upload is gone at the server', async () => {
  const urls = new MemoryUrls();
  const { promise: firstChunk, resolve } = Promise.withResolvers<void>();
  const file = randomFile('never mind.bin', 15 * 1024 * 1024);
  const { running } = upload(
    openTransfers(carol, { tus: { urlStorage: urls } }),
    file,
    ({ sent }) => sent > 0 && resolve(),
  );
  await firstChunk;
  const [known] = await urls.findAllUploads();
  running.cancel();
  const gone = async () =>
    (await carol.fetch(known?.uploadUrl ?? '', { method: 'HEAD', headers: { 'tus-resumable': '1.0.0' } }))
      .status;
  const deadline = performance.now() + 10_000;
  while ((await gone()) < 400 && performance.now() < deadline) await Bun.sleep(50);
  expect([404, 410]).toContain(await gone());
}, 60_000);

test('what the server refuses fails with its typed error, at once', async () => {
  const large = await upload(openTransfers(carol), randomFile('large.bin', (LIMIT_MB + 1) * 1024 * 1024)).end;
  expect(large).toMatchObject({ state: 'failed', error: { code: 'too_large' } });
  const disguised = new File(['#!/bin/sh\necho hello\n'], 'picture.png', { type: 'image/png' });
  const refused = await upload(openTransfers(carol), disguised).end;
  expect(refused).toMatchObject({ state: 'failed', error: { code: 'unsupported_type' } });
}, 60_000);

import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, makeClient, type SignedIn, signUp } from '../harness/client.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { askOffset, createUpload, fileOf, sendBytes, tearWhileSending, upload } from '../harness/uploads.ts';

const MIB = 1024 * 1024;
const text = (content: string) => new TextEncoder().encode(content);

let server: TestServer;
let carol: SignedIn;
let bob: SignedIn;

beforeAll(async () => {
  server = await startServer({ env: { UPLOAD_LIMIT_MB: '64' } });
  carol = await signUp(server, 'Carol');
  bob = await signUp(server, 'Bob');
});
afterAll(() => server.close());

const errorCode = async (answer: Response) =>
  ((await answer.json()) as { error: { code: string } }).error.code;
const stored = async () =>
  [
    ...(await readdir(join(server.dataDir, 'files'), { recursive: true }).catch(() => [])),
    ...(await readdir(join(server.dataDir, 'uploads'))),
  ].toSorted();
const sha256 = (bytes: Uint8Array) => new Bun.CryptoHasher('sha256').update(bytes).digest('hex');

function randomBytes(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  return bytes;
}

async function peakMemory(): Promise<number> {
  const status = await readFile(`/proc/${server.pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) * 1024;
}

describe('a large file', () => {
  test('of 60 MB goes on where the connection broke, arrives the same, and never lies in memory whole', async () => {
    const bytes = randomBytes(60 * MIB);
    const before = await peakMemory();
    const created = await createUpload(carol, { name: 'holiday.bin', bytes });
    const location = created.headers.get('location') ?? '';
    await tearWhileSending(carol, location, { offset: 0, bytes, sent: 20 * MIB });
    const offset = Number((await askOffset(carol, location)).headers.get('upload-offset'));
    expect(offset).toBeGreaterThan(0);
    expect(offset).toBeLessThanOrEqual(20 * MIB);
    const file = await fileOf(await sendBytes(carol, location, { offset, bytes: bytes.slice(offset) }));
    expect(file).toMatchObject({ name: 'holiday.bin', size: 60 * MIB, ownerId: carol.user.id });
    const back = new Uint8Array(await (await carol.fetch(`/files/${file.id}`)).arrayBuffer());
    expect(sha256(back)).toBe(sha256(bytes));
    expect((await peakMemory()) - before).toBeLessThan(60 * MIB);
  }, 30_000);

  test('over the limit is refused before a byte is sent, and leaves nothing', async () => {
    const before = await stored();
    const refused = await carol.fetch('/files/upload', {
      method: 'POST',
      headers: { 'tus-resumable': '1.0.0', 'upload-length': String(64 * MIB + 1) },
    });
    expect([refused.status, await errorCode(refused)]).toEqual([413, 'too_large']);
    expect(await stored()).toEqual(before);
  });

  test('that is longer than announced is cut off', async () => {
    const created = await createUpload(carol, { name: 'a.txt', bytes: text('12345') });
    const location = created.headers.get('location') ?? '';
    const answer = await sendBytes(carol, location, { offset: 0, bytes: text('1234567890') });
    expect(answer.status).toBe(413);
    expect(await errorCode(answer)).toBe('too_large');
  });
});

describe('an upload', () => {
  test('is known by its id as a file, also to a device that missed the last answer', async () => {
    const bytes = text('Watercooler');
    const created = await createUpload(carol, { name: 'notes.txt', type: 'text/plain', bytes });
    const location = created.headers.get('location') ?? '';
    expect(location).toStartWith('/files/upload/');
    await sendBytes(carol, location, { offset: 0, bytes });
    const id = location.split('/').at(-1) ?? '';
    expect(await carol.api.files.byId.query({ id })).toMatchObject({
      id,
      name: 'notes.txt',
      type: 'text/plain',
    });
    const asked = await askOffset(carol, location);
    expect([asked.headers.get('upload-offset'), asked.headers.get('upload-length')]).toEqual(['11', '11']);
    expect((await fileOf(asked)).id).toBe(id);
    expect((await fileOf(await sendBytes(carol, location, { offset: 11, bytes: text('') }))).id).toBe(id);
  });

  test('belongs to its sender: nobody else finds it, goes on with it, or removes it', async () => {
    const bytes = text('Watercooler');
    const created = await createUpload(carol, { name: 'notes.txt', bytes });
    const location = created.headers.get('location') ?? '';
    const stranger = makeClient(server);
    expect((await askOffset(bob, location)).status).toBe(404);
    expect((await sendBytes(bob, location, { offset: 0, bytes })).status).toBe(404);
    const removal = { method: 'DELETE', headers: { 'tus-resumable': '1.0.0' } };
    expect((await bob.fetch(location, removal)).status).toBe(404);
    expect((await sendBytes(stranger, location, { offset: 0, bytes })).status).toBe(401);
    expect((await createUpload(stranger, { name: 'x', bytes })).status).toBe(401);
    expect((await carol.fetch(location, removal)).status).toBe(204);
    expect((await askOffset(carol, location)).status).toBe(404);
  });

  test('cannot name its owner itself', async () => {
    const owner = Buffer.from(bob.user.id).toString('base64');
    const created = await carol.fetch('/files/upload', {
      method: 'POST',
      headers: { 'tus-resumable': '1.0.0', 'upload-length': '2', 'upload-metadata': `ownerId ${owner}` },
    });
    const location = created.headers.get('location') ?? '';
    const file = await fileOf(await sendBytes(carol, location, { offset: 0, bytes: text('hi') }));
    expect(file).toMatchObject({ ownerId: carol.user.id, name: 'file' });
  });

  test('that all of arrived when the server died becomes a file when its sender asks', async () => {
    const bytes = text('Watercooler');
    const created = await createUpload(carol, { name: 'late.txt', bytes });
    const location = created.headers.get('location') ?? '';
    await server.kill9();
    await Bun.write(join(server.dataDir, 'uploads', location.split('/').at(-1) ?? ''), bytes);
    await server.restart();
    const asked = await askOffset(carol, location);
    expect(await fileOf(asked)).toMatchObject({ name: 'late.txt', size: 11 });
  });
});

describe('a finished upload', () => {
  test('may be empty', async () => {
    expect(await upload(carol, { name: 'empty.txt', bytes: text('') })).toMatchObject({ size: 0 });
  });

  test('gets a name to show: no folders, no control characters', async () => {
    const named = async (name: string) => (await upload(carol, { name, bytes: text('x') })).name;
    expect(await named('../../etc/passwd')).toBe('passwd');
    expect(await named('C:\\Users\\carol\\notes\u0000\u202e.txt')).toBe('notes.txt');
    expect(await named('..')).toBe('file');
    expect(await named('Grüße 🐦.txt')).toBe('Grüße 🐦.txt');
  });
});

describe('content', () => {
  const html = text('<!doctype html><script>alert(1)</script>');
  const svg = text('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');

  test('that is not what its type or name says is refused, and nothing stays', async () => {
    const before = await stored();
    for (const lie of [
      { name: 'photo.bin', type: 'image/png', bytes: html },
      { name: 'photo.png', type: '', bytes: html },
      { name: 'song', type: 'audio/mpeg', bytes: text('la la la') },
      { name: 'film.mp4', bytes: text('one two three') },
      { name: 'paper.pdf', type: 'application/pdf', bytes: svg },
    ]) {
      const created = await createUpload(carol, lie);
      const location = created.headers.get('location') ?? '';
      const answer = await sendBytes(carol, location, { offset: 0, bytes: lie.bytes });
      expect([answer.status, await errorCode(answer)]).toEqual([415, 'unsupported_type']);
      expect(await codeOf(carol.api.files.byId.query({ id: location.split('/').at(-1) ?? '' }))).toBe(
        'not_found',
      );
    }
    expect(await stored()).toEqual(before);
  });

  test('that a browser would run is bytes of no known kind', async () => {
    for (const page of [
      { name: 'page.html', type: 'text/html', bytes: html },
      { name: 'drawing.svg', type: 'image/svg+xml', bytes: svg },
      { name: 'drawing.svg', type: 'image/svg+xml', bytes: text(`<?xml version="1.0"?>${svg}`) },
    ]) {
      expect((await upload(carol, page)).type).toBe('application/octet-stream');
    }
  });

  test('that is plain text by name and content is text', async () => {
    const typeOf = async (name: string, bytes: Uint8Array<ArrayBuffer>) =>
      (await upload(carol, { name, bytes })).type;
    expect(await typeOf('table.csv', text('a,b\n1,2\n'))).toBe('text/plain');
    expect(await typeOf('notes.txt', new Uint8Array([0xff, 0x00, 0x01]))).toBe('application/octet-stream');
    expect(await typeOf('unnamed', text('words'))).toBe('application/octet-stream');
  });
});

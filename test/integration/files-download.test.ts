import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FileInfo } from '../../protocol/chat.ts';
import { codeOf, connectSocket, makeClient, type SignedIn, signUp } from '../harness/client.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { upload } from '../harness/uploads.ts';

let server: TestServer;
let alice: SignedIn;
let bob: SignedIn;
let carol: SignedIn;
let watercooler: string;

beforeAll(async () => {
  server = await startServer();
  alice = await signUp(server, 'Alice');
  bob = await signUp(server, 'Bob');
  carol = await signUp(server, 'Carol');
  const input = { name: 'Watercooler', description: '', visibility: 'private' as const };
  watercooler = (await alice.api.groups.create.mutate({ ...input, memberIds: [bob.user.id] })).id;
});
afterAll(() => server.close());

const text = (content: string) => new TextEncoder().encode(content);
const note = () => upload(alice, { name: 'notes "1" é.txt', type: 'text/plain', bytes: text('0123456789') });

async function share(file: FileInfo): Promise<void> {
  const send = { clientId: crypto.randomUUID(), conversationId: watercooler, text: '', fileIds: [file.id] };
  await alice.api.messages.send.mutate(send);
}

/** A picture as a phone makes it: lying on its side, with the place in its EXIF. */
async function photo(): Promise<Uint8Array<ArrayBuffer>> {
  const jpeg = Buffer.from(await new Bun.Image(bitmap(1000, 500)).jpeg().bytes());
  const tiff = Buffer.from('4d4d002a00000008000101120003000000010006000000000000', 'hex');
  const exif = Buffer.concat([Buffer.from('Exif\0\0'), tiff, Buffer.from('GPS 52.5 13.4')]);
  const segment = Buffer.concat([Buffer.from([0xff, 0xe1, 0, exif.length + 2]), exif]);
  return new Uint8Array(Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]));
}

function bitmap(width: number, height: number): Buffer {
  const row = Math.ceil((width * 3) / 4) * 4;
  const bytes = Buffer.alloc(54 + row * height, 90);
  bytes.fill(0, 0, 54);
  bytes.write('BM');
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(height, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  return bytes;
}

describe('who may read a file', () => {
  test('its owner, and the members of a conversation that it was sent to; nobody else finds it', async () => {
    const file = await note();
    const statuses = async () => {
      const answers = await Promise.all([alice, bob, carol].map((one) => one.fetch(`/files/${file.id}`)));
      return answers.map(({ status }) => status);
    };
    expect(await statuses()).toEqual([200, 404, 404]);
    await share(file);
    expect(await statuses()).toEqual([200, 200, 404]);
    expect(await codeOf(carol.api.files.byId.query({ id: file.id }))).toBe('not_found');
    expect((await makeClient(server).fetch(`/files/${file.id}`)).status).toBe(401);
  });

  test('a member who leaves no longer finds it', async () => {
    const file = await note();
    await share(file);
    await alice.api.groups.removeMember.mutate({ id: watercooler, userId: bob.user.id });
    expect((await bob.fetch(`/files/${file.id}`)).status).toBe(404);
    await alice.api.groups.addMember.mutate({ id: watercooler, userId: bob.user.id });
    expect((await bob.fetch(`/files/${file.id}`)).status).toBe(200);
  });

  test('a picture that someone wears is seen by everyone signed in', async () => {
    const file = await upload(alice, { name: 'me.jpg', type: 'image/jpeg', bytes: await photo() });
    expect((await carol.fetch(`/files/${file.id}?thumbnail`)).status).toBe(404);
    expect((await alice.api.users.update.mutate({ avatarFileId: file.id })).avatarFileId).toBe(file.id);
    expect((await carol.fetch(`/files/${file.id}?thumbnail`)).status).toBe(200);
    expect((await makeClient(server).fetch(`/files/${file.id}?thumbnail`)).status).toBe(401);
  });

  test('only an image of one’s own can be worn', async () => {
    const file = await upload(alice, { name: 'me.jpg', type: 'image/jpeg', bytes: await photo() });
    expect(await codeOf(bob.api.users.update.mutate({ avatarFileId: file.id }))).toBe('invalid');
    expect(await codeOf(alice.api.users.update.mutate({ avatarFileId: (await note()).id }))).toBe('invalid');
  });

  test('an address that is no file’s is not found', async () => {
    for (const id of [crypto.randomUUID(), 'nothing', '..%2f..%2fetc%2fpasswd']) {
      expect((await alice.fetch(`/files/${id}`)).status).toBe(404);
    }
  });
});

describe('a download', () => {
  test('is saved, never shown, unless it is of a harmless kind; and even then it is boxed in', async () => {
    const plain = await alice.fetch(`/files/${(await note()).id}`);
    expect(plain.headers.get('content-disposition')).toBe(
      `attachment; filename="notes _1_ _.txt"; filename*=UTF-8''notes%20%221%22%20%C3%A9.txt`,
    );
    const file = await upload(alice, { name: 'me.jpg', type: 'image/jpeg', bytes: await photo() });
    const image = await alice.fetch(`/files/${file.id}`);
    expect(image.headers.get('content-disposition')).toStartWith('inline;');
    for (const { headers } of [plain, image]) {
      expect(headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toBe('private, no-cache');
    }
    const saved = await alice.fetch(`/files/${file.id}?download`);
    expect(saved.headers.get('content-disposition')).toStartWith('attachment;');
  });

  test('tells its size, and a part of it can be asked for', async () => {
    const { id } = await note();
    const range = async (value: string) => {
      const answer = await alice.fetch(`/files/${id}`, { headers: { range: value } });
      return [answer.status, answer.headers.get('content-range'), await answer.text()];
    };
    expect((await alice.fetch(`/files/${id}`)).headers.get('content-length')).toBe('10');
    expect(await range('bytes=2-4')).toEqual([206, 'bytes 2-4/10', '234']);
    expect(await range('bytes=7-')).toEqual([206, 'bytes 7-9/10', '789']);
    expect(await range('bytes=-3')).toEqual([206, 'bytes 7-9/10', '789']);
    expect(await range('bytes=5-99')).toEqual([206, 'bytes 5-9/10', '56789']);
    expect(await range('bytes=10-')).toEqual([416, 'bytes */10', '']);
    expect((await range('lines=1-2'))[0]).toBe(200);
    const head = await alice.fetch(`/files/${id}`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '10']);
  });

  test('is not repeated for who has it; a part of another version is answered with the whole', async () => {
    const { id } = await note();
    const etag = (await alice.fetch(`/files/${id}`)).headers.get('etag') ?? '';
    expect((await alice.fetch(`/files/${id}`, { headers: { 'if-none-match': etag } })).status).toBe(304);
    const part = { range: 'bytes=0-1' };
    expect((await alice.fetch(`/files/${id}`, { headers: { ...part, 'if-range': etag } })).status).toBe(206);
    expect((await alice.fetch(`/files/${id}`, { headers: { ...part, 'if-range': '"old"' } })).status).toBe(
      200,
    );
  });
});

describe('an image', () => {
  test('has its size as it is shown, and a preview without what the camera wrote', async () => {
    const bytes = await photo();
    expect(Buffer.from(bytes).includes('GPS 52.5')).toBe(true);
    const file = await upload(alice, { name: 'me.jpg', type: 'image/jpeg', bytes });
    expect(file).toMatchObject({ type: 'image/jpeg', width: 500, height: 1000, hasThumbnail: true });
    const answer = await alice.fetch(`/files/${file.id}?thumbnail`);
    expect(answer.headers.get('content-type')).toBe('image/webp');
    const preview = await answer.bytes();
    expect(await new Bun.Image(preview).metadata()).toMatchObject({
      width: 320,
      height: 640,
      format: 'webp',
    });
    expect(Buffer.from(preview).includes('GPS')).toBe(false);
    expect(Buffer.from(preview).includes('Exif')).toBe(false);
  });

  test('that claims a huge canvas has no preview, and does no harm', async () => {
    const png = Buffer.from(await new Bun.Image(bitmap(8, 8)).png().bytes());
    png.writeUInt32BE(60_000, 16);
    png.writeUInt32BE(60_000, 20);
    png.writeUInt32BE(Bun.hash.crc32(png.subarray(12, 29)), 29);
    const file = await upload(alice, { name: 'bomb.png', type: 'image/png', bytes: new Uint8Array(png) });
    expect(file).toMatchObject({ type: 'image/png', width: null, hasThumbnail: false });
    expect((await alice.fetch(`/files/${file.id}?thumbnail`)).status).toBe(404);
  });
});

test('a removed file is gone for everyone, bytes and preview too, and nobody wears it any more', async () => {
  const file = await upload(alice, { name: 'me.jpg', type: 'image/jpeg', bytes: await photo() });
  await share(file);
  await alice.api.users.update.mutate({ avatarFileId: file.id });
  const atBob = await connectSocket(bob);
  const onDisk = () => readdirSync(join(server.dataDir, 'files'), { recursive: true }).length;
  const before = onDisk();
  expect(await codeOf(bob.api.files.remove.mutate({ id: file.id }))).toBe('not_found');
  await alice.api.files.remove.mutate({ id: file.id });
  expect(before - onDisk()).toBe(2);
  expect(existsSync(join(server.dataDir, 'files'))).toBe(true);
  for (const one of [alice, bob]) expect((await one.fetch(`/files/${file.id}`)).status).toBe(404);
  expect((await alice.api.auth.me.query())?.avatarFileId).toBeNull();
  const { user } = await atBob.next('presence.user');
  expect(user).toMatchObject({ id: alice.user.id, avatarFileId: null });
  atBob.close();
  expect(await codeOf(alice.api.files.remove.mutate({ id: file.id }))).toBe('not_found');
});

test('the files of a conversation are listed for its members, newest first', async () => {
  const first = await upload(alice, { name: 'first.txt', bytes: text('1') });
  const second = await upload(alice, { name: 'second.txt', bytes: text('2') });
  await share(first);
  await share(second);
  const { files } = await bob.api.files.ofConversation.query({ id: watercooler });
  const names = files.map(({ file }) => file.name);
  expect(names.slice(0, 2)).toEqual(['second.txt', 'first.txt']);
  expect(await codeOf(carol.api.files.ofConversation.query({ id: watercooler }))).toBe('not_found');
});

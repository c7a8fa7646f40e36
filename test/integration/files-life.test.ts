import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { FileInfo } from '../../protocol/chat.ts';
import { codeOf, connectSocket, type SignedIn, signUp } from '../harness/client.ts';
import { openDevice } from '../harness/device.ts';
import { photo, png, tells } from '../harness/pictures.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { createUpload, fileOf, sendBytes, upload } from '../harness/uploads.ts';

const MIB = 1024 * 1024;

let server: TestServer;
let owner: SignedIn;
let alice: SignedIn;
let bob: SignedIn;
let watercooler: string;

beforeAll(async () => {
  server = await startServer();
  owner = await signUp(server, 'Olga', server.ownerToken ?? undefined);
  alice = await signUp(server, 'Alice');
  bob = await signUp(server, 'Bob');
  watercooler = await makeRoom();
});
afterAll(() => server.close());

async function makeRoom(): Promise<string> {
  const input = { name: 'Watercooler', description: '', visibility: 'private' as const };
  return (await alice.api.groups.create.mutate({ ...input, memberIds: [bob.user.id] })).id;
}

const noise = (bytes: number) => {
  const all = new Uint8Array(bytes);
  for (let at = 0; at < bytes; at += 65_536) crypto.getRandomValues(all.subarray(at, at + 65_536));
  return all;
};
const store = (name: string, bytes = noise(1000)) => upload(alice, { name, bytes });
const errorOf = async (answer: Response) =>
  ((await answer.json()) as { error: { code: string; leftBytes?: number } }).error;

async function share(files: readonly FileInfo[], by = alice, conversationId = watercooler) {
  const fileIds = files.map(({ id }) => id);
  const clientId = crypto.randomUUID();
  return (await by.api.messages.send.mutate({ clientId, conversationId, text: 'look', fileIds })).message;
}

describe('a quota', () => {
  const setQuota = (quotaMb: number | null) => owner.api.files.updateRules.mutate({ userQuotaMb: quotaMb });
  const use = () => alice.api.files.use.query();

  test('refuses an upload that does not fit before a byte is sent, and tells how much is left', async () => {
    await setQuota(1);
    const { usedBytes, quotaBytes } = await use();
    expect(quotaBytes).toBe(MIB);
    const refused = await createUpload(alice, { name: 'film.bin', bytes: noise(MIB + 1) });
    expect(refused.status).toBe(413);
    expect(await errorOf(refused)).toMatchObject({ code: 'over_quota', leftBytes: MIB - usedBytes });
    await setQuota(null);
    expect((await use()).quotaBytes).toBeNull();
  });

  test('is not exceeded by uploads that end at the same moment', async () => {
    await setQuota(1);
    const bytes = noise(400 * 1024);
    const begun = await Promise.all(
      [1, 2, 3, 4].map((n) => createUpload(alice, { name: `${n}.bin`, bytes })),
    );
    expect(begun.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    const answers = await Promise.all(
      begun.map((one) => sendBytes(alice, one.headers.get('location') ?? '', { offset: 0, bytes })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 204, 413, 413]);
    expect((await use()).usedBytes).toBeLessThanOrEqual(MIB);
    for (const answer of answers.filter(({ ok }) => ok))
      await alice.api.files.remove.mutate({ id: (await fileOf(answer)).id });
    await setQuota(null);
  });

  test('is freed by deleting a file, and by deleting the message that held it', async () => {
    const before = (await use()).usedBytes;
    const [one, two] = [await store('one.bin'), await store('two.bin')];
    const { id: messageId } = await share([two]);
    expect((await use()).usedBytes).toBe(before + 2000);
    await alice.api.files.remove.mutate({ id: one.id });
    await alice.api.messages.delete.mutate({ messageId });
    expect((await use()).usedBytes).toBe(before);
  });

  test('of one person goes before that of everyone; only the owner sets them', async () => {
    await setQuota(1);
    await owner.api.files.setQuota.mutate({ userId: alice.user.id, quotaMb: 3 });
    expect((await use()).quotaBytes).toBe(3 * MIB);
    expect((await bob.api.files.use.query()).quotaBytes).toBe(MIB);
    await owner.api.files.setQuota.mutate({ userId: alice.user.id, quotaMb: null });
    expect((await use()).quotaBytes).toBe(MIB);
    await setQuota(null);
    const { files } = alice.api;
    expect(await codeOf(files.updateRules.mutate({ userQuotaMb: 9 }))).toBe('forbidden');
    expect(await codeOf(files.setQuota.mutate({ userId: alice.user.id, quotaMb: 9 }))).toBe('forbidden');
    const nobody = { userId: crypto.randomUUID(), quotaMb: 9 };
    expect(await codeOf(owner.api.files.setQuota.mutate(nobody))).toBe('not_found');
    expect(await codeOf(owner.api.files.updateRules.mutate({ userQuotaMb: -1 }))).toBe('invalid');
  });
});

describe('a picture of a phone', () => {
  const bytesOf = async (path: string) => new Uint8Array(await (await alice.fetch(path)).arrayBuffer());
  const sha256 = (bytes: Uint8Array) => new Bun.CryptoHasher('sha256').update(bytes).digest('hex');

  test('keeps place and device in the original only, never in the preview', async () => {
    const sent = await photo();
    const { id } = await upload(alice, { name: 'garden.jpg', type: 'image/jpeg', bytes: sent });
    expect(sha256(await bytesOf(`/files/${id}`))).toBe(sha256(sent));
    const preview = await bytesOf(`/files/${id}?thumbnail`);
    expect([preview.length > 0, tells(preview)]).toEqual([true, false]);
  });

  test('loses them in the original too where the owner wants it; size and shape are of what is stored', async () => {
    await owner.api.files.updateRules.mutate({ stripOriginals: true });
    const sent = await photo();
    const file = await upload(alice, { name: 'garden.jpg', type: 'image/jpeg', bytes: sent });
    const stored = await bytesOf(`/files/${file.id}`);
    expect([tells(sent), tells(stored)]).toEqual([true, false]);
    expect(file).toMatchObject({ size: stored.length, width: 500, height: 1000, hasThumbnail: true });
    expect(
      tells(await bytesOf(`/files/${(await upload(alice, { name: 'a.png', bytes: await png() })).id}`)),
    ).toBe(false);
    await owner.api.files.updateRules.mutate({ stripOriginals: false });
  });

  test('that is broken so that they cannot be removed is refused then', async () => {
    await owner.api.files.updateRules.mutate({ stripOriginals: true });
    const bytes = (await photo()).slice(0, 4000);
    const created = await createUpload(alice, { name: 'half.jpg', bytes });
    const answer = await sendBytes(alice, created.headers.get('location') ?? '', { offset: 0, bytes });
    expect([answer.status, (await errorOf(answer)).code]).toEqual([415, 'unsupported_type']);
    await owner.api.files.updateRules.mutate({ stripOriginals: false });
  });
});

describe('a file of a message', () => {
  const statusFor = async (one: SignedIn, { id }: FileInfo) => (await one.fetch(`/files/${id}`)).status;

  test('is refused at once when the message is deleted, to its owner too', async () => {
    const file = await store('plan.txt');
    const { id: messageId } = await share([file]);
    expect(await statusFor(bob, file)).toBe(200);
    await alice.api.messages.delete.mutate({ messageId });
    expect([await statusFor(bob, file), await statusFor(alice, file)]).toEqual([404, 404]);
  });

  test('stays while another message holds it', async () => {
    const file = await store('plan.txt');
    const first = await share([file]);
    const passedOn = await share([file], bob);
    await alice.api.messages.delete.mutate({ messageId: first.id });
    expect([await statusFor(bob, file), await statusFor(alice, file)]).toEqual([200, 200]);
    await bob.api.messages.delete.mutate({ messageId: passedOn.id });
    expect(await statusFor(alice, file)).toBe(404);
  });

  test('that its owner deletes is told to everyone as a change of each message that it stands in', async () => {
    const room = await makeRoom();
    const [gone, other] = [await store('gone.txt'), await store('stays.txt')];
    const first = await share([gone, other], alice, room);
    const elsewhere = await share([gone], alice, watercooler);
    const second = await share([gone], bob, room);
    const device = await openDevice(bob);
    await device.model.load(room, 'newest');
    const atBob = await connectSocket(bob);
    await alice.api.files.remove.mutate({ id: gone.id });
    const changes = [
      await atBob.next('chat.changed'),
      await atBob.next('chat.changed'),
      await atBob.next('chat.changed'),
    ];
    const touched = changes.map(({ change }) => ('message' in change ? change.message : null));
    expect(touched.map((message) => message?.id).toSorted()).toEqual(
      [first.id, second.id, elsewhere.id].toSorted(),
    );
    for (const message of touched)
      expect(message?.files.find(({ id }) => id === gone.id)).toMatchObject({
        name: 'gone.txt',
        removed: true,
      });
    const { messages } = await bob.api.messages.page.query({ conversationId: room, direction: 'newest' });
    await device.until('what the database has', () => Bun.deepEquals(device.messages(room), messages));
    expect(messages.find(({ id }) => id === first.id)?.files.map(({ removed }) => removed)).toEqual([
      true,
      false,
    ]);
    atBob.close();
    device.close();
  });
});

describe('what is listed', () => {
  test('of a conversation: by kind, page by page, each with the message that it came with', async () => {
    const room = await makeRoom();
    const pictures: FileInfo[] = [];
    for (let n = 0; n < 5; n += 1)
      pictures.push(await upload(alice, { name: `${n}.png`, bytes: await png() }));
    const first = await share(pictures, alice, room);
    const note = await store('note.txt');
    await share([note], alice, room);
    const many = Array.from({ length: 14 }, () => pictures);
    for (const one of many) await share(one, bob, room);
    const ask = (before?: { number: number; position: number }) =>
      bob.api.files.ofConversation.query({ id: room, kind: 'media', ...(before ? { before } : {}) });
    const newest = await ask();
    expect(newest.files).toHaveLength(60);
    const rest = await ask(newest.next ?? undefined);
    expect(rest.next).toBeNull();
    const all = [...newest.files, ...rest.files];
    expect(all.map(({ file }) => file.name)).toEqual(
      [...many, pictures].flatMap((each) => each.map(({ name }) => name)),
    );
    expect(all.at(-1)).toMatchObject({ messageId: first.id, number: first.number, senderId: alice.user.id });
    const other = await bob.api.files.ofConversation.query({ id: room, kind: 'file' });
    expect(other.files.map(({ file }) => file.id)).toEqual([note.id]);
    expect((await bob.api.files.ofConversation.query({ id: room, kind: 'audio' })).files).toEqual([]);
    expect(await codeOf(owner.api.files.ofConversation.query({ id: room }))).toBe('not_found');
  });

  test('of one’s own: the largest first, and nobody else’s', async () => {
    const carol = await signUp(server, 'Carol');
    for (const size of [10, 3000, 200]) await upload(carol, { name: `${size}.bin`, bytes: noise(size) });
    const { files, next } = await carol.api.files.mine.query({});
    expect(files.map(({ size }) => size)).toEqual([3000, 200, 10]);
    expect(next).toBeNull();
    const [largest] = files;
    if (!largest) throw new Error('Carol has no file.');
    const after = await carol.api.files.mine.query({ before: { size: largest.size, id: largest.id } });
    expect(after.files.map(({ size }) => size)).toEqual([200, 10]);
  });
});

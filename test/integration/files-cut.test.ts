import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { FileInfo } from '../../protocol/chat.ts';
import { codeOf, type SignedIn, signIn, signUp } from '../harness/client.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { createUpload, upload } from '../harness/uploads.ts';

const MIB = 1024 * 1024;

let server: TestServer;
let alice: SignedIn;
let bob: SignedIn;

beforeAll(async () => {
  server = await startServer();
  alice = await signUp(server, 'Alice');
  bob = await signUp(server, 'Bob');
});
afterAll(() => server.close());

const noise = (bytes: number) => {
  const all = new Uint8Array(bytes);
  for (let at = 0; at < bytes; at += 65_536) crypto.getRandomValues(all.subarray(at, at + 65_536));
  return all;
};

async function makeRoom(): Promise<string> {
  const input = { name: 'Watercooler', description: '', visibility: 'private' as const };
  return (await alice.api.groups.create.mutate({ ...input, memberIds: [bob.user.id] })).id;
}

async function share({ id }: FileInfo, conversationId: string): Promise<void> {
  const clientId = crypto.randomUUID();
  await alice.api.messages.send.mutate({ clientId, conversationId, text: 'look', fileIds: [id] });
}

/** Reads slowly, so that most of it is still to come; answers how it ended. */
async function slowDownload(client: SignedIn, file: FileInfo) {
  const answer = await client.fetch(`/files/${file.id}`);
  const reader = answer.body?.getReader();
  await reader?.read();
  const readOn = async () => {
    for (;;) if ((await reader?.read())?.done) return 'whole';
  };
  return { ends: () => readOn().catch(() => 'cut') };
}
const large = () => upload(alice, { name: 'recording.bin', bytes: noise(40 * MIB) });

test('a download is cut when the session ends, and goes on for others', async () => {
  const file = await large();
  await share(file, await makeRoom());
  const [other, phone] = [await signIn(server, 'Bob'), await signIn(server, 'Bob')];
  const [cut, whole] = [await slowDownload(phone, file), await slowDownload(other, file)];
  await phone.api.auth.signOut.mutate();
  expect(await cut.ends()).toBe('cut');
  expect(await whole.ends()).toBe('whole');
}, 30_000);

test('a download is cut when its reader is removed from the conversation', async () => {
  const room = await makeRoom();
  const file = await large();
  await share(file, room);
  const [cut, whole] = [await slowDownload(bob, file), await slowDownload(alice, file)];
  await alice.api.groups.removeMember.mutate({ id: room, userId: bob.user.id });
  expect(await cut.ends()).toBe('cut');
  expect(await whole.ends()).toBe('whole');
}, 30_000);

test('an upload is cut when the session ends', async () => {
  const phone = await signIn(server, 'Alice');
  const bytes = noise(2 * MIB);
  const created = await createUpload(phone, { name: 'film.bin', bytes });
  const { promise: signedOut, resolve: signOut } = Promise.withResolvers<void>();
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      controller.enqueue(bytes.slice(0, MIB));
      await signedOut;
      await Bun.sleep(200);
      controller.enqueue(bytes.slice(MIB));
      controller.close();
    },
  });
  const sending = phone.fetch(created.headers.get('location') ?? '', {
    method: 'PATCH',
    headers: {
      'tus-resumable': '1.0.0',
      'upload-offset': '0',
      'content-type': 'application/offset+octet-stream',
    },
    body,
  });
  await Bun.sleep(200);
  await phone.api.auth.signOut.mutate();
  signOut();
  const status = await sending.then(
    (answer) => answer.status,
    () => 'torn',
  );
  expect([401, 'torn']).toContain(status);
  const id = created.headers.get('location')?.split('/').at(-1) ?? '';
  expect(await codeOf(alice.api.files.byId.query({ id }))).toBe('not_found');
});

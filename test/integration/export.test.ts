import { afterAll, beforeAll, expect, test } from 'bun:test';
import { buffer } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';
import { connectSocket, makeClient, type SignedIn, signUp } from '../harness/client.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { upload } from '../harness/uploads.ts';

let server: TestServer;
let alice: SignedIn;
let bob: SignedIn;
beforeAll(async () => {
  server = await startServer({ env: { REGISTRATION: 'open' } });
  alice = await signUp(server, 'Alice');
  bob = await signUp(server, 'Bob');
});
afterAll(() => server.close());

async function unpack(answer: Response): Promise<Map<string, string>> {
  const zip = await fromBufferPromise(Buffer.from(await answer.arrayBuffer()), { lazyEntries: true });
  const files = new Map<string, string>();
  for await (const entry of zip.eachEntry()) {
    files.set(entry.fileName, String(await buffer(await zip.openReadStreamPromise(entry))));
  }
  return files;
}

test('everything of Alice is in her archive, and nothing that Bob wrote', async () => {
  const settings = { name: 'Watercooler', description: '', visibility: 'private' } as const;
  const { id } = await alice.api.groups.create.mutate({ ...settings, memberIds: [bob.user.id] });
  const say = (by: SignedIn, text: string, fileIds: string[] = []) =>
    by.api.messages.send.mutate({ conversationId: id, clientId: crypto.randomUUID(), text, fileIds });
  const bytes = new TextEncoder().encode('the plan');
  const file = await upload(alice, { name: 'plan.txt', type: 'text/plain', bytes });
  const { message } = await say(alice, 'first <b>words</b>', [file.id]);
  await alice.api.messages.edit.mutate({ messageId: message.id, text: 'second <b>words</b>' });
  const taken = await say(alice, 'taken back');
  await alice.api.messages.delete.mutate({ messageId: taken.message.id });
  const theirs = await say(bob, 'a secret of Bob');
  await bob.api.messages.react.mutate({ messageId: message.id, emoji: '👍', on: true });
  await alice.api.messages.react.mutate({ messageId: theirs.message.id, emoji: '🎉', on: true });
  for (let n = 0; n < 220; n += 1) await say(alice, `line ${n}`);

  const socket = await connectSocket(alice);
  await socket.request({ t: 'draft.save', conversationId: id, text: 'not yet', base: 0 });
  socket.close();
  const answer = await alice.fetch('/export');
  expect(answer.headers.get('content-disposition')).toStartWith('attachment; filename="parley-');
  const files = await unpack(answer);
  const json = (name: string) => JSON.parse(files.get(name) ?? 'null') as unknown;
  expect(json('profile.json')).toMatchObject({ username: 'alice', name: 'Alice' });
  expect(json('sessions.json')).toHaveLength(1);
  expect(json('conversations.json')).toMatchObject([{ name: 'Watercooler', role: 'owner' }]);
  expect(json('drafts.json')).toMatchObject([{ conversationId: id, text: 'not yet' }]);
  expect(json('reactions.json')).toMatchObject([{ emoji: '🎉' }]);
  const messages = json('messages.json') as { text: string }[];
  expect(messages).toHaveLength(221);
  expect(messages[0]).toMatchObject({
    ...{ text: 'second <b>words</b>', reactions: { '👍': 1 }, fileIds: [file.id] },
    before: [{ text: 'first <b>words</b>' }],
  });
  const [path = ''] = [...files.keys()].filter((name) => name.startsWith('files/'));
  expect(files.get(path)).toBe('the plan');
  expect(files.get('index.html')).toContain('second &lt;b&gt;words');
  const everything = [...files.values()].join('\n');
  for (const other of ['a secret of Bob', 'taken back', 'argon2', 'token'])
    expect(everything).not.toContain(other);
});

test('an archive is for who is signed in, and not for the asking all day', async () => {
  expect((await makeClient(server).fetch('/export')).status).toBe(401);
  expect((await bob.fetch('/export', { method: 'POST' })).status).toBe(404);
  const codes: number[] = [];
  for (let n = 0; n < 5; n += 1) {
    const answer = await bob.fetch('/export');
    await answer.arrayBuffer();
    codes.push(answer.status);
  }
  expect(codes).toContain(200);
  expect(codes.at(-1)).toBe(429);
});

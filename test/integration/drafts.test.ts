import { afterAll, beforeAll, expect, test } from 'bun:test';
import { connectSocket, type SignedIn, signIn, signUp, type TestSocket } from '../harness/client.ts';
import { startServer, type TestServer } from '../harness/server.ts';

let server: TestServer;
let alice: SignedIn;
let bob: SignedIn;
let [phone, desk]: TestSocket[] = [];
let watcher: TestSocket;
beforeAll(async () => {
  server = await startServer({ env: { REGISTRATION: 'open' } });
  [alice, bob] = [await signUp(server, 'Alice'), await signUp(server, 'Bob')];
  [phone, desk] = [await connectSocket(alice), await connectSocket(await signIn(server, 'Alice'))];
  watcher = await connectSocket(bob);
});
afterAll(async () => {
  for (const socket of [phone, desk, watcher]) socket?.close();
  await server.close();
});

async function makeRoom(memberIds = [bob.user.id]): Promise<string> {
  const settings = { name: 'Watercooler', description: '', visibility: 'private' } as const;
  return (await alice.api.groups.create.mutate({ ...settings, memberIds })).id;
}
interface Save {
  text: string;
  base: number;
  replyTo?: string;
}
async function save(conversationId: string, draft: Save, by = phone) {
  if (!by) throw new Error('There is no device.');
  return by.request<'draft.save'>({ t: 'draft.save', conversationId, ...draft });
}
const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'ok',
    (error: { code: string }) => error.code,
  );
const draftsOf = async (client: SignedIn) => {
  const socket = await connectSocket(client);
  socket.close();
  return socket.welcome.drafts;
};

test('a draft reaches the other devices of its writer, the next welcome, and nobody else', async () => {
  const id = await makeRoom();
  const { outcome, draft } = await save(id, { text: 'Lun', base: 0 });
  expect(outcome).toBe('saved');
  expect(draft).toEqual({ conversationId: id, threadRootId: null, text: 'Lun', quote: null, revision: 1 });
  expect((await desk?.next('draft.changed'))?.draft).toEqual(draft);
  expect(await draftsOf(alice)).toContainEqual(draft);
  expect((await draftsOf(bob)).length).toBe(0);
  expect(watcher.received.some(({ t }) => t === 'draft.changed')).toBe(false);
});

test('what another device saved meanwhile is not overwritten, and is the answer', async () => {
  const id = await makeRoom();
  await save(id, { text: 'from the phone', base: 0 });
  const { outcome, draft } = await save(id, { text: 'from the desk', base: 0 }, desk);
  expect([outcome, draft.text, draft.revision]).toEqual(['other', 'from the phone', 1]);
  const after = await save(id, { text: 'from the desk', base: 1 }, desk);
  expect([after.outcome, after.draft.revision]).toEqual(['saved', 2]);
});

test('a retry is saved once, and an emptied draft is not brought back by a late save', async () => {
  const id = await makeRoom();
  await save(id, { text: 'Hello', base: 0 });
  const again = await save(id, { text: 'Hello', base: 0 });
  expect([again.outcome, again.draft.revision]).toEqual(['saved', 1]);
  await save(id, { text: '', base: 1 });
  const late = await save(id, { text: 'Hello', base: 1 });
  expect([late.outcome, late.draft.text, late.draft.revision]).toEqual(['other', '', 2]);
  expect((await draftsOf(alice)).some(({ conversationId }) => conversationId === id)).toBe(false);
});

test('of saves that come at once one is the first, and the others hear of it', async () => {
  const id = await makeRoom();
  const saves = Array.from({ length: 8 }, (_, n) =>
    save(id, { text: `${n}`, base: 0 }, n % 2 ? phone : desk),
  );
  const outcomes = (await Promise.all(saves)).map(({ outcome }) => outcome);
  expect(outcomes.filter((outcome) => outcome === 'saved').length).toBe(1);
});

test('a draft quotes what it answers as that stands now', async () => {
  const id = await makeRoom();
  const said = { conversationId: id, clientId: crypto.randomUUID(), text: 'Tea?' };
  const { message } = await bob.api.messages.send.mutate(said);
  await save(id, { text: 'Yes', base: 0, replyTo: message.id.toUpperCase() });
  await bob.api.messages.edit.mutate({ messageId: message.id, text: 'Coffee?' });
  const found = (await draftsOf(alice)).find(({ conversationId }) => conversationId === id);
  expect(found?.quote).toMatchObject({ id: message.id, text: 'Coffee?' });
});

test('what does not fit is refused, and nothing is stored', async () => {
  const [id, foreign] = [
    await makeRoom(),
    (await bob.api.groups.direct.mutate({ userId: alice.user.id })).id,
  ];
  const elsewhere = { conversationId: foreign, clientId: crypto.randomUUID(), text: 'Psst' };
  const { message } = await bob.api.messages.send.mutate(elsewhere);
  expect(await codeOf(save(id, { text: 'a\u0000b', base: 0 }))).toBe('invalid');
  expect(await codeOf(save(id, { text: 'x', base: 0, replyTo: message.id }))).toBe('not_found');
  expect(await codeOf(save(crypto.randomUUID(), { text: 'x', base: 0 }))).toBe('not_found');
  const own = await makeRoom([]);
  expect(await codeOf(save(own, { text: 'x', base: 0 }, watcher))).toBe('not_found');
  const { outcome, draft } = await save(id, { text: 'fine', base: 0 });
  expect([outcome, draft.revision]).toEqual(['saved', 1]);
});

test('whoever is no longer a member has no draft there', async () => {
  const id = await makeRoom();
  await save(id, { text: 'before I go', base: 0 }, watcher);
  expect((await draftsOf(bob)).length).toBe(1);
  await alice.api.groups.removeMember.mutate({ id, userId: bob.user.id });
  expect((await draftsOf(bob)).length).toBe(0);
  expect(await codeOf(save(id, { text: 'still here', base: 1 }, watcher))).toBe('not_found');
});

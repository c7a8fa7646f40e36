import { afterAll, beforeAll, expect, test } from 'bun:test';
import { codeOf, connectSocket, type SignedIn, signUp, type TestSocket } from '../harness/client.ts';
import { startServer, type TestServer } from '../harness/server.ts';

const HOUR_MS = 60 * 60_000;

let server: TestServer;
let [alice, bob]: SignedIn[] = [];
beforeAll(async () => {
  server = await startServer({ env: { REGISTRATION: 'open' } });
  [alice, bob] = [await signUp(server, 'Alice'), await signUp(server, 'Bob')];
});
afterAll(() => server.close());

function cast(): { alice: SignedIn; bob: SignedIn } {
  if (!alice || !bob) throw new Error('The cast is not there.');
  return { alice, bob };
}

async function makeRoom(): Promise<string> {
  const settings = { name: 'Watercooler', description: '', visibility: 'private' } as const;
  const { id } = await cast().alice.api.groups.create.mutate({
    ...settings,
    memberIds: [cast().bob.user.id],
  });
  return id;
}
const later = (conversationId: string, text: string, inMs: number) => ({
  id: crypto.randomUUID(),
  conversationId,
  text,
  dueAt: Date.now() + inMs,
});
const create = (input: ReturnType<typeof later> & { replyTo?: string }, by = cast().alice) =>
  by.api.scheduled.create.mutate(input);
async function textsOf(conversationId: string): Promise<string[]> {
  const { messages } = await cast().bob.api.messages.page.query({ conversationId, direction: 'newest' });
  return messages.filter(({ event }) => !event).map(({ text }) => text);
}
const arrives = (socket: TestSocket, text: string) =>
  socket.next('chat.changed', ({ change }) => change.kind === 'message' && change.message.text === text);

test('a message is sent at its time, once, with what it answers, and leaves the list', async () => {
  const id = await makeRoom();
  const [atAlice, atBob] = [await connectSocket(cast().alice), await connectSocket(cast().bob)];
  const question = { conversationId: id, clientId: crypto.randomUUID(), text: 'When?' };
  const { message } = await cast().bob.api.messages.send.mutate(question);
  const input = { ...later(id, 'Now', 700), replyTo: message.id };
  const made = await create(input);
  expect(made).toMatchObject({ id: input.id, text: 'Now', quote: { text: 'When?' }, problem: null });
  expect(await create({ ...input, text: 'a retry' })).toEqual(made);
  expect((await atAlice.next('scheduled.changed')).scheduled).toEqual(made);
  expect((await cast().alice.api.scheduled.list.query()).map((one) => one.id)).toEqual([input.id]);
  const { change } = await arrives(atBob, 'Now');
  expect(change).toMatchObject({ message: { clientId: input.id, replyTo: message.id } });
  expect((await atAlice.next('scheduled.gone')).id).toBe(input.id);
  expect(await cast().alice.api.scheduled.list.query()).toEqual([]);
  expect(await codeOf(create(input))).toBe('conflict');
  expect(await textsOf(id)).toEqual(['When?', 'Now']);
  atAlice.close();
  atBob.close();
});

test('it is changed, put off, sent at once and removed by its writer, and seen by nobody else', async () => {
  const id = await makeRoom();
  const { alice: writer, bob: other } = cast();
  const [one, two] = [later(id, 'one', HOUR_MS), later(id, 'two', HOUR_MS)];
  for (const input of [one, two]) await create(input);
  const dueAt = one.dueAt + HOUR_MS;
  const changed = await writer.api.scheduled.update.mutate({ id: one.id, text: 'one, better', dueAt });
  expect(changed).toMatchObject({ text: 'one, better', dueAt, revision: 2 });
  expect(await other.api.scheduled.list.query()).toEqual([]);
  expect(await codeOf(other.api.scheduled.update.mutate({ id: one.id, text: 'x' }))).toBe('not_found');
  expect(await codeOf(other.api.scheduled.sendNow.mutate({ id: one.id }))).toBe('not_found');
  await other.api.scheduled.remove.mutate({ id: two.id });
  const welcome = (await connectSocket(writer)).welcome;
  expect(welcome.scheduled.map(({ text }) => text)).toEqual(['two', 'one, better']);
  const { message } = await writer.api.scheduled.sendNow.mutate({ id: one.id });
  expect(message).toMatchObject({ text: 'one, better', clientId: one.id });
  for (let times = 0; times < 2; times += 1) await writer.api.scheduled.remove.mutate({ id: two.id });
  expect(await codeOf(writer.api.scheduled.sendNow.mutate({ id: two.id }))).toBe('not_found');
  expect(await writer.api.scheduled.list.query()).toEqual([]);
  expect(await textsOf(id)).toEqual(['one, better']);
});

test('what can no longer be sent stands with its reason until its writer decides', async () => {
  const id = await makeRoom();
  const { alice: owner, bob: leaver } = cast();
  const socket = await connectSocket(leaver);
  const input = later(id, 'too late', 500);
  await create(input, leaver);
  await leaver.api.groups.leave.mutate({ id });
  const { scheduled } = await socket.next('scheduled.changed', (down) => down.scheduled.problem !== null);
  expect(scheduled).toMatchObject({ id: input.id, text: 'too late', problem: { code: 'not_found' } });
  expect(await leaver.api.scheduled.list.query()).toEqual([scheduled]);
  expect(await codeOf(leaver.api.scheduled.sendNow.mutate({ id: input.id }))).toBe('not_found');
  await owner.api.groups.addMember.mutate({ id, userId: leaver.user.id });
  await leaver.api.scheduled.sendNow.mutate({ id: input.id });
  expect(await textsOf(id)).toEqual(['too late']);
  const archive = later(id, 'into the archive', 600);
  await create(archive);
  await owner.api.groups.archive.mutate({ id, archived: true });
  const watcher = await connectSocket(owner);
  await watcher.next('scheduled.changed', (down) => down.scheduled.problem?.code === 'archived');
  await owner.api.scheduled.remove.mutate({ id: archive.id });
  socket.close();
  watcher.close();
});

test('what does not fit is refused, and nothing is stored', async () => {
  const id = await makeRoom();
  const { alice: writer, bob: other } = cast();
  expect(await codeOf(create(later(id, ' ', HOUR_MS)))).toBe('invalid');
  expect(await codeOf(create(later(id, 'over', -HOUR_MS)))).toBe('invalid');
  expect(await codeOf(create(later(id, 'far', 20_000 * HOUR_MS)))).toBe('invalid');
  expect(await codeOf(create(later(crypto.randomUUID(), 'nowhere', HOUR_MS)))).toBe('not_found');
  expect(await codeOf(create({ ...later(id, 'x', HOUR_MS), replyTo: crypto.randomUUID() }))).toBe(
    'not_found',
  );
  const files = { ...later(id, 'x', HOUR_MS), fileIds: [crypto.randomUUID()] };
  expect(await codeOf(writer.api.scheduled.create.mutate(files))).toBe('not_found');
  const kept = later(id, 'kept', HOUR_MS);
  await create(kept);
  expect(await codeOf(writer.api.scheduled.update.mutate({ id: kept.id, text: '' }))).toBe('invalid');
  const { outcome } = { outcome: (await writer.api.scheduled.list.query()).map(({ text }) => text) };
  expect(outcome).toEqual(['kept']);
  // Ids are each writer's own: another's under the same id is another message.
  await create({ ...kept, text: 'of Bob' }, other);
  expect((await other.api.scheduled.list.query()).map(({ text }) => text)).toEqual(['of Bob']);
  await writer.api.scheduled.remove.mutate({ id: kept.id });
  await other.api.scheduled.remove.mutate({ id: kept.id });
});

test('the server is killed around the time and started again: what was due meanwhile is sent, nothing twice', async () => {
  const id = await makeRoom();
  const words = Array.from({ length: 12 }, (_, n) => `word ${n}`);
  for (const [n, text] of words.entries()) await create(later(id, text, 1_500 + n * 60));
  await Bun.sleep(1_700);
  await server.kill9();
  await server.restart();
  const deadline = performance.now() + 15_000;
  while ((await textsOf(id)).length < words.length && performance.now() < deadline) await Bun.sleep(100);
  expect((await textsOf(id)).toSorted()).toEqual(words.toSorted());
  expect(await cast().alice.api.scheduled.list.query()).toEqual([]);
}, 40_000);

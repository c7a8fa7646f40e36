import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Message } from '../../protocol/chat.ts';
import { connectSocket, type SignedIn, signIn, signUp } from '../harness/client.ts';
import { type Device, openDevice } from '../harness/device.ts';
import { random } from '../harness/random.ts';
import { connectSlowReader } from '../harness/slow-reader.ts';
import { servePages, WITH_OPEN_GATE } from '../harness/pages.ts';
import { upload } from '../harness/uploads.ts';
import { startServer, type TestServer } from '../harness/server.ts';

let server: TestServer;
let pages: ReturnType<typeof servePages>;
let cast: { alice: SignedIn; bob: SignedIn; carol: SignedIn };
beforeAll(async () => {
  pages = servePages();
  server = await startServer({ env: { REGISTRATION: 'open' }, program: WITH_OPEN_GATE });
  cast = {
    alice: await signUp(server, 'Alice'),
    bob: await signUp(server, 'Bob'),
    carol: await signUp(server, 'Carol'),
  };
});
afterAll(async () => {
  await server.close();
  await pages.stop(true);
});

async function watercooler(): Promise<string> {
  const { alice, bob } = cast;
  const settings = { name: 'Watercooler', description: '', visibility: 'public' } as const;
  const { id } = await alice.api.groups.create.mutate({ ...settings, memberIds: [bob.user.id] });
  return id;
}

/** The device has exactly what the database has: the conversation, and every message once and in order. */
async function expectEqualToDatabase(device: Device, id: string): Promise<void> {
  await lookedAt(id);
  const [conversation, messages] = [await readAfresh(id), await readAll(id)];
  const same = () =>
    Bun.deepEquals(device.model.get(id)?.conversation, conversation) &&
    Bun.deepEquals(device.messages(id), messages);
  await device.until('the state of the database', same).catch(() => {
    expect(device.model.get(id)?.conversation).toEqual(conversation);
    expect(device.messages(id)).toEqual(messages);
  });
}

/** Link previews come by themselves: for a while there were none. */
async function lookedAt(id: string): Promise<void> {
  for (let before = -1; ; await Bun.sleep(500)) {
    const { lastChange } = await readAfresh(id);
    if (lastChange === before) return;
    before = lastChange;
  }
}

async function readAfresh(id: string) {
  const { conversation } = await cast.bob.api.groups.byId.query({ id });
  return conversation;
}

async function readAll(id: string): Promise<Message[]> {
  const all: Message[] = [];
  for (;;) {
    const ask = { conversationId: id, direction: 'after', anchor: all.length, limit: 100 } as const;
    const { messages, hasAfter } = await cast.bob.api.messages.page.query(ask);
    all.push(...messages);
    if (!hasAfter) return all;
  }
}

/** Messages and what is done to them, marks, names, people coming and going: everything that changes a conversation. */
async function liveOn(id: string, chance: () => number): Promise<void> {
  const { alice, carol } = cast;
  const writers = await Promise.all([alice, alice, alice].map(() => connectSocket(alice)));
  for (let round = 0; round < 25; round += 1) {
    const steps: Promise<unknown>[] = writers.map((socket) =>
      socket.request({
        t: 'chat.send',
        conversationId: id,
        clientId: crypto.randomUUID(),
        text: `round ${round} @bob`,
      }),
    );
    steps.push(touchSome(id, chance));
    steps.push(alice.api.messages.mark.mutate({ conversationId: id, read: round * 2 }));
    if (round % 5 === 1) steps.push(carol.api.groups.join.mutate({ id }));
    if (round % 5 === 3) steps.push(carol.api.groups.leave.mutate({ id }));
    if (round % 5 === 4) steps.push(alice.api.groups.update.mutate({ id, name: `Watercooler ${round}` }));
    await Promise.all(steps);
    if (round % 10 === 9) await archiveForAMoment(id);
    await Bun.sleep(chance() * 60);
  }
  for (const socket of writers) socket.close();
}

async function archiveForAMoment(id: string): Promise<void> {
  await cast.alice.api.groups.archive.mutate({ id, archived: true });
  await cast.alice.api.groups.archive.mutate({ id, archived: false });
}

/** Something is done to a message of the last ones, or to whichever has the number. */
async function touchSome(id: string, chance: () => number): Promise<void> {
  const { alice } = cast;
  const { messages } = await alice.api.messages.page.query({
    conversationId: id,
    direction: 'newest',
    limit: 20,
  });
  const written = messages.filter(({ event, deletedAt }) => !event && deletedAt === null);
  const message = written[Math.floor(chance() * written.length)];
  if (!message) return;
  const { id: messageId, pinned, reactions } = message;
  const send = { conversationId: id, clientId: crypto.randomUUID(), text: 'yes', replyTo: messageId };
  const choice = [[0], [1], [0, 1], []][Math.floor(chance() * 4)] ?? [];
  const vote = () => alice.api.messages.vote.mutate({ messageId, choice });
  const edit = (text: string) =>
    message.poll ? vote() : alice.api.messages.edit.mutate({ messageId, text });
  const acts: (() => Promise<unknown>)[] = [
    () => edit(`${message.text} @all`),
    () => alice.api.messages.delete.mutate({ messageId }),
    () => alice.api.messages.react.mutate({ messageId, emoji: '👍', on: reactions.length === 0 }),
    () => alice.api.messages.pin.mutate({ messageId, on: pinned === null }),
    () => alice.api.messages.send.mutate(send),
    // What is found there becomes a change of its own, some time later.
    () => alice.api.messages.send.mutate({ ...send, text: `${pages.url}article?${chance()}` }),
    () => shareOrRemove(send, messages),
    () => edit(`see ${pages.url}article?${chance()}`),
    () => alice.api.messages.send.mutate({ ...send, poll: { options: ['one', 'two'], several: true } }),
  ];
  await acts[Math.floor(chance() * acts.length)]?.();
}

/** A file of one of the messages goes; where there is none, one comes. */
async function shareOrRemove(
  send: { conversationId: string; clientId: string; text: string },
  messages: readonly Message[],
): Promise<void> {
  const { alice } = cast;
  const file = messages.flatMap(({ files }) => files).find(({ removed }) => !removed);
  if (file) return void (await alice.api.files.remove.mutate({ id: file.id }).catch(() => undefined));
  const bytes = new TextEncoder().encode('look');
  const { id } = await upload(alice, { name: 'look.txt', bytes });
  await alice.api.messages.send.mutate({ ...send, fileIds: [id] });
}

test('devices that lose their line at random moments end with exactly what the database has', async () => {
  const { seed, next } = random();
  const id = await watercooler();
  const devices: Device[] = [];
  for (let n = 0; n < 4; n += 1) devices.push(await openDevice(await signIn(server, 'Bob')));
  for (const device of devices) await device.model.load(id, 'newest');
  const over = new AbortController();
  const life = liveOn(id, next).finally(() => over.abort());
  // One session may connect ten times a minute.
  const cutting = devices.map(async (device) => {
    for (let cuts = 0; cuts < 8 && !over.signal.aborted; cuts += 1) {
      await Bun.sleep(20 + next() * 250);
      device.cut();
    }
  });
  await Promise.all([life, ...cutting]);
  for (const device of devices)
    await expectEqualToDatabase(device, id).catch((error) => {
      throw new Error(`seed ${seed}`, { cause: error });
    });
  expect(devices.reduce((sum, device) => sum + device.catchUps, 0)).toBeGreaterThan(0);
  expect((await readAfresh(id)).lastNumber).toBeGreaterThan(75);
  for (const device of devices) device.close();
}, 30_000);

test('a socket that does not read is closed as too slow, and its device resumes without loss', async () => {
  const { alice, bob } = cast;
  const id = await watercooler();
  const device = await openDevice(bob);
  await device.model.load(id, 'newest');
  const slow = await connectSlowReader(bob);
  const long = '€'.repeat(16_000);
  for (let n = 0; n < 200; n += 1) {
    await alice.api.messages.send.mutate({ conversationId: id, clientId: crypto.randomUUID(), text: long });
  }
  expect(await slow.readOn()).toBe(4010);
  await expectEqualToDatabase(device, id);
  const resumed = await openDevice(bob);
  await resumed.model.load(id, 'newest');
  const [last] = (await readAll(id)).slice(-1);
  expect(resumed.messages(id).at(-1)).toEqual(last);
  device.close();
  resumed.close();
}, 60_000);

test('the server is killed and started again: nothing acknowledged is lost, and devices come back by themselves', async () => {
  const id = await watercooler();
  const device = await openDevice(cast.bob);
  await device.model.load(id, 'newest');
  const writer = await connectSocket(cast.alice);
  const acknowledged: Message[] = [];
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const sends = Array.from({ length: 25 }, async (_, n) => {
    await Bun.sleep(n * 4);
    const send = { t: 'chat.send', conversationId: id, clientId: crypto.randomUUID(), text: `${n}` } as const;
    const { message } = await writer.request<'chat.send'>(send);
    acknowledged.push(message);
    if (acknowledged.length === 3) begin();
  });
  await begun;
  await server.kill9();
  await Promise.allSettled(sends);
  await server.restart();
  await device.until('the connection', () => device.socket.state.state === 'open');
  await expectEqualToDatabase(device, id);
  expect(acknowledged.length).toBeGreaterThan(0);
  const stored = await readAll(id);
  for (const message of acknowledged) expect(stored).toContainEqual(message);
  device.close();
}, 30_000);

import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Follow, Message } from '../../protocol/chat.ts';
import { codeOf, connectSocket, type SignedIn, signIn, signUp } from '../harness/client.ts';
import { type Device, openDevice } from '../harness/device.ts';
import { random } from '../harness/random.ts';
import { startServer, type TestServer } from '../harness/server.ts';

let server: TestServer;
let cast: { alice: SignedIn; bob: SignedIn; carol: SignedIn };
beforeAll(async () => {
  server = await startServer({ env: { REGISTRATION: 'open' } });
  cast = {
    alice: await signUp(server, 'Alice'),
    bob: await signUp(server, 'Bob'),
    carol: await signUp(server, 'Carol'),
  };
});
afterAll(() => server.close());

async function watercooler(): Promise<string> {
  const settings = { name: 'Watercooler', description: '', visibility: 'public' } as const;
  const { id } = await cast.alice.api.groups.create.mutate({ ...settings, memberIds: [cast.bob.user.id] });
  return id;
}

async function say(
  client: SignedIn,
  conversationId: string,
  text: string,
  threadRootId: string | null = null,
) {
  const send = { conversationId, clientId: crypto.randomUUID(), text, threadRootId };
  return (await client.api.messages.send.mutate(send)).message;
}

/** Replies, their edits and deletions, mentions, reading and following, beside what is said in the conversation. */
async function liveOn(id: string, root: Message, chance: () => number): Promise<void> {
  const { alice, bob } = cast;
  const replies: Message[] = [];
  for (let round = 0; round < 30; round += 1) {
    const [of, rootId] = [replies[Math.floor(chance() * replies.length)], root.id];
    const steps = [
      say(alice, id, `round ${round}`),
      say(alice, id, chance() < 0.3 ? `@bob ${round}` : `reply ${round}`, rootId).then((one) =>
        replies.push(one),
      ),
    ];
    const mark = { conversationId: id, threadRootId: rootId, read: Math.floor(round / 2) };
    const acts: (() => Promise<unknown>)[] = [
      () => bob.api.messages.mark.mutate(mark),
      () => alice.api.messages.edit.mutate({ messageId: of?.id ?? '', text: `@bob again ${round}` }),
      () => alice.api.messages.delete.mutate({ messageId: of?.id ?? '' }),
      () => bob.api.messages.followThread.mutate({ rootId, on: chance() < 0.7 }),
      () => alice.api.messages.react.mutate({ messageId: rootId, emoji: '👍', on: chance() < 0.5 }),
      () =>
        bob.api.messages.unread.mutate({ conversationId: id, from: chance() < 0.5 ? 1 + (round % 9) : null }),
    ];
    await Promise.all([...steps, codeOf(acts[Math.floor(chance() * acts.length)]?.() ?? Promise.resolve())]);
    await Bun.sleep(chance() * 40);
  }
  await bob.api.messages.followThread.mutate({ rootId: root.id, on: true });
  await say(alice, id, 'the last reply', root.id);
}

async function expectEqualToDatabase(device: Device, id: string, rootId: string): Promise<void> {
  const { api } = cast.bob;
  const { conversation } = await api.groups.byId.query({ id });
  const ask = { conversationId: id, threadRootId: rootId, direction: 'newest', limit: 100 } as const;
  const { messages, thread } = await api.messages.page.query(ask);
  const stood = () => {
    const tracked = device.model.get(id);
    const { root, messages: replies } = tracked?.threads.get(rootId) ?? {};
    return { conversation: tracked?.conversation, root, replies, follow: device.model.follows.get(rootId) };
  };
  const wanted = { conversation, root: thread?.root, replies: messages, follow: thread?.follow ?? undefined };
  await device
    .until('the state of the database', () => Bun.deepEquals(stood(), wanted))
    .catch(() => {
      expect(stood()).toEqual(wanted);
    });
}

test('devices that lose their line at random moments end with the threads and their unread as the database has them', async () => {
  const { seed, next } = random();
  const id = await watercooler();
  const root = await say(cast.bob, id, 'Lunch?');
  const devices: Device[] = [];
  for (let n = 0; n < 3; n += 1) devices.push(await openDevice(await signIn(server, 'Bob')));
  for (const device of devices) {
    await device.model.load(id, 'newest');
    await device.model.loadThread(id, root.id, 'newest');
  }
  const over = new AbortController();
  const life = liveOn(id, root, next).finally(() => over.abort());
  // One session may connect ten times a minute.
  const cutting = devices.map(async (device) => {
    for (let cuts = 0; cuts < 8 && !over.signal.aborted; cuts += 1) {
      await Bun.sleep(20 + next() * 250);
      device.cut();
    }
  });
  await Promise.all([life, ...cutting]);
  for (const device of devices) {
    await device.until('the connection', () => device.socket.state.state === 'open');
    await expectEqualToDatabase(device, id, root.id).catch((error) => {
      throw new Error(`seed ${seed}`, { cause: error });
    });
    device.close();
  }
}, 40_000);

test('the welcome lists the unread threads that one follows, and what is read on one device is read on the others', async () => {
  const { alice, bob } = cast;
  const id = await watercooler();
  const root = await say(alice, id, 'Who brings cake?');
  await say(bob, id, 'I do', root.id);
  const [one, other] = [await connectSocket(alice), await connectSocket(await signIn(server, 'Alice'))];
  const mine = (follows: readonly Follow[]) => follows.find(({ rootId }) => rootId === root.id);
  expect(mine(one.welcome.threads)).toMatchObject({ lastNumber: 1, readNumber: 0 });
  expect(mine(one.welcome.threads)).toEqual(mine(other.welcome.threads));
  const mark = { t: 'chat.mark', conversationId: id, threadRootId: root.id, read: 1 } as const;
  expect(await one.request<'chat.mark'>(mark)).toEqual({ delivered: 1, read: 1 });
  const told = await other.next('chat.followed', ({ follow }) => follow.rootId === root.id);
  expect(told.follow).toMatchObject({ lastNumber: 1, readNumber: 1, mentioned: [] });
  const again = await connectSocket(alice);
  expect(mine(again.welcome.threads)).toBeUndefined();
  for (const socket of [one, other, again]) socket.close();
});

test('threads are for members: to others they are not there, and who left hears no more of them', async () => {
  const { alice, carol } = cast;
  const id = await watercooler();
  const root = await say(alice, id, 'Among us');
  const ask = { conversationId: id, threadRootId: root.id, direction: 'newest' } as const;
  expect(await codeOf(say(carol, id, 'hello', root.id))).toBe('not_found');
  expect(await codeOf(carol.api.messages.page.query(ask))).toBe('not_found');
  expect(await codeOf(carol.api.messages.followThread.mutate({ rootId: root.id, on: true }))).toBe(
    'not_found',
  );
  expect(
    await codeOf(carol.api.messages.mark.mutate({ conversationId: id, threadRootId: root.id, read: 1 })),
  ).toBe('not_found');
  await carol.api.groups.join.mutate({ id });
  await carol.api.messages.followThread.mutate({ rootId: root.id, on: true });
  const socket = await connectSocket(carol);
  await say(alice, id, 'while you are here', root.id);
  await socket.next('chat.followed', ({ follow }) => follow.rootId === root.id);
  await carol.api.groups.leave.mutate({ id });
  const before = socket.received.length;
  await say(alice, id, 'now that you are gone', root.id);
  expect(await codeOf(carol.api.messages.page.query(ask))).toBe('not_found');
  expect((await carol.api.messages.threads.query({})).threads.map(({ root: one }) => one.id)).not.toContain(
    root.id,
  );
  expect(
    socket.received.slice(before).filter(({ t }) => t === 'chat.followed' || t === 'chat.changed'),
  ).toEqual([]);
  socket.close();
});

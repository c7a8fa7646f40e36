import { afterAll, beforeAll, expect, test } from 'bun:test';
import { closeCodes } from '../../protocol/errors.ts';
import { connectSocket, type SignedIn, signIn, signUp, type TestClient } from '../harness/client.ts';
import { openDevice } from '../harness/device.ts';
import { makeTestRedis, type TestRedis } from '../harness/redis.ts';
import { startServer, type TestServer } from '../harness/server.ts';

/** Two processes on one database and one Redis, Alice at the first and Bob at the second. */
let redis: TestRedis;
let [first, second]: TestServer[] = [];
let cast: { alice: SignedIn; bob: SignedIn };
beforeAll(async () => {
  redis = await makeTestRedis();
  const env = { REGISTRATION: 'open', REDIS_URL: redis.url };
  first = await startServer({ env });
  second = await startServer({ env, databaseUrl: first.databaseUrl });
  const bob = await signUp(first, 'Bob');
  cast = { alice: await signUp(first, 'Alice'), bob: { ...bob, url: second.url } };
});
afterAll(async () => {
  await second?.close();
  await first?.close();
  await redis.close();
});

const send = (client: SignedIn, conversationId: string, text: string) =>
  client.api.messages.send.mutate({ conversationId, clientId: crypto.randomUUID(), text });
const at = (client: SignedIn, server: TestServer | undefined): TestClient => ({
  ...client,
  url: server?.url ?? '',
});

test('what is said at one process is heard at the other', async () => {
  const { alice, bob } = cast;
  const [atAlice, atBob] = [await connectSocket(alice), await connectSocket(bob)];
  const { id } = await alice.api.groups.direct.mutate({ userId: bob.user.id });
  await atBob.next('chat.opened', (event) => event.conversation.id === id);
  const { message } = await send(alice, id, 'Hello Bob');
  expect((await atBob.next('chat.changed')).change).toEqual({ kind: 'message', change: 1, message });
  atBob.notify({ t: 'chat.typing', conversationId: id });
  expect(await atAlice.next('chat.typing')).toMatchObject({ userId: bob.user.id });
  await atBob.request({ t: 'chat.mark', conversationId: id, read: 1 });
  expect(await atAlice.next('chat.marked')).toMatchObject({ userId: bob.user.id, read: 1 });
  atAlice.close();
  atBob.close();
});

test('who is at one process is seen to come and go at the other', async () => {
  const { alice } = cast;
  const carol = await signUp({ url: alice.url }, 'Carol');
  const stateOf = (people: { userId: string; state: string }[]) =>
    people.find(({ userId }) => userId === carol.user.id)?.state;
  const atAlice = await connectSocket(alice);
  const seen = (state: string) => atAlice.next('presence.changed', ({ people }) => stateOf(people) === state);
  const atCarol = await connectSocket(at(carol, second));
  await seen('online');
  const later = await connectSocket(alice);
  expect(stateOf(later.welcome.presence)).toBe('online');
  atCarol.notify({ t: 'presence.set', state: 'away' });
  await seen('away');
  atCarol.close();
  const { people } = await seen('offline');
  expect(people.find(({ userId }) => userId === carol.user.id)?.lastSeen).toBeGreaterThan(0);
  atAlice.close();
  later.close();
}, 15_000);

test('a session that is ended at one process closes its sockets at the other', async () => {
  const { alice } = cast;
  const phone = await signIn({ url: alice.url }, 'Alice');
  const elsewhere = await connectSocket(at(phone, second));
  const closed = new Promise((resolve) =>
    elsewhere.ws.addEventListener('close', ({ code }) => resolve(code)),
  );
  await phone.api.auth.signOut.mutate();
  expect(await closed).toBe(closeCodes.signedOut);
});

test('while Redis is away people of one process hear each other, and after it all are in step again', async () => {
  const { alice, bob } = cast;
  const { id } = await alice.api.groups.direct.mutate({ userId: bob.user.id });
  const [here, there] = [await openDevice(alice), await openDevice(bob)];
  for (const device of [here, there]) await device.model.load(id, 'newest');
  const textsAt = (device: typeof here) => device.messages(id).map((message) => message.text);
  await redis.kill();
  await send(alice, id, 'Redis is away');
  await here.until('the message at its own process', () => textsAt(here).includes('Redis is away'));
  expect(textsAt(there)).not.toContain('Redis is away');
  await redis.start();
  await there.until('the message at the other process', () => textsAt(there).includes('Redis is away'));
  await send(alice, id, 'Redis is back');
  for (const device of [here, there]) {
    await device.until('what came later', () => textsAt(device).includes('Redis is back'));
    device.close();
  }
}, 30_000);

test('while Redis is away, who is removed at one process soon hears nothing more at the other', async () => {
  const { alice, bob } = cast;
  const dora = { ...(await signUp({ url: alice.url }, 'Dora')), url: second?.url ?? '' };
  const group = { name: 'Watercooler', description: '', visibility: 'private' } as const;
  const memberIds = [bob.user.id, dora.user.id];
  const { id } = await alice.api.groups.create.mutate({ ...group, memberIds });
  const [atBob, atDora] = [await connectSocket(bob), await connectSocket(dora)];
  await redis.kill();
  await alice.api.groups.removeMember.mutate({ id, userId: bob.user.id });
  const deadline = performance.now() + 20_000;
  const isClosed = () => atBob.received.some((down) => down.t === 'chat.closed');
  while (!isClosed() && performance.now() < deadline) await Bun.sleep(100);
  expect(isClosed()).toBe(true);
  await atDora.request({
    t: 'chat.send',
    conversationId: id,
    clientId: crypto.randomUUID(),
    text: 'Among us',
  });
  await atDora.next(
    'chat.changed',
    ({ change }) => change.kind === 'message' && change.message.text === 'Among us',
  );
  await atBob.request({ t: 'call.ice' });
  expect(JSON.stringify(atBob.received)).not.toContain('Among us');
  await redis.start();
}, 40_000);

test('the people of a process that was killed are offline when its lease ends', async () => {
  const { alice } = cast;
  const carol = await signIn({ url: alice.url }, 'Carol');
  await connectSocket(at(carol, second));
  const stateNow = async () => (await alice.api.users.byId.query({ id: carol.user.id })).presence.state;
  while ((await stateNow()) !== 'online') await Bun.sleep(50);
  await second?.kill9();
  expect(await stateNow()).toBe('online');
  while ((await stateNow()) !== 'offline') await Bun.sleep(500);
}, 30_000);

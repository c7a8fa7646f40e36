import { afterAll, beforeAll, expect, test } from 'bun:test';
import { resolve } from 'node:path';
import { codeOf, connectSocket, makeClient, type SignedIn, signIn, signUp } from '../harness/client.ts';
import { bodies, startPushService, subscribe, until } from '../harness/push-service.ts';
import { makeTestRedis, type TestRedis } from '../harness/redis.ts';
import { startServer, type TestServer } from '../harness/server.ts';

/** Two processes that share a database and a bus; push services are called soon after a message. */
const WAIT_MS = 250;
const service = startPushService();
let redis: TestRedis;
let servers: TestServer[] = [];
let cast: { alice: SignedIn; bob: SignedIn; carol: SignedIn };
beforeAll(async () => {
  redis = await makeTestRedis();
  const program = [resolve(import.meta.dir, '../harness/push-server.ts'), String(WAIT_MS)];
  const env = { REGISTRATION: 'open', REDIS_URL: redis.url };
  const first = await startServer({ env, program });
  servers = [first, await startServer({ env, program, databaseUrl: first.databaseUrl })];
  const [alice, bob] = [await signUp(first, 'Alice'), await signUp(first, 'Bob')];
  cast = { alice, bob, carol: await signUp(first, 'Carol') };
}, 30_000);
afterAll(async () => {
  for (const server of servers.toReversed()) await server.close();
  await redis.close();
  await service.close();
});

const subscribed = (who: SignedIn) => subscribe(service, who);
async function watercooler(): Promise<string> {
  const settings = { name: 'Watercooler', description: '', visibility: 'private' } as const;
  const memberIds = [cast.bob.user.id, cast.carol.user.id];
  return (await cast.alice.api.groups.create.mutate({ ...settings, memberIds })).id;
}
const direct = async () => (await cast.alice.api.groups.direct.mutate({ userId: cast.bob.user.id })).id;
const say = (conversationId: string, text: string, who = cast.alice) =>
  who.api.messages.send.mutate({ conversationId, clientId: crypto.randomUUID(), text });

/** Whatever was to be pushed for the conversations so far was pushed: a later message to somebody else is. */
async function settled(): Promise<void> {
  const { alice, carol } = cast;
  const device = await subscribed(carol);
  const { id } = await alice.api.groups.direct.mutate({ userId: carol.user.id });
  await Bun.sleep(WAIT_MS);
  await say(id, 'settled');
  await until('the message behind it', () => device.arrived.length > 0);
  await carol.api.users.unsubscribePush.mutate({ endpoint: device.target.endpoint });
}

const untilBobIs = (state: 'away' | 'offline') =>
  until(`Bob to be ${state}`, async () => {
    const { presence } = await cast.alice.api.users.byId.query({ id: cast.bob.user.id });
    return presence.state === state;
  });

test('who has no page open gets the newest message, encrypted and signed, once, though two processes look', async () => {
  const device = await subscribed(cast.bob);
  const id = await direct();
  await say(id, 'one');
  const { message } = await say(id, `two ${'long '.repeat(60)}`);
  await until('the push', () => device.arrived.length > 0);
  await settled();
  expect(device.arrived).toHaveLength(1);
  const [pushed] = device.arrived;
  const { title, body, ...payload } = pushed?.payload ?? { title: '', body: '' };
  expect(payload).toEqual({
    kind: 'message',
    conversationId: id,
    number: message.number,
    threadRootId: null,
    isSilent: false,
  });
  expect([title, body.length, body.startsWith('two long'), body.endsWith('…')]).toEqual([
    'Alice',
    120,
    true,
    true,
  ]);
  expect(pushed).toMatchObject({ urgency: 'normal', topic: id.replaceAll('-', ''), ttl: 86_400 });
});

test('what was read meanwhile on another device is not told of', async () => {
  const { bob } = cast;
  const device = await subscribed(bob);
  const id = await watercooler();
  const { message } = await say(id, 'read at once');
  await bob.api.messages.mark.mutate({ conversationId: id, read: message.number });
  await settled();
  expect(bodies(device)).toEqual([]);
  await say(id, 'and not this');
  await until('the push', () => device.arrived.length > 0);
  expect(bodies(device)).toEqual(['and not this']);
});

test('an active page stands in for the push; one that nobody uses does not, whichever process it is at', async () => {
  const { bob } = cast;
  const device = await subscribed(bob);
  const page = await connectSocket({ ...bob, url: servers[1]?.url ?? '' });
  const id = await watercooler();
  await say(id, 'seen on the page');
  await settled();
  expect(bodies(device)).toEqual([]);
  page.notify({ t: 'presence.set', state: 'away' });
  await untilBobIs('away');
  await say(id, 'nobody looked');
  await until('the push', () => device.arrived.length > 0);
  expect(bodies(device)).toEqual(['nobody looked']);
  page.close();
  await untilBobIs('offline');
});

test('level, mute, do not disturb and the choice of words are kept to', async () => {
  const { bob } = cast;
  const device = await subscribed(bob);
  const id = await watercooler();
  const choose = bob.api.users.updateSettings;
  await choose.mutate({ groupLevel: 'mentions' });
  await say(id, 'for nobody');
  await settled();
  expect(bodies(device)).toEqual([]);
  await say(id, 'hello @bob');
  await until('the mention', () => device.arrived.length === 1);
  expect(device.arrived[0]?.payload.title).toBe('Alice in Watercooler');

  await bob.api.users.setConversation.mutate({ conversationId: id, level: 'all' });
  await choose.mutate({ showText: false, sound: false });
  await say(id, 'hidden words');
  await until('the message', () => device.arrived.length === 2);
  expect(device.arrived[1]?.payload).toMatchObject({ body: 'New message', isSilent: true });

  await bob.api.users.setConversation.mutate({ conversationId: id, mutedUntil: Date.now() + 3_600_000 });
  await say(id, 'muted @bob');
  await settled();
  await bob.api.users.setConversation.mutate({ conversationId: id, mutedUntil: null });
  await choose.mutate({ quietUntil: Date.now() + 3_600_000 });
  await say(id, 'quiet @bob');
  await settled();
  expect(device.arrived).toHaveLength(2);
  await choose.mutate({ groupLevel: 'all', quietUntil: null, showText: true, sound: true });
  await say(id, 'awake');
  await until('the message', () => device.arrived.length === 3);
  expect(bodies(device).at(-1)).toBe('awake');
});

test('a call rings by push, urgently and for as long as it rings; one that nobody took is told of', async () => {
  const { alice, bob } = cast;
  const device = await subscribed(bob);
  const atAlice = await connectSocket(alice);
  const conversationId = await direct();
  const { call, participantId } = await atAlice.request<'call.start'>({
    t: 'call.start',
    conversationId,
    video: true,
    streams: [],
  });
  await until('the ring', () => device.arrived.length > 0);
  const [ring] = device.arrived;
  expect(ring?.payload).toMatchObject({
    kind: 'call',
    callId: call.id,
    conversationId,
    title: 'Alice',
    body: 'Video call',
  });
  expect(ring?.urgency).toBe('high');
  expect(ring?.ttl).toBeLessThanOrEqual(45);
  await atAlice.request<'call.leave'>({ t: 'call.leave', callId: call.id, participantId });
  await until('the missed call', () => device.arrived.length > 1);
  expect(device.arrived[1]?.payload).toMatchObject({ kind: 'message', conversationId, body: 'Missed call' });
  atAlice.close();
});

test('a subscription that is gone is dropped at once; a failing service is asked again; a refusing one is given up', async () => {
  const { bob } = cast;
  const [gone, busy, refusing] = [await subscribed(bob), await subscribed(bob), await subscribed(bob)];
  gone.answer(410);
  busy.answer(503, { 'retry-after': '1' });
  refusing.answer(400);
  const id = await watercooler();
  await say(id, 'first');
  await until('the first round', () => gone.asked === 1 && busy.asked === 1 && refusing.asked === 1);
  busy.answer(201);
  await until('the retry', () => busy.arrived.length === 1);
  for (let round = 2; round <= 6; round += 1) {
    await say(id, `round ${round}`);
    await until(`round ${round}`, () => bodies(busy).includes(`round ${round}`));
    await settled();
  }
  expect([gone.asked, refusing.asked]).toEqual([1, 5]);
  expect(bodies(busy)).toEqual(['first', 'round 2', 'round 3', 'round 4', 'round 5', 'round 6']);
}, 30_000);

test('whoever signs out, or whose session is ended, is reached no more', async () => {
  const bob = await signIn(servers[0] ?? cast.bob, 'Bob');
  const [kept, left] = [await subscribed(cast.bob), await subscribed(bob)];
  await bob.api.auth.signOut.mutate();
  await say(await direct(), 'after signing out');
  await until('the push', () => kept.arrived.length > 0);
  await settled();
  expect(left.asked).toBe(0);
});

test('one address is one browser: who signs in there next takes it over', async () => {
  const { alice, bob, carol } = cast;
  const device = await subscribed(bob);
  await carol.api.users.subscribePush.mutate(device.target);
  await say(await direct(), 'for Bob alone');
  await settled();
  expect(bodies(device)).not.toContain('for Bob alone');
  const { id } = await alice.api.groups.direct.mutate({ userId: carol.user.id });
  await say(id, 'for Carol');
  await until('the push', () => bodies(device).includes('for Carol'));
});

test('addresses and keys that make no sense are refused, and nobody subscribes without a session', async () => {
  const { target } = service.device('x');
  const { subscribePush } = cast.bob.api.users;
  const wrong = [
    { ...target, endpoint: 'https://10.0.0.1/x' },
    { ...target, p256dh: target.auth },
    { ...target, auth: target.p256dh },
    { ...target, p256dh: Buffer.alloc(65, 4).toString('base64url').replaceAll('B', '*') },
  ];
  for (const input of wrong) expect(await codeOf(subscribePush.mutate(input))).toBe('invalid');
  const nobody = makeClient(servers[0] ?? cast.bob);
  expect(await codeOf(nobody.api.users.subscribePush.mutate(target))).toBe('unauthenticated');
});

test('both processes know the same key, and still do after a restart', async () => {
  const { bob } = cast;
  const at = (server: TestServer | undefined) => signIn(server ?? bob, 'Bob');
  const { key } = await (await at(servers[0])).api.users.pushKey.query();
  expect((await (await at(servers[1])).api.users.pushKey.query()).key).toBe(key);
  await servers[1]?.restart();
  expect((await (await at(servers[1])).api.users.pushKey.query()).key).toBe(key);
});

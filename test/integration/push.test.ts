import { afterAll, beforeAll, expect, test } from 'bun:test';
import postgres from 'postgres';
import { codeOf, connectSocket, makeClient, signIn } from '../harness/client.ts';
import { makePushCast, type People, type PushCast } from '../harness/push-cast.ts';
import { bodies, type PushDevice, until } from '../harness/push-service.ts';
import { makeTestRedis, type TestRedis } from '../harness/redis.ts';
import type { TestServer } from '../harness/server.ts';

/** Two processes that share a database and a bus. */
let redis: TestRedis;
let push: PushCast;
let servers: readonly TestServer[];
let cast: People;
let sql: postgres.Sql;
beforeAll(async () => {
  redis = await makeTestRedis();
  push = await makePushCast(2, { REDIS_URL: redis.url });
  ({ servers, people: cast } = push);
  sql = postgres(servers[0]?.databaseUrl ?? '', { max: 1 });
}, 30_000);
afterAll(async () => {
  await sql.end();
  await push.close();
  await redis.close();
});

const direct = () => push.direct(cast.bob);
const bobReads = (conversationId: string, read: number) =>
  cast.bob.api.messages.mark.mutate({ conversationId, read });

const untilBobIs = (state: 'online' | 'away' | 'offline') =>
  until(`Bob to be ${state}`, async () => {
    const { presence } = await cast.alice.api.users.byId.query({ id: cast.bob.user.id });
    return presence.state === state;
  });

test('who has no page open gets the newest message, encrypted and signed, once, though two processes look', async () => {
  const device = await push.subscribed(cast.bob);
  const id = await direct();
  await push.say(id, 'one');
  const message = await push.say(id, `two ${'long '.repeat(60)}`);
  await until('the push', () => device.arrived.length > 0);
  await push.settled();
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
  const device = await push.subscribed(bob);
  const id = await push.watercooler();
  const message = await push.say(id, 'read at once');
  await bobReads(id, message.number);
  await push.settled();
  expect(bodies(device)).toEqual([]);
  await push.say(id, 'and not this');
  await push.told('the push', () => device.arrived.length > 0);
  expect(bodies(device)).toEqual(['and not this']);
});

test('an active page stands in for the push; one that nobody uses does not, whichever process it is at', async () => {
  const { bob } = cast;
  const device = await push.subscribed(bob);
  const page = await connectSocket({ ...bob, url: servers[1]?.url ?? '' });
  await untilBobIs('online');
  const id = await push.watercooler();
  const seen = await push.say(id, 'seen on the page');
  await push.settled();
  expect(bodies(device)).toEqual([]);
  await bobReads(id, seen.number);
  page.notify({ t: 'presence.set', state: 'away' });
  await untilBobIs('away');
  await push.say(id, 'nobody looked');
  await push.told('the push', () => device.arrived.length > 0);
  expect(bodies(device)).toEqual(['nobody looked']);
  page.close();
  await untilBobIs('offline');
});

test('level, mute, do not disturb and the choice of words are kept to', async () => {
  const { bob } = cast;
  const device = await push.subscribed(bob);
  const id = await push.watercooler();
  const choose = bob.api.users.updateSettings;
  await choose.mutate({ groupLevel: 'mentions' });
  await push.say(id, 'for nobody');
  await push.settled();
  expect(bodies(device)).toEqual([]);
  await push.say(id, 'hello @bob');
  await push.told('the mention', () => device.arrived.length === 1);
  expect(device.arrived[0]?.payload.title).toBe('Alice in Watercooler');

  await bob.api.users.setConversation.mutate({ conversationId: id, level: 'all' });
  await choose.mutate({ showText: false, sound: false });
  await push.say(id, 'hidden words');
  await push.told('the message', () => device.arrived.length === 2);
  expect(device.arrived[1]?.payload).toMatchObject({ body: 'New message', isSilent: true });

  await bob.api.users.setConversation.mutate({ conversationId: id, mutedUntil: Date.now() + 3_600_000 });
  const muted = await push.say(id, 'muted @bob');
  await push.settled();
  await bobReads(id, muted.number);
  await bob.api.users.setConversation.mutate({ conversationId: id, mutedUntil: null });
  await choose.mutate({ quietUntil: Date.now() + 3_600_000 });
  const quiet = await push.say(id, 'quiet @bob');
  await push.settled();
  expect(device.arrived).toHaveLength(2);
  await bobReads(id, quiet.number);
  await choose.mutate({ groupLevel: 'all', quietUntil: null, showText: true, sound: true });
  await push.say(id, 'awake');
  await push.told('the message', () => device.arrived.length === 3);
  expect(bodies(device).at(-1)).toBe('awake');
});

test('a call rings by push, urgently and for as long as it rings; one that nobody took is told of', async () => {
  const { alice, bob } = cast;
  const device = await push.subscribed(bob);
  const atAlice = await connectSocket(alice);
  const conversationId = await direct();
  const { call, participantId } = await atAlice.request<'call.start'>({
    t: 'call.start',
    conversationId,
    video: true,
    streams: [],
  });
  await push.told('the ring', () => device.arrived.length > 0);
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
  await push.told('the missed call', () => device.arrived.length > 1);
  expect(device.arrived[1]?.payload).toMatchObject({ kind: 'message', conversationId, body: 'Missed call' });
  atAlice.close();
});

test('a subscription that is gone is dropped at once; a failing service is asked again; a refusing one is given up', async () => {
  const { bob } = cast;
  const [gone, busy, refusing] = [
    await push.subscribed(bob),
    await push.subscribed(bob),
    await push.subscribed(bob),
  ];
  gone.answer(410);
  busy.answer(503, { 'retry-after': '1' });
  refusing.answer(400);
  const id = await push.watercooler();
  await push.say(id, 'first');
  await push.told('the first round', () => [gone, busy, refusing].every(({ asked }) => asked > 0));
  busy.answer(201);
  await until('the retry', () => busy.arrived.length === 1);
  await until('the end of who is gone', async () => (await failuresOf(gone)) === null);
  for (let round = 2; round <= 6; round += 1) {
    await until('the count', async () => (await failuresOf(refusing)) === (round > 5 ? null : round - 1));
    await push.say(id, `round ${round}`);
    await push.told(`round ${round}`, () => bodies(busy).includes(`round ${round}`));
  }
  await push.settled();
  expect([gone.asked, refusing.asked]).toEqual([1, 5]);
  expect(bodies(busy)).toEqual(['first', 'round 2', 'round 3', 'round 4', 'round 5', 'round 6']);
}, 30_000);

/** null: dropped. */
async function failuresOf({ target }: PushDevice): Promise<number | null> {
  const rows = await sql`select failures from push_subscriptions where endpoint = ${target.endpoint}`;
  return rows[0]?.['failures'] ?? null;
}

test('whoever signs out, or whose session is ended, is reached no more', async () => {
  const bob = await signIn(servers[0] ?? cast.bob, 'Bob');
  const [kept, left] = [await push.subscribed(cast.bob), await push.subscribed(bob)];
  await bob.api.auth.signOut.mutate();
  await push.say(await direct(), 'after signing out');
  await push.told('the push', () => kept.arrived.length > 0);
  await push.settled();
  expect(left.asked).toBe(0);
});

test('one address is one browser: who signs in there next takes it over', async () => {
  const { bob, carol } = cast;
  const device = await push.subscribed(bob);
  await carol.api.users.subscribePush.mutate(device.target);
  await push.say(await direct(), 'for Bob alone');
  await push.settled();
  expect(bodies(device)).not.toContain('for Bob alone');
  await push.say(await push.direct(carol), 'for Carol');
  await push.told('the push', () => bodies(device).includes('for Carol'));
});

test('addresses and keys that make no sense are refused, and nobody subscribes without a session', async () => {
  const { target } = push.service.device('x');
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

import { afterAll, beforeAll, expect, test } from 'bun:test';
import postgres from 'postgres';
import { makeClient, type SignedIn } from '../harness/client.ts';
import { makePushCast, type People, type PushCast } from '../harness/push-cast.ts';
import { bodies, until } from '../harness/push-service.ts';
import { makeTestRedis, type TestRedis } from '../harness/redis.ts';
import type { TestServer } from '../harness/server.ts';

/** Two processes that share a database and a bus, of which one dies, by kill -9, of what it has claimed and not sent. */
let redis: TestRedis;
let push: PushCast;
let cast: People;
let sql: postgres.Sql;
let doomed: TestServer;
let other: TestServer;
beforeAll(async () => {
  redis = await makeTestRedis();
  push = await makePushCast(2, { REDIS_URL: redis.url });
  cast = push.people;
  [doomed, other] = push.servers as [TestServer, TestServer];
  sql = postgres(doomed.databaseUrl, { max: 1 });
}, 60_000);
afterAll(async () => {
  await sql.end();
  await push.close();
  await redis.close();
});

const claims = () => sql<{ seconds: number }[]>`
  select extract(epoch from leased_until - now())::float8 as seconds from push_claims`;
/** As time does, but at once. */
const leasesLast = (seconds: number) =>
  sql`update push_claims set leased_until = now() + ${seconds}::float8 * interval '1 second'`;
const at = (server: TestServer, who: SignedIn) => makeClient(server, { cookie: who.cookie() });

/** As often as it takes; what waits in this process alone falls due. */
function hurrying(server: TestServer, what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  return until(what, async () => {
    if (await holds()) return true;
    process.kill(server.pid, 'SIGUSR2');
    return false;
  });
}

/** Bob is about to be told of these by the process that dies. */
async function claimed() {
  const { bob } = cast;
  const device = await push.subscribed(bob);
  const release = device.hold();
  const watercooler = await push.watercooler();
  const root = await push.say(watercooler, 'Lunch?', { who: bob });
  await push.say(watercooler, 'in the group');
  await push.say(watercooler, 'in the thread', { threadRootId: root.id });
  const direct = await push.say(await push.direct(bob), 'in private');
  await hurrying(doomed, 'all three to be on their way', async () => {
    return device.asked >= 3 && (await claims()).length === 3;
  });
  expect(device.arrived).toEqual([]);
  return { device, release, direct, watercooler };
}

test('what a process that was killed had claimed is pushed by another, once, and not what was read meanwhile', async () => {
  const { device, release, direct } = await claimed();
  await doomed.kill9();
  release();
  const { conversationId, number } = direct;
  await at(other, cast.bob).api.messages.mark.mutate({ conversationId, read: number });
  await leasesLast(-1);
  await hurrying(other, 'what was left', () => device.arrived.length >= 2);
  await hurrying(other, 'the end of all claims', async () => (await claims()).length === 0);
  expect(bodies(device).toSorted()).toEqual(['in the group', 'in the thread']);
  await doomed.restart();
  await push.settled();
  expect(device.arrived).toHaveLength(2);
  await cast.bob.api.users.unsubscribePush.mutate({ endpoint: device.target.endpoint });
}, 60_000);

test('where there is no other, the same process pushes it after its restart; who is at it and lives is left alone', async () => {
  const { device, release } = await claimed();
  await doomed.kill9();
  await other.kill9();
  release();
  await leasesLast(3_600);
  await doomed.restart();
  for (let beats = 0; beats < 3; beats += 1) process.kill(doomed.pid, 'SIGUSR2');
  expect(await claims()).toHaveLength(3);
  expect(device.arrived).toEqual([]);
  await leasesLast(-1);
  await hurrying(doomed, 'what was left', () => device.arrived.length >= 3);
  await hurrying(doomed, 'the end of all claims', async () => (await claims()).length === 0);
  expect(bodies(device).toSorted()).toEqual(['in private', 'in the group', 'in the thread']);
  await other.restart();
  await push.settled();
  expect(device.arrived).toHaveLength(3);
  await cast.bob.api.users.unsubscribePush.mutate({ endpoint: device.target.endpoint });
}, 60_000);

test('a process that lives renews its claims, and nobody else pushes what it is at', async () => {
  const { device, release } = await claimed();
  await leasesLast(20);
  await hurrying(doomed, 'the leases to last longer', async () =>
    (await claims()).every(({ seconds }) => seconds > 25),
  );
  for (let beats = 0; beats < 5; beats += 1) {
    process.kill(other.pid, 'SIGUSR2');
    await Bun.sleep(20);
  }
  release();
  await until('all three', () => device.arrived.length >= 3);
  await until('the end of all claims', async () => (await claims()).length === 0);
  await push.settled();
  expect(bodies(device).toSorted()).toEqual(['in private', 'in the group', 'in the thread']);
}, 60_000);

import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import postgres from 'postgres';
import type { DownOf } from '../../protocol/down.ts';
import { connectSocket, type SignedIn, signUp, type TestSocket } from '../harness/client.ts';
import { makeTestRedis, type TestRedis } from '../harness/redis.ts';
import { startServer, type TestServer } from '../harness/server.ts';

setDefaultTimeout(40_000);

/** Two processes on one database and one Redis. */
let redis: TestRedis;
let [first, second]: TestServer[] = [];
beforeAll(async () => {
  redis = await makeTestRedis();
  const env = { REGISTRATION: 'open', REDIS_URL: redis.url, LOG_LEVEL: 'trace' };
  first = await startServer({ env });
  second = await startServer({ env, databaseUrl: first.databaseUrl });
});
afterAll(async () => {
  await second?.close();
  await first?.close();
  await redis.close();
});

const at = (client: SignedIn, server: TestServer | undefined) =>
  connectSocket({ ...client, url: server?.url ?? '' });
const comeTo = async (server: TestServer | undefined, name: string) => {
  if (!first) throw new Error('no server');
  const client = await signUp(first, name);
  return { client, socket: await at(client, server) };
};
const seat = () => crypto.randomUUID();
const enter = (socket: TestSocket, room: string, place: string) =>
  socket.request({ t: 'direct.enter', room, seat: place });
const refusal = (request: Promise<unknown>) =>
  request.then(
    () => 'ok',
    (error: { code: string }) => error.code,
  );
type Peer = DownOf<'direct.peer'>['peer'];
/** A process is given up after some seconds of silence. */
const told = (socket: TestSocket, matches: (peer: Peer) => boolean) =>
  socket.next('direct.peer', ({ peer }) => matches(peer));

test('two at different processes find each other, signals pass, the third is refused, and a seat moves with its page', async () => {
  const [alice, bob, carol] = [
    await comeTo(first, 'Alice'),
    await comeTo(second, 'Bob'),
    await comeTo(second, 'Carol'),
  ];
  const room = `den-${seat().slice(0, 8)}`;
  const [a, b] = [seat(), seat()];
  expect((await enter(alice.socket, room, a)).peer).toBeNull();
  expect((await enter(bob.socket, room, b)).peer).toMatchObject({ seat: a, name: 'Alice', reachable: true });
  expect(await told(alice.socket, (peer) => peer?.seat === b)).toMatchObject({ peer: { name: 'Bob' } });
  for (const server of [first, second]) {
    const there = await at(carol.client, server);
    expect(await refusal(enter(there, room, seat()))).toBe('room_full');
    there.close();
  }

  for (const [from, place, to, other] of [
    [alice, a, bob, b],
    [bob, b, alice, a],
  ] as const) {
    for (const instance of ['one', 'two', 'three'])
      void from.socket.request({ t: 'direct.signal', room, seat: place, to: other, signal: { instance } });
    for (const instance of ['one', 'two', 'three'])
      expect(await to.socket.next('direct.signal')).toMatchObject({ from: place, signal: { instance } });
  }
  const forged = { t: 'direct.signal', room, seat: a, to: b, signal: { instance: 'x' } } as const;
  expect(await refusal(carol.socket.request(forged))).toBe('forbidden');

  bob.socket.close();
  await told(alice.socket, (peer) => peer?.seat === b && !peer.reachable);
  const back = await at(bob.client, first);
  expect((await enter(back, room, b)).peer).toMatchObject({ seat: a });
  await told(alice.socket, (peer) => peer?.seat === b && peer.reachable);
  await back.request({ t: 'direct.leave', room, seat: b });
  await told(alice.socket, (peer) => peer === null);

  const sql = postgres(first?.databaseUrl ?? '', { max: 1 });
  const tables = await sql<{ name: string }[]>`
    select table_name as name from information_schema.tables where table_schema = 'public'`;
  const rows: unknown[] = [];
  for (const { name } of tables) rows.push(...(await sql`select t::text as row from ${sql(name)} t`));
  await sql.end();
  const written = [JSON.stringify(rows), first?.output() ?? '', second?.output() ?? ''];
  expect(written[0]).toContain(alice.client.user.id);
  expect(written[1]).toContain('serving');
  for (const place of written) expect(place).not.toContain(room);
  for (const { socket } of [alice, carol]) socket.close();
});

test('a process is killed: its seats are free, and who sat across is told', async () => {
  const [dave, erin, frank] = [
    await comeTo(first, 'Dave'),
    await comeTo(second, 'Erin'),
    await comeTo(first, 'Frank'),
  ];
  const room = `den-${seat().slice(0, 8)}`;
  const b = seat();
  await enter(dave.socket, room, seat());
  await enter(erin.socket, room, b);
  await told(dave.socket, (peer) => peer?.seat === b);
  expect(await refusal(enter(frank.socket, room, seat()))).toBe('room_full');
  await second?.kill9();
  await told(dave.socket, (peer) => peer === null);
  expect((await enter(frank.socket, room, seat())).peer).toMatchObject({ name: 'Dave' });
  for (const { socket } of [dave, frank]) socket.close();
});

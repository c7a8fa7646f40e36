import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { connectSocket, makeClient, signUp, type TestSocket } from '../harness/client.ts';
import { startServer, type TestServer } from '../harness/server.ts';

setDefaultTimeout(30_000);

let server: TestServer;

beforeAll(async () => {
  server = await startServer({ env: { MEET: 'everyone' } });
});
afterAll(() => server.close());

const seat = () => crypto.randomUUID();
const refusal = (request: Promise<unknown>) =>
  request.then(
    () => 'ok',
    (error: { code: string }) => error.code,
  );
const enter = (socket: TestSocket, room: string, at = seat()) =>
  socket.request({ t: 'direct.enter', room, seat: at });

test('two sit in a room off the record, and the third is told that it is full', async () => {
  const [alice, bob, carol] = await Promise.all(
    ['Alice', 'Bob', 'Carol'].map(async (name) => connectSocket(await signUp(server, name))),
  );
  if (!alice || !bob || !carol) throw new Error('nobody came');
  const [a, b] = [seat(), seat()];
  expect((await enter(alice, 'Watercooler', a)).peer).toBeNull();
  expect((await enter(bob, ' Watercooler ', b)).peer).toMatchObject({ seat: a, name: 'Alice' });
  const { peer } = await alice.next('direct.peer');
  expect(peer).toMatchObject({ seat: b, name: 'Bob', userId: bob.welcome.me.id });
  expect(await refusal(enter(carol, 'Watercooler'))).toBe('room_full');
  expect(await refusal(enter(carol, 'not a name'))).toBe('invalid');
  expect(await refusal(enter(carol, 'x'.repeat(65)))).toBe('invalid');

  const signal = { instance: 'one', description: { type: 'offer' as const, sdp: 'v=0' } };
  await alice.request({ t: 'direct.signal', room: 'Watercooler', seat: a, to: b, signal });
  const heard = await bob.next('direct.signal');
  expect(heard).toMatchObject({ from: a, signal });
  const forged = carol.request({ t: 'direct.signal', room: 'Watercooler', seat: a, to: b, signal });
  expect(await refusal(forged)).toBe('forbidden');

  await bob.request({ t: 'direct.leave', room: 'Watercooler', seat: b });
  expect((await alice.next('direct.peer', (event) => event.peer === null)).peer).toBeNull();
  expect((await enter(carol, 'Watercooler')).peer).toMatchObject({ name: 'Alice' });
  for (const socket of [alice, bob, carol]) socket.close();
});

test('a guest with the link sits there too', async () => {
  const client = makeClient(server);
  await client.api.auth.guest.mutate({ name: 'Dave' });
  const dave = await connectSocket(client);
  expect((await enter(dave, 'den')).peer).toBeNull();
  dave.close();
});

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { connectSocket, type SignedIn, signUp } from '../harness/client.ts';
import { makeTestDatabase, type TestDatabase } from '../harness/database.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { Gate } from '../e2e/parts/gate.ts';

/** A server whose line to its database can be cut. */
let database: TestDatabase;
let gate: Gate;
let server: TestServer;
let alice: SignedIn;
beforeAll(async () => {
  database = await makeTestDatabase();
  const through = new URL(database.url);
  gate = await Gate.to({ host: through.hostname, port: Number(through.port) });
  through.port = String(gate.port);
  through.hostname = '127.0.0.1';
  server = await startServer({ env: { REGISTRATION: 'open' }, databaseUrl: through.href });
  alice = await signUp(server, 'Alice');
});
afterAll(async () => {
  await server.close();
  await gate.close();
  await database.close();
});

test('while the database is away a send is told so soon, the socket stays, and a retry goes through once', async () => {
  const bob = await signUp(server, 'Bob');
  const { id } = await alice.api.groups.direct.mutate({ userId: bob.user.id });
  const socket = await connectSocket(alice);
  const send = { t: 'chat.send', conversationId: id, clientId: crypto.randomUUID(), text: 'Hello?' } as const;
  const attempt = () =>
    socket.request<'chat.send'>(send).then(
      ({ message }) => message.text,
      (error: { code: string }) => error.code,
    );
  gate.shut();
  const outcomes: string[] = await Promise.all([attempt(), attempt(), attempt()]);
  expect(outcomes).toEqual(['unavailable', 'unavailable', 'unavailable']);
  const page = { t: 'chat.page', conversationId: id, direction: 'newest' } as const;
  await expect(socket.request<'chat.page'>(page)).rejects.toMatchObject({ code: 'unavailable' });
  gate.reopen();
  let outcome = await attempt();
  for (let tries = 0; outcome === 'unavailable' && tries < 30; tries += 1) {
    await Bun.sleep(200);
    outcome = await attempt();
  }
  expect(outcome).toBe('Hello?');
  expect((await socket.request<'chat.page'>(page)).messages.length).toBe(1);
  expect(socket.ws.readyState).toBe(WebSocket.OPEN);
  socket.close();
}, 30_000);

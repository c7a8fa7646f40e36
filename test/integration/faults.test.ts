import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createServer, connect, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { codeOf, connectSocket, type SignedIn, signUp } from '../harness/client.ts';
import { makeTestDatabase, type TestDatabase } from '../harness/database.ts';
import { startServer, type TestServer } from '../harness/server.ts';

/** Between the server and its database: can hang up and come back, as a database does that is restarted. */
class Gate {
  readonly #target: URL;
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;
  #port = 0;
  #silent = false;

  constructor(target: string) {
    this.#target = new URL(target);
  }

  get url(): string {
    const url = new URL(this.#target.href);
    url.host = `127.0.0.1:${this.#port}`;
    return url.href;
  }

  async open(): Promise<void> {
    this.#silent = false;
    const server = createServer((client) => this.#join(client));
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (server.address() as AddressInfo).port;
  }

  close(): void {
    this.#server?.close();
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  /** Still there, but answers nothing. */
  fallSilent(): void {
    this.#silent = true;
  }

  #join(client: Socket): void {
    const database = connect(Number(this.#target.port), this.#target.hostname);
    for (const [from, to] of [
      [client, database],
      [database, client],
    ] as const) {
      this.#sockets.add(from);
      from.on('data', (chunk) => {
        if (!this.#silent) to.write(chunk);
      });
      from.on('close', () => to.destroy());
      from.on('error', () => to.destroy());
    }
  }
}

let database: TestDatabase;
let gate: Gate;
let server: TestServer;
let alice: SignedIn;

beforeAll(async () => {
  database = await makeTestDatabase();
  gate = new Gate(database.url);
  await gate.open();
  server = await startServer({ databaseUrl: gate.url });
  alice = await signUp(server, 'Alice');
});
afterAll(async () => {
  await server.close();
  gate.close();
  await database.close();
});

const readiness = async () => {
  const answer = await fetch(`${server.url}/readyz`);
  return [answer.status, ((await answer.json()) as { database: string }).database];
};

async function eventually(check: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await check())) {
    if (performance.now() > deadline) throw new Error('it did not come to pass');
    await Bun.sleep(50);
  }
}

test('the database away: readiness says so, requests are unavailable, sockets stay, and it mends by itself', async () => {
  const socket = await connectSocket(alice);
  expect(await readiness()).toEqual([200, 'ok']);
  gate.close();
  await eventually(async () => (await readiness()).join() === '503,away');
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  const began = performance.now();
  expect(await codeOf(alice.api.users.search.query({ text: 'a' }))).toBe('unavailable');
  expect((await alice.fetch(`/files/${crypto.randomUUID()}`)).status).toBe(503);
  expect(performance.now() - began).toBeLessThan(6_000);
  expect(socket.ws.readyState).toBe(WebSocket.OPEN);
  await gate.open();
  await eventually(async () => (await codeOf(alice.api.users.search.query({ text: 'a' }))) === 'ok');
  await eventually(async () => (await readiness()).join() === '200,ok');
  expect(socket.ws.readyState).toBe(WebSocket.OPEN);
  socket.close();
}, 30_000);

test('a database that hangs without a word holds nobody for long', async () => {
  gate.fallSilent();
  const began = performance.now();
  expect(await codeOf(alice.api.users.search.query({ text: 'a' }))).toBe('unavailable');
  expect(performance.now() - began).toBeLessThan(9_000);
  await eventually(async () => (await readiness()).join() === '503,away');
  gate.close();
  await gate.open();
  await eventually(async () => (await codeOf(alice.api.users.search.query({ text: 'a' }))) === 'ok');
}, 40_000);

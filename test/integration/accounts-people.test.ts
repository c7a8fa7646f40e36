import { afterAll, beforeAll, expect, test } from 'bun:test';
import postgres from 'postgres';
import { codeOf, connectSocket, type SignedIn, signUp } from '../harness/client.ts';
import { startServer, type TestServer } from '../harness/server.ts';

let server: TestServer;
let alice: SignedIn;
let bob: SignedIn;

beforeAll(async () => {
  server = await startServer();
  alice = await signUp(server, 'Alice');
  bob = await signUp(server, 'Bob');
});
afterAll(() => server.close());

const found = async (text: string) => (await bob.api.users.search.query({ text })).map(({ name }) => name);

test('people are found by a part of their name or username, in any case, those that begin with it first', async () => {
  await signUp(server, 'Caroline');
  await signUp(server, 'Oscar');
  expect(await found('car')).toEqual(['Caroline', 'Oscar']);
  expect(await found('CAROL')).toEqual(['Caroline']);
  expect(await found('nobody')).toEqual([]);
  await alice.api.users.update.mutate({ name: 'Ada Lovelace' });
  expect(await found('lovelace')).toEqual(['Ada Lovelace']);
  expect(await found('alice')).toEqual(['Ada Lovelace']);
});

test('signs of patterns are searched for as they stand', async () => {
  await alice.api.users.update.mutate({ name: '100% _Ada\\' });
  expect(await found('%')).toEqual(['100% _Ada\\']);
  expect(await found('_a')).toEqual(['100% _Ada\\']);
  expect(await found('a\\')).toEqual(['100% _Ada\\']);
});

test('guests and suspended people are not found', async () => {
  await signUp(server, 'Quentin');
  await signUp(server, 'Quirin');
  const sql = postgres(server.databaseUrl, { max: 1 });
  await sql`update users set role = 'guest' where username = 'quentin'`;
  await sql`update users set suspended_at = now() where username = 'quirin'`;
  await sql.end();
  expect(await found('qu')).toEqual([]);
});

test('a changed profile is told to everyone who is there, and read back', async () => {
  const socket = await connectSocket(bob);
  const changed = await alice.api.users.update.mutate({ name: '  Alice ', status: 'at the Watercooler' });
  expect(changed).toMatchObject({ name: 'Alice', status: 'at the Watercooler', username: 'alice' });
  const told = await socket.next('presence.user', ({ user }) => user.id === alice.user.id);
  expect(told.user).toEqual(changed);
  expect(await bob.api.users.byId.query({ id: alice.user.id })).toMatchObject(changed);
  socket.close();
});

test('a new account is told to everyone who is there', async () => {
  const socket = await connectSocket(bob);
  const rosa = await signUp(server, 'Rosa');
  expect((await socket.next('presence.user')).user).toEqual(rosa.user);
  socket.close();
});

test('who has an open device is online; byId tells it, and offline people’s last time', async () => {
  expect(await bob.api.users.byId.query({ id: alice.user.id })).toMatchObject({
    presence: { userId: alice.user.id, state: 'offline' },
  });
  const socket = await connectSocket(alice);
  const seen = await bob.api.users.byId.query({ id: alice.user.id });
  expect(seen.presence).toEqual({ userId: alice.user.id, state: 'online', lastSeen: null });
  expect((await bob.api.users.online.query()).map(({ id }) => id)).toContain(alice.user.id);
  socket.close();
});

test('a profile takes only what fits', async () => {
  expect(await codeOf(alice.api.users.update.mutate({ name: '' }))).toBe('invalid');
  expect(await codeOf(alice.api.users.update.mutate({ name: 'x'.repeat(65) }))).toBe('invalid');
  expect(await codeOf(alice.api.users.update.mutate({ status: 'x'.repeat(141) }))).toBe('invalid');
  expect(await codeOf(alice.api.users.update.mutate({ avatarFileId: crypto.randomUUID() }))).toBe('invalid');
  expect(await codeOf(alice.api.users.byId.query({ id: crypto.randomUUID() }))).toBe('not_found');
});

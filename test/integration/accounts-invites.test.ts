import { afterAll, beforeAll, expect, test } from 'bun:test';
import postgres from 'postgres';
import { codeOf, type SignedIn, signUp } from '../harness/client.ts';
import { startServer, type TestServer } from '../harness/server.ts';

let server: TestServer;
let alice: SignedIn;

beforeAll(async () => {
  server = await startServer({ env: { REGISTRATION: 'invite' } });
  alice = await signUp(server, 'Alice', server.ownerToken ?? '');
});
afterAll(() => server.close());

const tokenOf = (url: string) => url.split('/join/')[1] ?? '';

test('where an invite is needed nobody signs up without', async () => {
  expect(await codeOf(signUp(server, 'Bob'))).toBe('forbidden');
  expect(await codeOf(signUp(server, 'Bob', 'made-up'))).toBe('not_found');
});

test('an invite link stands for as many accounts as it says, even in a race', async () => {
  const { url } = await alice.api.admin.createInvite.mutate({ uses: 2 });
  expect(url).toStartWith(`${server.url}/join/`);
  const names = ['Bob', 'Carol', 'Dora', 'Emil'];
  const attempts = await Promise.allSettled(names.map((name) => signUp(server, name, tokenOf(url))));
  expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
});

test('an account that fails gives its use of the link back', async () => {
  const { url } = await alice.api.admin.createInvite.mutate({ uses: 1 });
  expect(await codeOf(signUp(server, 'Alice', tokenOf(url)))).toBe('conflict');
  expect((await signUp(server, 'Frida', tokenOf(url))).user.role).toBe('member');
});

test('an expired link makes no account', async () => {
  const { id, url } = await alice.api.admin.createInvite.mutate({ expiresInDays: 1 });
  const sql = postgres(server.databaseUrl, { max: 1 });
  await sql`update invites set expires_at = now() - interval '1 second' where id = ${id}`;
  await sql.end();
  expect(await codeOf(signUp(server, 'Gustav', tokenOf(url)))).toBe('not_found');
});

test('a revoked link makes no account and is listed no more', async () => {
  const { id, url } = await alice.api.admin.createInvite.mutate({});
  expect((await alice.api.admin.invites.query()).map((invite) => invite.id)).toContain(id);
  await alice.api.admin.revokeInvite.mutate({ id });
  expect((await alice.api.admin.invites.query()).map((invite) => invite.id)).not.toContain(id);
  expect(await codeOf(signUp(server, 'Gustav', tokenOf(url)))).toBe('not_found');
});

test('plain members make no invites', async () => {
  const { url } = await alice.api.admin.createInvite.mutate({});
  const heidi = await signUp(server, 'Heidi', tokenOf(url));
  expect(await codeOf(heidi.api.admin.createInvite.mutate({}))).toBe('forbidden');
  expect(await codeOf(heidi.api.admin.invites.query())).toBe('forbidden');
});

test('a closed server makes the owner and nobody else', async () => {
  const closed = await startServer({ env: { REGISTRATION: 'closed' } });
  expect(await codeOf(signUp(closed, 'Bob'))).toBe('forbidden');
  const owner = await signUp(closed, 'Alice', closed.ownerToken ?? '');
  expect(owner.user.role).toBe('owner');
  const { url } = await owner.api.admin.createInvite.mutate({});
  expect(await codeOf(signUp(closed, 'Bob', tokenOf(url)))).toBe('forbidden');
  await closed.close();
});

import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import postgres from 'postgres';
import {
  codeOf,
  connectSocket,
  makeClient,
  PASSWORD,
  type SignedIn,
  signIn,
  signUp,
} from '../harness/client.ts';
import { startServer, type TestServer } from '../harness/server.ts';

let server: TestServer;
let sql: postgres.Sql;
let owner: SignedIn;

beforeAll(async () => {
  server = await startServer();
  sql = postgres(server.databaseUrl, { max: 1 });
});
afterAll(async () => {
  await sql.end();
  await server.close();
});

describe('the owner link', () => {
  test('without it, an open server makes plain members even while there is no owner', async () => {
    const carol = await signUp(server, 'Carol');
    expect(carol.user.role).toBe('member');
    expect(await carol.api.auth.server.query()).toEqual({
      registration: 'open',
      needsOwner: true,
      meet: 'members',
    });
  });

  test('makes one owner, once only even in a race', async () => {
    const token = server.ownerToken ?? '';
    const names = ['Alice', 'Bob', 'Dora', 'Emil'];
    const attempts = await Promise.allSettled(names.map((name) => signUp(server, name, token)));
    const made = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
    expect(made.map(({ user }) => user.role)).toEqual(['owner']);
    if (made[0]) owner = made[0];
    expect(await codeOf(signUp(server, 'Frida', token))).toBe('not_found');
    expect(await owner.api.auth.server.query()).toMatchObject({ needsOwner: false });
  });

  test('is not printed again once there is an owner', async () => {
    const before = server.ownerToken;
    await server.restart();
    expect(server.ownerToken).toBe(before);
    expect(await codeOf(signUp(server, 'Frida', before ?? ''))).toBe('not_found');
  });
});

test('a start without an owner puts a new link in the place of the unused one', async () => {
  const other = await startServer();
  const first = other.ownerToken ?? '';
  await other.restart();
  const second = other.ownerToken ?? '';
  expect(second).not.toBe(first);
  expect(await codeOf(signUp(other, 'Alice', first))).toBe('not_found');
  expect((await signUp(other, 'Alice', second)).user.role).toBe('owner');
  await other.close();
});

describe('names and passwords', () => {
  test('a username is folded to lower case and given once', async () => {
    const client = makeClient(server);
    const account = { username: 'Gustav', name: 'Gustav', password: PASSWORD };
    expect((await client.api.auth.signUp.mutate(account)).username).toBe('gustav');
    expect(await codeOf(makeClient(server).api.auth.signUp.mutate({ ...account, username: 'gUSTAV' }))).toBe(
      'conflict',
    );
  });

  test('a malformed username, name or password is invalid, and the answer does not repeat it', async () => {
    const { api } = makeClient(server);
    const account = { username: 'heidi', name: 'Heidi', password: PASSWORD };
    for (const wrong of [
      { ...account, username: 'h' },
      { ...account, username: 'he idi' },
      { ...account, username: 'heidi\u0000' },
      { ...account, name: '  ' },
      { ...account, name: 'Hei\u0000di' },
      { ...account, password: 'short' },
    ]) {
      expect(await codeOf(api.auth.signUp.mutate(wrong))).toBe('invalid');
    }
    const refusal = await api.auth.signUp.mutate({ ...account, password: 'short' }).catch(String);
    expect(refusal).not.toContain('short');
  });

  test('a wrong password and an unknown name get the same answer', async () => {
    const { api } = makeClient(server);
    const answer = (username: string) =>
      api.auth.signIn.mutate({ username, password: 'wrong password' }).catch((error: Error) => error.message);
    expect(await answer('gustav')).toBe(await answer('nobody-at-all'));
  });

  test('passwords and tokens stand in the database as hashes only', async () => {
    const gustav = await signIn(server, 'Gustav');
    const token = gustav.cookie().split('=')[1] ?? '';
    const [row] = await sql<{ passwordHash: string }[]>`
      select password_hash as "passwordHash" from users where username = 'gustav'`;
    expect(row?.passwordHash).toStartWith('$argon2id$');
    const sessions = await sql`select id from sessions where token_hash = ${token}`;
    expect(token.length).toBeGreaterThan(40);
    expect(sessions).toHaveLength(0);
  });
});

describe('sessions', () => {
  test('the cookie is HttpOnly and SameSite=Lax, and on plain http neither Secure nor __Host-', async () => {
    const answer = await fetch(`${server.url}/trpc/auth.signIn`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'gustav', password: PASSWORD }),
    });
    const cookie = answer.headers.get('set-cookie') ?? '';
    expect(cookie).toStartWith('parley=');
    for (const flag of ['HttpOnly', 'SameSite=Lax', 'Path=/', 'Max-Age=2592000'])
      expect(cookie).toContain(flag);
    expect(cookie).not.toContain('Secure');
  });

  test('me tells who is signed in; signing out ends it for this device alone', async () => {
    const phone = await signIn(server, 'Gustav');
    const laptop = await signIn(server, 'Gustav');
    expect((await phone.api.auth.me.query())?.username).toBe('gustav');
    const stolen = phone.cookie();
    await phone.api.auth.signOut.mutate();
    expect(phone.cookie()).toBe('');
    const replay = makeClient(server, { cookie: stolen });
    expect(await replay.api.auth.me.query()).toBeNull();
    expect(await codeOf(replay.api.users.online.query())).toBe('unauthenticated');
    expect((await laptop.api.auth.me.query())?.username).toBe('gustav');
  });

  test('are listed, and one of them can be ended from another', async () => {
    const phone = await signIn(server, 'Gustav');
    const laptop = await signIn(server, 'Gustav');
    const listed = await laptop.api.auth.sessions.query();
    expect(listed.filter(({ current }) => current)).toHaveLength(1);
    const id = (await phone.api.auth.sessions.query()).find(({ current }) => current)?.id ?? '';
    expect(await codeOf(owner.api.auth.endSession.mutate({ id }))).toBe('not_found');
    await laptop.api.auth.endSession.mutate({ id });
    expect(await phone.api.auth.me.query()).toBeNull();
  });
});

describe('a session', () => {
  test('that was not used for 30 days is over, one that is used goes on', async () => {
    const gustav = await signIn(server, 'Gustav');
    const id = (await gustav.api.auth.sessions.query()).find(({ current }) => current)?.id ?? '';
    await sql`update sessions set last_used_at = now() - interval '2 hours', expires_at = now() + interval '1 hour' where id = ${id}`;
    // Only an answer that brings the cookie makes the session longer: both run out together.
    expect((await gustav.fetch('/files/01a1f963-0aac-776a-82d4-82e2eae98a14')).status).toBe(404);
    (await connectSocket(gustav)).close();
    const answer = await gustav.fetch('/trpc/auth.me');
    expect(answer.headers.get('set-cookie')).toContain('Max-Age=2592000');
    const [row] = await sql<{ days: number }[]>`
      select extract(epoch from expires_at - now())::float8 / 86400 as days from sessions where id = ${id}`;
    expect(row?.days).toBeGreaterThan(29.9);
    await sql`update sessions set expires_at = now() - interval '1 second' where id = ${id}`;
    expect(await gustav.api.auth.me.query()).toBeNull();
  });

  test('of a suspended account does not go on, nor is there a new one', async () => {
    const ivan = await signUp(server, 'Ivan');
    await sql`update users set suspended_at = now() where username = 'ivan'`;
    expect(await ivan.api.auth.me.query()).toBeNull();
    expect(await codeOf(signIn(server, 'Ivan'))).toBe('forbidden');
  });

  test('outlives a new password where it was set; the others end', async () => {
    const phone = await signUp(server, 'Judy');
    const laptop = await signIn(server, 'Judy');
    const next = 'an entirely new one';
    expect(await codeOf(laptop.api.auth.changePassword.mutate({ current: 'not it', next }))).toBe(
      'forbidden',
    );
    await laptop.api.auth.changePassword.mutate({ current: PASSWORD, next });
    expect(await phone.api.auth.me.query()).toBeNull();
    expect((await laptop.api.auth.me.query())?.username).toBe('judy');
    expect(await codeOf(signIn(server, 'Judy'))).toBe('unauthenticated');
    const { api } = makeClient(server);
    expect((await api.auth.signIn.mutate({ username: 'judy', password: next })).username).toBe('judy');
  });
});

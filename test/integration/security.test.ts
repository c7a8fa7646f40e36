import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { closeCodes } from '../../protocol/errors.ts';
import {
  codeOf,
  connectSocket,
  makeClient,
  openWebSocket,
  PASSWORD,
  type SignedIn,
  signIn,
  signUp,
} from '../harness/client.ts';
import { startServer, type TestServer } from '../harness/server.ts';

let server: TestServer;
let alice: SignedIn;

beforeAll(async () => {
  server = await startServer({ env: { TRUSTED_PROXIES: '127.0.0.1' } });
  alice = await signUp(server, 'Alice');
});
afterAll(() => server.close());

const errorCode = async (answer: Response) =>
  ((await answer.json()) as { error: { code: string } }).error.code;

describe('foreign pages', () => {
  const evil = { origin: 'https://evil.test' };

  test('a plain HTML form of another site runs no mutation', async () => {
    const form = new FormData();
    form.set('0', JSON.stringify({ name: 'Mallory' }));
    const answer = await alice.fetch('/trpc/users.update', { method: 'POST', body: form, headers: evil });
    expect(answer.status).toBe(403);
    expect(await errorCode(answer)).toBe('forbidden');
    expect((await alice.api.auth.me.query())?.name).toBe('Alice');
  });

  test('whatever the method or the address, a foreign change of state is refused before anything else', async () => {
    for (const [path, method] of [
      ['/trpc/auth.signOut', 'POST'],
      ['/files/upload', 'POST'],
      ['/files/upload/0190163d-8694-739b-aea5-966c26f8ad91', 'PATCH'],
      ['/files/upload/0190163d-8694-739b-aea5-966c26f8ad91', 'DELETE'],
      ['/calls/leave', 'POST'],
      ['/nowhere', 'PUT'],
    ] as const) {
      const crossSite = await alice.fetch(path, { method, headers: { 'sec-fetch-site': 'cross-site' } });
      const foreign = await alice.fetch(path, { method, headers: evil });
      expect([crossSite.status, foreign.status]).toEqual([403, 403]);
    }
    expect(await alice.api.auth.me.query()).not.toBeNull();
  });

  test('the page of this server may change state', async () => {
    const answer = await alice.fetch('/trpc/users.update', {
      method: 'POST',
      headers: { origin: server.url, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' },
      body: JSON.stringify({ status: 'at the Watercooler' }),
    });
    expect(answer.status).toBe(200);
  });

  test('a foreign page opens no WebSocket', async () => {
    const ended = new Promise<string>((resolve) => {
      const ws = openWebSocket(alice, evil);
      ws.addEventListener('open', () => resolve('open'));
      ws.addEventListener('close', () => resolve('closed'));
    });
    expect(await ended).toBe('closed');
    const own = await connectSocket(alice);
    expect(own.welcome.me.username).toBe('alice');
    own.close();
  });
});

describe('answers', () => {
  test('carry the headers that keep a page from being misused', async () => {
    for (const path of ['/', '/healthz', '/trpc/auth.server']) {
      const { headers } = await fetch(server.url + path);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('same-origin');
      expect(headers.get('permissions-policy')).toContain('camera=(self)');
      expect(headers.has('access-control-allow-origin')).toBe(false);
    }
  });

  test('to unknown addresses and procedures are typed, without a stack', async () => {
    const file = await fetch(`${server.url}/nothing.js`, { headers: { accept: '*/*' } });
    expect([file.status, await errorCode(file)]).toEqual([404, 'not_found']);
    const procedure = await fetch(`${server.url}/trpc/auth.nothing`);
    const text = await procedure.text();
    expect(procedure.status).toBe(404);
    expect(JSON.parse(text).error.data.parley.code).toBe('not_found');
    expect(text).not.toContain('stack');
    expect(text).not.toContain('.ts');
  });

  test('to what is not JSON, or of another shape, are typed', async () => {
    const send = (body: string) =>
      alice.fetch('/trpc/users.update', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
    for (const body of ['{', 'null', '"text"', '{"name":7}', '{"role":"owner"}']) {
      const answer = (await (await send(body)).json()) as { error: { data: { parley: { code: string } } } };
      expect(answer.error.data.parley.code).toBe('invalid');
    }
    const large = await send(JSON.stringify({ name: 'x'.repeat(300_000) }));
    expect(large.status).toBe(413);
  });

  test('no more than ten calls come in one batch', async () => {
    const batch = (count: number) =>
      fetch(
        `${server.url}/trpc/${Array.from({ length: count }, () => 'auth.server').join(',')}?batch=1&input={}`,
      );
    expect((await batch(10)).status).toBe(200);
    expect((await batch(11)).status).toBe(400);
  });
});

describe('revocation', () => {
  test('ending a session closes its sockets within a second', async () => {
    const phone = await signIn(server, 'Alice');
    const socket = await connectSocket(phone);
    const closed = new Promise<number>((resolve) => {
      socket.ws.addEventListener('close', ({ code }) => resolve(code));
    });
    const began = performance.now();
    await phone.api.auth.signOut.mutate();
    expect(await closed).toBe(closeCodes.signedOut);
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  test('a socket without a session is told so', async () => {
    const closed = new Promise<number>((resolve) => {
      const ws = openWebSocket(makeClient(server));
      ws.addEventListener('close', ({ code }) => resolve(code));
    });
    expect(await closed).toBe(closeCodes.signedOut);
  });
});

describe('limits', () => {
  /** Everyone here comes from loopback: the trusted proxy's header tells people apart. */
  const from = (address: string) => ({ 'x-forwarded-for': address });

  test('ten attempts on one account from one address, then a wait; the account is open from elsewhere', async () => {
    await signUp(server, 'Bob');
    const guess = (address: string) =>
      codeOf(
        makeClient(server, from(address)).api.auth.signIn.mutate({ username: 'bob', password: 'guess' }),
      );
    for (let i = 0; i < 10; i++) expect(await guess('203.0.113.1')).toBe('unauthenticated');
    expect(await guess('203.0.113.1')).toBe('rate_limited');
    const { api } = makeClient(server, from('203.0.113.2'));
    expect((await api.auth.signIn.mutate({ username: 'bob', password: PASSWORD })).username).toBe('bob');
  });

  test('three hundred requests a minute, then rate_limited with the time to wait', async () => {
    const carol = makeClient(server, from('203.0.113.3'));
    const codes: string[] = [];
    for (let i = 0; i < 301; i++) codes.push(await codeOf(carol.api.auth.server.query()));
    expect(codes.slice(0, 300).every((code) => code === 'ok')).toBe(true);
    expect(codes[300]).toBe('rate_limited');
    const error = await carol.api.auth.server.query().catch((e: unknown) => e);
    expect(error).toMatchObject({ data: { parley: { retryAfterMs: expect.any(Number) } } });
    expect(await codeOf(alice.api.auth.server.query())).toBe('ok');
  });

  test('a batch counts as the calls that it is made of', async () => {
    const dave = makeClient(server, from('203.0.113.4'));
    const batch = Array.from({ length: 10 }, () => 'auth.server').join(',');
    const statuses: number[] = [];
    for (let i = 0; i < 31; i++) statuses.push((await dave.fetch(`/trpc/${batch}?batch=1&input={}`)).status);
    expect(statuses.slice(0, 30).every((status) => status === 200)).toBe(true);
    expect(statuses[30]).toBe(429);
  });

  test('who asks after the health too often is told to wait, and nobody else', async () => {
    const ask = async (address: string) =>
      (await fetch(`${server.url}/readyz`, { headers: from(address) })).status;
    for (let i = 0; i < 240; i++) expect(await ask('203.0.113.5')).toBe(200);
    expect(await ask('203.0.113.5')).toBe(429);
    expect(await ask('203.0.113.6')).toBe(200);
  });

  test('ten new sockets a minute for a session; a colleague behind the same address is not held up', async () => {
    const dora = await signUp(server, 'Dora');
    const emil = await signUp(server, 'Emil');
    const sockets = [];
    for (let i = 0; i < 10; i++) sockets.push(await connectSocket(dora));
    await expect(connectSocket(dora)).rejects.toThrow('closed');
    sockets.push(await connectSocket(emil));
    for (const socket of sockets) socket.close();
  });
});

describe('behind a trusted proxy that speaks https', () => {
  test('the cookie is __Host- and Secure', async () => {
    const client = makeClient(server, { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.7' });
    await client.api.auth.signIn.mutate({ username: 'alice', password: PASSWORD });
    expect(client.cookie()).toStartWith('__Host-parley=');
    expect((await client.api.auth.me.query())?.username).toBe('alice');
    const { headers } = await client.fetch('/healthz');
    expect(headers.get('strict-transport-security')).not.toBeNull();
    const atHome = await client.fetch('/healthz', { headers: { host: 'localhost:8443' } });
    expect(atHome.headers.get('strict-transport-security')).toBeNull();
  });

  test('metrics stay on this machine', async () => {
    expect((await fetch(`${server.url}/metrics`)).status).toBe(200);
    expect((await fetch(`${server.url}/metrics`, { headers: from('203.0.113.8') })).status).toBe(403);
  });

  const from = (address: string) => ({ 'x-forwarded-for': address });
});

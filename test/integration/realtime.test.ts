import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { DownOf } from '../../protocol/down.ts';
import { closeCodes } from '../../protocol/errors.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import {
  connectSocket,
  makeClient,
  openWebSocket,
  type SignedIn,
  signIn,
  signUp,
  type TestSocket,
} from '../harness/client.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { upgradeByHand } from '../harness/slow-reader.ts';

let server: TestServer;
let alice: SignedIn;
beforeAll(async () => {
  server = await startServer({ env: { REGISTRATION: 'open' } });
  alice = await signUp(server, 'Alice');
});
afterAll(() => server.close());

const hello = { t: 'session.hello', version: PROTOCOL_VERSION, deviceId: crypto.randomUUID() } as const;
const closing = (ws: WebSocket) =>
  new Promise<number>((resolve) => ws.addEventListener('close', ({ code }) => resolve(code)));
/** Opens, says these frames, and answers the code of the close. */
function codeAfter(ws: WebSocket, ...frames: unknown[]): Promise<number> {
  ws.addEventListener('open', () => {
    for (const frame of frames) ws.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  });
  return closing(ws);
}
async function errorTo(
  socket: TestSocket,
  frame: string | Uint8Array<ArrayBuffer>,
): Promise<DownOf<'error'>> {
  socket.ws.send(frame);
  return socket.next('error');
}
const isUnharmed = async (socket: TestSocket) =>
  expect(await socket.request({ t: 'call.ice' })).toHaveProperty('iceServers');

describe('an upgrade', () => {
  test('from a page of another origin is refused', async () => {
    const cookie = alice.cookie();
    const from = async (headers: Record<string, string>) => {
      const { socket, status } = await upgradeByHand(server, { cookie, ...headers });
      socket.destroy();
      return status.split(' ')[1];
    };
    expect(await from({ origin: 'https://evil.example' })).toBe('403');
    expect(await from({})).toBe('403');
    expect(await from({ origin: server.url, 'sec-fetch-site': 'cross-site' })).toBe('403');
    expect(await from({ origin: server.url, 'sec-fetch-site': 'same-origin' })).toBe('101');
  });

  test('without a session is told so by its code', async () => {
    expect(await closing(openWebSocket(makeClient(server)))).toBe(closeCodes.signedOut);
  });

  test('is refused after ten in a minute for one session, and not for another one', async () => {
    const busy = await signIn(server, 'Alice');
    const statuses: string[] = [];
    for (let n = 0; n < 12; n += 1) {
      const headers = { origin: server.url, cookie: busy.cookie() };
      const { socket, status } = await upgradeByHand(server, headers);
      socket.destroy();
      statuses.push(status.split(' ')[1] ?? '');
    }
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => '101'), '429', '429']);
    const other = await connectSocket(await signIn(server, 'Alice'));
    other.close();
  });
});

describe('the hello', () => {
  test('of another version is told to reload', async () => {
    const frame = { up: { ...hello, version: PROTOCOL_VERSION + 1 } };
    expect(await codeAfter(openWebSocket(alice), frame)).toBe(closeCodes.versionMismatch);
  });

  test('comes first: anything else closes the connection', async () => {
    const expected = closeCodes.helloExpected;
    expect(await codeAfter(openWebSocket(alice), { up: { t: 'session.ping', sentAt: 1 } })).toBe(expected);
    expect(await codeAfter(openWebSocket(alice), 'no JSON')).toBe(expected);
  });

  test('is answered by all that the user may see', async () => {
    const bob = await signUp(server, 'Bob');
    const direct = await alice.api.groups.direct.mutate({ userId: bob.user.id });
    const socket = await connectSocket(alice);
    const { me, conversations, users, presence, calls, settings } = socket.welcome;
    expect(me).toEqual(alice.user);
    expect(conversations).toEqual([direct]);
    expect(users.map((user) => user.name).toSorted()).toEqual(['Alice', 'Bob']);
    expect(presence).toContainEqual({ userId: alice.user.id, state: 'online', lastSeen: null });
    expect(presence).toContainEqual({ userId: bob.user.id, state: 'offline', lastSeen: null });
    expect([calls, settings.meshLimit]).toEqual([[], 4]);
    socket.close();
  });

  test('comes once', async () => {
    const socket = await connectSocket(alice);
    expect((await errorTo(socket, JSON.stringify({ id: 3, up: hello }))).error.code).toBe('invalid');
    await isUnharmed(socket);
    socket.close();
  });

  test('may be followed by requests at once: they are answered after the welcome', async () => {
    const ws = openWebSocket(alice);
    const types: string[] = [];
    const answered = new Promise<void>((resolve) =>
      ws.addEventListener('message', ({ data }) => {
        const { t } = JSON.parse(String(data)) as { t: string };
        types.push(t);
        if (t === 'ok') resolve();
      }),
    );
    ws.addEventListener('open', () => {
      ws.send(JSON.stringify({ up: hello }));
      ws.send(JSON.stringify({ id: 1, up: { t: 'call.ice' } }));
    });
    await answered;
    expect(types[0]).toBe('session.welcome');
    ws.close();
  });
});

describe('a bad frame is answered with a typed error and does no further harm', () => {
  let socket: TestSocket;
  beforeAll(async () => {
    socket = await connectSocket(await signIn(server, 'Alice'));
  });
  const cases: [string, string | Uint8Array<ArrayBuffer>, { id: number | null; code: string }][] = [
    ['no JSON', '{', { id: null, code: 'invalid' }],
    ['no object', '[]', { id: null, code: 'invalid' }],
    ['an unknown type', '{"id":7,"up":{"t":"chat.erase"}}', { id: 7, code: 'invalid' }],
    ['a missing field', '{"id":8,"up":{"t":"chat.page"}}', { id: 8, code: 'invalid' }],
    ['a field too many', '{"id":9,"up":{"t":"call.ice","admin":true}}', { id: 9, code: 'invalid' }],
    ['a request without an id', '{"up":{"t":"call.ice"}}', { id: null, code: 'invalid' }],
    ['binary', new Uint8Array([1, 2, 3]), { id: null, code: 'invalid' }],
    ['more than 64 KiB', `{"id":1,"up":"${'x'.repeat(66_000)}"}`, { id: null, code: 'too_large' }],
    [
      'a number past counting',
      `{"id":12,"up":{"t":"chat.mark","conversationId":"${crypto.randomUUID()}","read":1e300}}`,
      { id: 12, code: 'invalid' },
    ],
    [
      'an unknown conversation',
      `{"id":10,"up":{"t":"chat.page","conversationId":"${crypto.randomUUID()}","direction":"newest"}}`,
      { id: 10, code: 'not_found' },
    ],
  ];
  for (const [what, frame, { id, code }] of cases) {
    test(what, async () => {
      const answer = await errorTo(socket, frame);
      expect<unknown[]>([answer.id, answer.error.code]).toEqual([id, code]);
      await isUnharmed(socket);
    });
  }

  test('except one far past the limit, which ends the connection', async () => {
    socket.ws.send('x'.repeat(200_000));
    expect(await closing(socket.ws)).toBeGreaterThan(1000);
  });
});

test('a ping is answered with the time', async () => {
  const socket = await connectSocket(alice);
  socket.notify({ t: 'session.ping', sentAt: 42 });
  const pong = await socket.next('session.pong');
  expect(pong.sentAt).toBe(42);
  expect(pong.serverTime).toBeGreaterThan(0);
  socket.close();
});

test('whoever signs out, or ends another session, closes its sockets', async () => {
  const phone = await signIn(server, 'Alice');
  const desktop = await signIn(server, 'Alice');
  const [atPhone, atDesktop] = [await connectSocket(phone), await connectSocket(desktop)];
  const phoneClosed = closing(atPhone.ws);
  const sessions = await phone.api.auth.sessions.query();
  const current = sessions.find((session) => session.current);
  await desktop.api.auth.endSession.mutate({ id: current?.id ?? '' });
  expect(await phoneClosed).toBe(closeCodes.signedOut);
  const desktopClosed = closing(atDesktop.ws);
  await desktop.api.auth.signOut.mutate();
  expect(await desktopClosed).toBe(closeCodes.signedOut);
});

test('a server that stops closes its sockets so that clients come back', async () => {
  const other = await startServer({ env: { REGISTRATION: 'open' } });
  const bob = await signUp(other, 'Bob');
  const socket = await connectSocket(bob);
  const closed = closing(socket.ws);
  expect(await other.stop()).toBe(0);
  expect(await closed).toBe(1001);
  await other.close();
});

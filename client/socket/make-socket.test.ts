import { expect, test } from 'bun:test';
import type { Down, DownEvent } from '../../protocol/down.ts';
import { closeCodes, ParleyError } from '../../protocol/errors.ts';
import { HEARTBEAT_MS, MAX_FRAME_BYTES, REQUEST_TIMEOUT_MS } from '../../protocol/limits.ts';
import type { Envelope } from '../../protocol/up.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { FakeClock } from '../../server/clock.ts';
import { makeUuid } from '../uuid.ts';
import { BACKOFF_CEILING_MS } from './backoff.ts';
import type { WebSocketLike } from './connection.ts';
import { DEFAULT_SETTINGS } from '../../protocol/notify.ts';
import { makeSocket } from './make-socket.ts';
import type { SocketState } from './socket.ts';

const alice = { id: makeUuid(), username: 'alice', name: 'Alice', status: '', avatarFileId: null };
const welcome: Down = {
  t: 'session.welcome',
  me: { ...alice, role: 'member' },
  serverTime: 0,
  conversations: [],
  drafts: [],
  scheduled: [],
  threads: [],
  users: [],
  presence: [],
  calls: [],
  media: { state: 'ready' },
  settings: {
    uploadLimitBytes: 1,
    meshLimit: 4,
    rules: { editWindowMinutes: null, deleteWindowMinutes: null, linkPreviews: true },
  },
  preferences: { mine: DEFAULT_SETTINGS, conversations: [] },
};

/** One attempt as the server's side sees it. */
class FakeWebSocket implements WebSocketLike {
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  readonly received: Envelope[] = [];
  closed = false;

  send(text: string): void {
    this.received.push(JSON.parse(text));
  }

  close(): void {
    this.closed = true;
  }

  accept(): void {
    this.onopen?.(new Event('open'));
    this.say(welcome);
  }

  say(down: Down): void {
    this.onmessage?.(new MessageEvent('message', { data: JSON.stringify(down) }));
  }

  drop(code = 1006): void {
    this.onclose?.(new CloseEvent('close', { code }));
  }

  last(): Envelope {
    const envelope = this.received.at(-1);
    if (!envelope) throw new Error('Nothing was sent.');
    return envelope;
  }
}

function setUp() {
  const clock = new FakeClock();
  const attempts: FakeWebSocket[] = [];
  const states: SocketState[] = [];
  const events: DownEvent[] = [];
  let wake = () => {};
  const socket = makeSocket({
    url: 'ws://parley.test/ws',
    deviceId: makeUuid(),
    clock,
    random: () => 1,
    makeWebSocket: () => {
      const attempt = new FakeWebSocket();
      attempts.push(attempt);
      return attempt;
    },
    wakeUps: (callback) => {
      wake = callback;
      return () => {
        wake = () => {};
      };
    },
  });
  socket.onState((state) => states.push(state));
  socket.onEvent((event) => events.push(event));
  const server = () => {
    const attempt = attempts.at(-1);
    if (!attempt) throw new Error('There was no attempt.');
    return attempt;
  };
  return { clock, socket, attempts, states, events, server, wake: () => wake() };
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no failure',
    (error) => (error instanceof ParleyError ? error.code : 'another error'),
  );

test('says hello with the version first and is open at the welcome', () => {
  const { socket, server, events } = setUp();
  socket.open();
  expect(socket.state).toEqual({ state: 'connecting' });
  server().accept();
  expect(server().received[0]?.up).toMatchObject({ t: 'session.hello', version: PROTOCOL_VERSION });
  expect(socket.state).toEqual({ state: 'open' });
  expect(events.map((event) => event.t)).toEqual(['session.welcome']);
});

test('gives each request the answer with its id, in whatever order they come', async () => {
  const { socket, server } = setUp();
  socket.open();
  server().accept();
  const first = socket.request<'call.ice'>({ t: 'call.ice' });
  const firstId = server().last().id ?? -1;
  const second = socket.request<'call.ice'>({ t: 'call.ice' });
  const secondId = server().last().id ?? -1;
  server().say({ t: 'error', id: secondId, error: { code: 'rate_limited', message: '', retryAfterMs: 7 } });
  server().say({ t: 'ok', id: firstId, result: { iceServers: [] } });
  expect(await first).toEqual({ iceServers: [] });
  const error = await second.catch((problem: unknown) => problem);
  expect(error).toBeInstanceOf(ParleyError);
  expect(error).toMatchObject({ code: 'rate_limited', retryAfterMs: 7 });
});

test('fails a request that stays without an answer, or whose connection is lost', async () => {
  const { socket, server, clock } = setUp();
  socket.open();
  server().accept();
  const slow = failure(socket.request<'call.ice'>({ t: 'call.ice' }));
  clock.advance(1);
  server().say({ t: 'session.media', media: { state: 'ready' } });
  for (let waited = 0; waited < REQUEST_TIMEOUT_MS; waited += 1_000) {
    clock.advance(1_000);
    server().say({ t: 'session.media', media: { state: 'ready' } });
  }
  expect(await slow).toBe('unavailable');
  const cut = failure(socket.request<'call.ice'>({ t: 'call.ice' }));
  server().drop();
  expect(await cut).toBe('unavailable');
  expect(await failure(socket.request<'call.ice'>({ t: 'call.ice' }))).toBe('unavailable');
});

test('refuses what does not fit a frame before it is sent', async () => {
  const { socket, server } = setUp();
  socket.open();
  server().accept();
  const before = server().received.length;
  const text = 'x'.repeat(MAX_FRAME_BYTES);
  const send = { t: 'chat.send', clientId: makeUuid(), conversationId: makeUuid(), text } as const;
  expect(await failure(socket.request<'chat.send'>(send))).toBe('too_large');
  expect(server().received.length).toBe(before);
});

test('comes back after a loss with a welcome of its own', () => {
  const { socket, server, clock, attempts, events } = setUp();
  socket.open();
  server().accept();
  server().drop();
  expect(socket.state).toEqual({ state: 'reconnecting', attempt: 1, nextTryAt: clock.now() + 1_000 });
  clock.advance(1_000);
  expect(attempts.length).toBe(2);
  server().accept();
  expect(socket.state).toEqual({ state: 'open' });
  expect(events.map((event) => event.t)).toEqual(['session.welcome', 'session.welcome']);
});

test('waits longer after each failed attempt, to a ceiling, also when it is welcomed and dropped at once', () => {
  const { socket, server, clock } = setUp();
  socket.open();
  const waits: number[] = [];
  for (let attempt = 0; attempt < 8; attempt += 1) {
    server().accept();
    server().drop();
    if (socket.state.state !== 'reconnecting') throw new Error('It gave up.');
    waits.push(socket.state.nextTryAt - clock.now());
    clock.advance(socket.state.nextTryAt - clock.now());
  }
  expect(waits.slice(0, 4)).toEqual([1_000, 2_000, 4_000, 8_000]);
  expect(waits.at(-1)).toBe(BACKOFF_CEILING_MS);
});

test('tries at once when it is woken, and only once', () => {
  const { socket, server, attempts, wake, clock } = setUp();
  socket.open();
  server().accept();
  server().drop();
  wake();
  expect(attempts.length).toBe(2);
  clock.advance(BACKOFF_CEILING_MS / 2);
  expect(attempts.length).toBe(2);
});

test('pings, and gives up a connection from which nothing comes back', () => {
  const { socket, server, clock, attempts } = setUp();
  socket.open();
  server().accept();
  const first = server();
  clock.advance(HEARTBEAT_MS);
  expect(first.last().up.t).toBe('session.ping');
  first.say({ t: 'session.pong', sentAt: 0, serverTime: 0 });
  clock.advance(HEARTBEAT_MS - 1);
  expect(socket.state.state).toBe('open');
  clock.advance(HEARTBEAT_MS);
  expect(first.closed).toBe(true);
  expect(socket.state.state).toBe('reconnecting');
  clock.advance(BACKOFF_CEILING_MS);
  expect(attempts.length).toBeGreaterThan(1);
});

test('looks for a sign of life at once when it is woken while open', () => {
  const { socket, server, wake } = setUp();
  socket.open();
  server().accept();
  wake();
  expect(server().last().up.t).toBe('session.ping');
});

test('gives up an attempt that is never welcomed', () => {
  const { socket, server, clock, attempts } = setUp();
  socket.open();
  server().onopen?.(new Event('open'));
  clock.advance(60_000);
  expect(attempts.length).toBeGreaterThan(2);
  expect(attempts[0]?.closed).toBe(true);
  expect(socket.state).toEqual({ state: 'connecting' });
});

test.each([
  [closeCodes.signedOut, 'signedOut'],
  [closeCodes.suspended, 'suspended'],
  [closeCodes.versionMismatch, 'versionMismatch'],
] as const)('stays closed after close code %d', (code, reason) => {
  const { socket, server, clock, attempts } = setUp();
  socket.open();
  server().accept();
  server().drop(code);
  clock.advance(60_000);
  expect(socket.state).toEqual({ state: 'closed', reason });
  expect(attempts.length).toBe(1);
});

test('is silent after close, and can be opened again', () => {
  const { socket, server, clock, attempts, states } = setUp();
  socket.open();
  server().accept();
  socket.close();
  socket.close();
  clock.advance(60_000);
  expect(attempts.length).toBe(1);
  expect(server().closed).toBe(true);
  socket.open();
  server().accept();
  expect(states.map(({ state }) => state)).toEqual(['connecting', 'open', 'closed', 'connecting', 'open']);
});

import { createTRPCClient, httpLink, TRPCClientError } from '@trpc/client';
import { decodeDown, encodeUp } from '../../protocol/codec.ts';
import type { Down, DownOf, DownType } from '../../protocol/down.ts';
import type { User } from '../../protocol/chat.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import type { Replies, RequestType, UpInput, UpInputOf } from '../../protocol/up.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import type { AppRouter } from '../../server/trpc/router.ts';

export const PASSWORD = 'correct horse battery';

/** One device: a cookie jar and the typed API. */
export interface TestClient {
  readonly url: string;
  readonly api: ReturnType<typeof createTRPCClient<AppRouter>>;
  /** As the browser would send it; '' while signed out. */
  cookie(): string;
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

export interface SignedIn extends TestClient {
  readonly user: User;
}

export function makeClient(
  server: { readonly url: string },
  headers: Record<string, string> = {},
): TestClient {
  const jar = new Map<string, string>();
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const send = async (address: string, init: RequestInit = {}) => {
    const all = new Headers(init.headers);
    for (const [name, value] of Object.entries(headers)) all.set(name, value);
    if (jar.size > 0) all.set('cookie', cookie());
    const answer = await fetch(address, { ...init, headers: all });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    return answer;
  };
  return {
    url: server.url,
    api: createTRPCClient<AppRouter>({
      links: [
        httpLink({
          url: `${server.url}/trpc`,
          fetch: (input, init) => send(String(input), init as RequestInit),
        }),
      ],
    }),
    cookie,
    fetch: (path, init) => send(new URL(path, server.url).href, init),
  };
}

/** A new account by its display name: "Alice" has the username "alice". */
export async function signUp(
  server: { readonly url: string },
  name: string,
  invite?: string,
): Promise<SignedIn> {
  const client = makeClient(server);
  const account = { username: name.toLowerCase(), name, password: PASSWORD };
  const user = await client.api.auth.signUp.mutate(invite === undefined ? account : { ...account, invite });
  return Object.assign(client, { user });
}

/** Another device of the same person. */
export async function signIn(server: { readonly url: string }, name: string): Promise<SignedIn> {
  const client = makeClient(server);
  const user = await client.api.auth.signIn.mutate({ username: name.toLowerCase(), password: PASSWORD });
  return Object.assign(client, { user });
}

/** The code of the `ParleyError` that a procedure answered; 'ok' where it did not fail. */
export async function codeOf(call: Promise<unknown>): Promise<ErrorCode | 'ok'> {
  try {
    await call;
    return 'ok';
  } catch (error) {
    if (!(error instanceof TRPCClientError)) throw error;
    const data: unknown = error.data;
    if (typeof data !== 'object' || data === null || !('parley' in data)) throw error;
    return (data.parley as { code: ErrorCode }).code;
  }
}

/** A bare WebSocket: the harness sends nothing by itself but hello. */
export interface TestSocket {
  readonly ws: WebSocket;
  readonly received: Down[];
  readonly welcome: DownOf<'session.welcome'>;
  /** Rejects with the server's error. */
  request<T extends RequestType>(up: UpInputOf<T>): Promise<Replies[T]>;
  notify(up: UpInput): void;
  /** The next event of the type, or one that came already and was not taken. */
  next<T extends DownType>(type: T, matches?: (down: DownOf<T>) => boolean): Promise<DownOf<T>>;
  close(): void;
}

const NEXT_TIMEOUT_MS = 5_000;

/** Under the types of the page, which this project has loaded, a WebSocket has no headers. */
const BunWebSocket = WebSocket as unknown as new (url: string, options: Bun.WebSocketOptions) => WebSocket;

export function openWebSocket(client: TestClient, headers: Record<string, string> = {}): WebSocket {
  const address = new URL('/ws', client.url);
  address.protocol = address.protocol.replace('http', 'ws');
  const options = { headers: { origin: client.url, cookie: client.cookie(), ...headers } };
  return new BunWebSocket(address.href, options);
}

export async function connectSocket(
  client: TestClient,
  deviceId: string = crypto.randomUUID(),
): Promise<TestSocket> {
  const ws = openWebSocket(client);
  const socket = new Inbox(ws);
  await new Promise<void>((resolve, reject) => {
    ws.addEventListener('open', () => resolve());
    ws.addEventListener('close', ({ code, reason }) =>
      reject(new Error(`the socket closed: ${code} ${reason}`)),
    );
  });
  ws.send(encodeUp({ t: 'session.hello', version: PROTOCOL_VERSION, deviceId }));
  return Object.assign(socket, { welcome: await socket.next('session.welcome') });
}

class Inbox {
  readonly ws: WebSocket;
  readonly received: Down[] = [];
  readonly #taken = new Set<Down>();
  #waiting: (() => void)[] = [];
  #lastId = 0;

  constructor(ws: WebSocket) {
    this.ws = ws;
    ws.addEventListener('message', ({ data }) => {
      const down = decodeDown(String(data));
      if (!down) throw new Error(`not a frame: ${String(data)}`);
      this.received.push(down);
      // Not in the turn that reads: `await expect(…).rejects` runs the event loop inside itself (Bun's `waitForPromise`), and what
      // another socket receives meanwhile would overwrite the frames of this turn that are not parsed yet.
      setImmediate(() => {
        for (const look of this.#waiting.splice(0)) look();
      });
    });
  }

  async request<T extends RequestType>(up: UpInputOf<T>): Promise<Replies[T]> {
    const id = ++this.#lastId;
    this.ws.send(encodeUp(up as UpInput, id));
    const answer = await this.#take(
      (down) => (down.t === 'ok' || down.t === 'error') && down.id === id,
      `answer to request ${id}`,
    );
    if (answer.t === 'error')
      throw Object.assign(new Error(answer.error.message), { code: answer.error.code });
    return (answer as DownOf<'ok'>).result as Replies[T];
  }

  notify(up: UpInput): void {
    this.ws.send(encodeUp(up));
  }

  async next<T extends DownType>(
    type: T,
    matches: (down: DownOf<T>) => boolean = () => true,
  ): Promise<DownOf<T>> {
    const found = await this.#take((down) => down.t === type && matches(down as DownOf<T>), type);
    return found as DownOf<T>;
  }

  async #take(wanted: (down: Down) => boolean, what: string): Promise<Down> {
    const deadline = performance.now() + NEXT_TIMEOUT_MS;
    for (;;) {
      const found = this.received.find((down) => !this.#taken.has(down) && wanted(down));
      if (found) {
        this.#taken.add(found);
        return found;
      }
      const left = deadline - performance.now();
      if (left <= 0) throw new Error(`no ${what} came`);
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting.push(resolve);
      const timer = setTimeout(resolve, left);
      await promise;
      clearTimeout(timer);
    }
  }

  close(): void {
    this.ws.close();
  }
}

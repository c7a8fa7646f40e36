import { ConfigError, type Config } from '../config.ts';
import { errorResponse, toParleyError } from '../errors.ts';
import { type Caller, describeCaller, type TrustedProxies } from './caller.ts';
import { secure } from './headers.ts';
import { hostOf } from './lan.ts';
import type { TlsFiles } from './tls.ts';

/** Longer than a client's heartbeat, so that quiet downloads and slow phones are not cut off. */
const IDLE_TIMEOUT_S = 60;
const STOP_GRACE_MS = 2_000;
const BODY_SLACK_BYTES = 1024 * 1024;
const ANY_ADDRESS = new Set(['0.0.0.0', '::', '', 'localhost']);

/** The WebSocket half of the server: Bun's handlers, and the check of an upgrade. */
export interface Sockets<T> {
  readonly websocket: Bun.WebSocketHandler<T>;
  /** undefined: upgraded. Throws where it is refused. */
  upgrade(request: Request, server: Bun.Server<T>, caller: Caller): Promise<Response | undefined>;
}

export interface ListenParts<T> {
  readonly config: Pick<Config, 'port' | 'host' | 'tls' | 'uploadLimitBytes'>;
  readonly tls: TlsFiles | null;
  readonly proxies: TrustedProxies;
  readonly sockets: Sockets<T>;
  readonly answer: (request: Request, caller: Caller) => Promise<Response>;
}

export interface Listening<T> {
  readonly server: Bun.Server<T>;
  readonly address: string;
  close(): Promise<void>;
}

/** Throws one sentence where the port is taken or not allowed. */
export function listen<T>(parts: ListenParts<T>): Listening<T> {
  const server = open(parts);
  let closing: Promise<void> | null = null;
  return {
    server,
    address: `${parts.tls ? 'https' : 'http'}://${nameOf(parts.config.host)}:${server.port}`,
    close() {
      closing ??= stop(server);
      return closing;
    },
  };
}

function open<T>({ config, tls, proxies, sockets, answer }: ListenParts<T>): Bun.Server<T> {
  try {
    return Bun.serve<T>({
      port: config.port,
      hostname: config.host,
      reusePort: false,
      development: false,
      idleTimeout: IDLE_TIMEOUT_S,
      maxRequestBodySize: config.uploadLimitBytes + BODY_SLACK_BYTES,
      ...(tls && { tls: { cert: tls.cert, key: tls.key } }),
      websocket: sockets.websocket,
      async fetch(request, bun) {
        const caller = describeCaller(request, bun, proxies);
        const upgrades = new URL(request.url).pathname === '/ws';
        const response = await (upgrades
          ? sockets.upgrade(request, bun, caller)
          : answer(request, caller)
        ).catch((error: unknown) => errorResponse(toParleyError(error)));
        return response && secure(response, { insistOnHttps: caller.secure && staysHttps(request, config) });
      },
    });
  } catch (error) {
    throw new ConfigError(sentenceOf(error, config), { cause: error });
  }
}

/** Not with a certificate that changes with the network's addresses, nor where other programs serve plain http. */
function staysHttps(request: Request, { tls }: Pick<Config, 'tls'>): boolean {
  return tls.kind !== 'self-signed' && new URL(request.url).hostname !== 'localhost';
}

function sentenceOf(error: unknown, { port, host }: ListenParts<unknown>['config']): string {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'EADDRINUSE')
    return `Port ${port} is taken by another program: stop it, or set PORT to another.`;
  if (code === 'EACCES') return `Port ${port} may not be opened by this user: set PORT to one above 1023.`;
  return `Parley cannot listen at ${host}, port ${port}: check HOST and PORT.`;
}

/** What is under way may end; what does not end soon is cut off. */
async function stop(server: Bun.Server<unknown>): Promise<void> {
  const graceful = server.stop(false);
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, STOP_GRACE_MS);
  await Promise.race([graceful, late]);
  clearTimeout(timer);
  await server.stop(true);
}

function nameOf(host: string): string {
  return ANY_ADDRESS.has(host) ? 'localhost' : hostOf(host);
}

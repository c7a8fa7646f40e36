import { connect, type Socket } from 'node:net';

/** A database that is there but silent (stopped, a network that swallows) is given up after this. */
const SILENCE_MS = 6_000;

/**
 * A connection that ends itself when something was asked and no answer came: postgres.js would wait for ever. An
 * idle one stays.
 */
export function openWatchedSocket(
  to: { host: string; port: number; path: string | null },
  silenceMs = SILENCE_MS,
): Socket {
  const socket = to.path === null ? connect(to.port, to.host) : connect(to.path);
  let answeredUpTo = 0;
  socket.on('data', () => {
    answeredUpTo = socket.bytesWritten;
  });
  socket.on('timeout', () => {
    if (socket.bytesWritten > answeredUpTo || socket.connecting) socket.destroy(new SilentDatabase());
  });
  return socket.setTimeout(silenceMs);
}

class SilentDatabase extends Error {
  readonly code = 'CONNECT_TIMEOUT';
  constructor() {
    super('the database does not answer');
  }
}

import { createClient } from 'redis';

const PING_MS = 5_000;
/** Longer than PING_MS: a Redis that no longer answers counts as away. */
const SILENCE_MS = 12_000;
const CONNECT_TIMEOUT_MS = 5_000;
const LONGEST_WAIT_MS = 2_000;

export type RedisClient = ReturnType<typeof createRedisClient>;

/** Not connected yet. Once it was, it comes back by itself; what is asked meanwhile is refused at once. */
export function createRedisClient(url: string) {
  let wasReady = false;
  const client = createClient({
    url,
    disableOfflineQueue: true,
    pingInterval: PING_MS,
    socket: {
      connectTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: SILENCE_MS,
      reconnectStrategy: (retries, cause) =>
        wasReady ? Math.min(50 * 2 ** retries, LONGEST_WAIT_MS) * (0.5 + Math.random() / 2) : cause,
    },
  });
  client.on('ready', () => {
    wasReady = true;
  });
  return client;
}

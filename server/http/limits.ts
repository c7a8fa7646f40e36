import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { rateLimited } from '../../protocol/errors.ts';
import { ConfigError } from '../config.ts';
import type { Logger } from '../log.ts';

const MINUTE = 60;
const CONNECT_TIMEOUT_MS = 5_000;
const LONGEST_WAIT_MS = 2_000;

/** Points in so many seconds, counted per key. The limit of frames is per socket: see bucket.ts. */
const tiers = {
  /** Per session, else per address. */
  general: { points: 300, duration: MINUTE },
  /** Questions after this process's health, per address. */
  probes: { points: 240, duration: MINUTE },
  /** Of files and previews: a long conversation shows many at once. */
  downloads: { points: 1200, duration: MINUTE },
  /** Per address and username. */
  signIn: { points: 10, duration: 15 * MINUTE },
  signInByAddress: { points: 50, duration: 15 * MINUTE },
  /** Per address: a class that signs up together gets in. */
  signUp: { points: 100, duration: 15 * MINUTE },
  /** New uploads, per user. */
  uploads: { points: 60, duration: 10 * MINUTE },
  /** Archives of one's own data, per user: each reads everything. */
  exports: { points: 4, duration: 60 * MINUTE },
  /**
   * New WebSockets: per session once signed in, else per address. An office of many people behind one address must
   * be able to come back at once after a restart.
   */
  sockets: { points: 10, duration: MINUTE },
} as const satisfies Record<string, { points: number; duration: number }>;

export type Tier = keyof typeof tiers;

export interface Limits {
  /** Rejects with `rate_limited`, which tells how long to wait. A request may count as several. */
  take(tier: Tier, key: string, points?: number): Promise<void>;
  close(): Promise<void>;
}

/** Shared by all processes through Redis where there is one; while Redis is away each process counts for itself. */
export async function makeLimits(redisUrl: string | null, log: Logger): Promise<Limits> {
  if (redisUrl === null) return limitsOf(makeMemoryLimiters(), async () => {});
  const client = await connect(redisUrl, log);
  const limiters = eachTier((tier) => {
    const alone = new RateLimiterMemory({ ...tiers[tier], keyPrefix: tier });
    // Who asks whether Redis answers must not have to wait for Redis.
    if (tier === 'probes') return alone;
    return new RateLimiterRedis({
      storeClient: client,
      useRedisPackage: true,
      keyPrefix: `parley:limit:${tier}`,
      insuranceLimiter: alone,
      ...tiers[tier],
    });
  });
  return limitsOf(limiters, async () => client.destroy());
}

/** A Redis that is away at the start is a mistake of the operator; later it is waited for. */
async function connect(url: string, log: Logger) {
  let known = false;
  const reconnectStrategy = (retries: number, cause: Error) =>
    known ? Math.min(100 * 2 ** retries, LONGEST_WAIT_MS) : cause;
  const socket = { connectTimeout: CONNECT_TIMEOUT_MS, reconnectStrategy };
  const { createClient } = await import('redis');
  const client = createClient({ url, disableOfflineQueue: true, socket });
  client.on('error', (error: Error) => log.debug({ reason: error.message }, 'limits: Redis is away'));
  try {
    await client.connect();
    known = true;
    return client;
  } catch (error) {
    throw new ConfigError(`The Redis of REDIS_URL cannot be used: ${reasonOf(error, new URL(url).host)}`, {
      cause: error,
    });
  }
}

function reasonOf(error: unknown, host: string): string {
  const refused = error instanceof Error && /^(WRONGPASS|NOAUTH|NOPERM)/.test(error.message);
  return refused ? `${host} does not let this user in.` : `nothing answers at ${host}.`;
}

type Limiters = Record<Tier, RateLimiterMemory | RateLimiterRedis>;

function makeMemoryLimiters(): Limiters {
  return eachTier((tier) => new RateLimiterMemory({ ...tiers[tier], keyPrefix: tier }));
}

function eachTier<T>(make: (tier: Tier) => T): Record<Tier, T> {
  return {
    general: make('general'),
    probes: make('probes'),
    downloads: make('downloads'),
    signIn: make('signIn'),
    signInByAddress: make('signInByAddress'),
    signUp: make('signUp'),
    uploads: make('uploads'),
    exports: make('exports'),
    sockets: make('sockets'),
  };
}

function limitsOf(limiters: Limiters, closeStore: () => Promise<void>): Limits {
  let closing: Promise<void> | null = null;
  return {
    async take(tier, key, points = 1) {
      try {
        await limiters[tier].consume(key, points);
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) throw rateLimited(refusal.msBeforeNext);
        throw refusal;
      }
    },
    close() {
      closing ??= closeStore();
      return closing;
    },
  };
}

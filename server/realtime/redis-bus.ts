import { unavailable } from '../../protocol/errors.ts';
import type { Logger } from '../log.ts';
import type { Bus } from './bus.ts';
import { makeListeners } from './listeners.ts';
import { createRedisClient, type RedisClient } from './redis-client.ts';

/** Every process subscribes once, to all of it: subscriptions of this process are a matter of its own tables. */
const PREFIX = 'parley:';
/** Carries word of a publisher that was away: what it had to tell meanwhile reached no other process. */
const GAP_CHANNEL = `${PREFIX}gap`;
const PING_TIMEOUT_MS = 2_000;

/**
 * The bus over Redis or Valkey. While Redis is away the subscribers of this process still hear what this process
 * publishes; when it is back, every process is told of the gap. Rejects if Redis cannot be reached at the start.
 */
export async function makeRedisBus(url: string, log: Logger): Promise<Bus> {
  const bus = new RedisBus(url, log);
  await bus.connect();
  return bus;
}

class RedisBus implements Bus {
  readonly #log: Logger;
  readonly #listeners: ReturnType<typeof makeListeners>;
  readonly #publisher: RedisClient;
  readonly #subscriber: RedisClient;
  readonly #gapListeners = new Set<() => void>();
  /** Something was published that other processes may not have heard. */
  #unheard = false;
  #away = false;
  #closing: Promise<void> | null = null;

  constructor(url: string, log: Logger) {
    this.#log = log;
    this.#listeners = makeListeners(log);
    this.#publisher = createRedisClient(url);
    this.#subscriber = createRedisClient(url);
  }

  async connect(): Promise<void> {
    for (const client of [this.#publisher, this.#subscriber])
      client.on('error', (error) => this.#lost(error));
    try {
      await Promise.all([this.#publisher.connect(), this.#subscriber.connect()]);
    } catch (error) {
      await this.close();
      throw unavailable('Redis cannot be reached.', error);
    }
    await this.#subscriber.pSubscribe(`${PREFIX}*`, (payload, name) => this.#heard(name, payload));
    this.#publisher.on('ready', () => this.#publisherBack());
    this.#subscriber.on('ready', () => this.#subscriberBack());
  }

  publish(channel: string, payload: string): void {
    if (!this.#publisher.isReady) return this.#publishHere(channel, payload);
    this.#publisher.publish(PREFIX + channel, payload).catch(() => this.#publishHere(channel, payload));
  }

  subscribe(channel: string, listener: (payload: string) => void): () => void {
    return this.#listeners.add(channel, listener);
  }

  onGap(listener: () => void): () => void {
    this.#gapListeners.add(listener);
    return () => this.#gapListeners.delete(listener);
  }

  async ping(): Promise<void> {
    if (!this.#publisher.isReady || !this.#subscriber.isReady) throw unavailable('Redis is away.');
    const answer = this.#publisher.ping();
    const late = Bun.sleep(PING_TIMEOUT_MS).then(() => Promise.reject(new Error('no answer')));
    await Promise.race([answer, late]).catch((error: unknown) => {
      throw unavailable('Redis is away.', error);
    });
  }

  close(): Promise<void> {
    this.#closing ??= (async () => {
      this.#listeners.clear();
      this.#gapListeners.clear();
      for (const client of [this.#publisher, this.#subscriber]) {
        if (client.isReady) await client.close().catch(() => {});
        else if (client.isOpen) client.destroy();
      }
    })();
    return this.#closing;
  }

  #heard(name: string, payload: string): void {
    if (name === GAP_CHANNEL) this.#tellGap();
    else this.#listeners.deliver(name.slice(PREFIX.length), payload);
  }

  #publishHere(channel: string, payload: string): void {
    this.#unheard = true;
    this.#listeners.deliver(channel, payload);
  }

  #publisherBack(): void {
    this.#announceReturn();
    if (!this.#unheard) return;
    this.#unheard = false;
    this.#publisher.publish(GAP_CHANNEL, '').catch(() => {
      this.#unheard = true;
    });
  }

  #subscriberBack(): void {
    this.#announceReturn();
    this.#tellGap();
  }

  #tellGap(): void {
    for (const listener of [...this.#gapListeners]) listener();
  }

  #lost(error: unknown): void {
    if (this.#closing || this.#away) return;
    this.#away = true;
    this.#log.warn({ err: error }, 'the bus is away');
  }

  #announceReturn(): void {
    if (!this.#away || !this.#publisher.isReady || !this.#subscriber.isReady) return;
    this.#away = false;
    this.#log.info('the bus is back');
  }
}

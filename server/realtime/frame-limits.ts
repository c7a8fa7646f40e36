import { rateLimited } from '../../protocol/errors.ts';
import type { UpType } from '../../protocol/up.ts';
import type { Clock } from '../clock.ts';
import { TokenBucket } from '../http/bucket.ts';

const PERIOD_MS = 10_000;
/** Messages, and changes of messages: each is a commit and an event to everyone. */
const SENDS = 30;
const SEND_TYPES: ReadonlySet<UpType> = new Set<UpType>([
  'chat.send',
  'chat.edit',
  'chat.delete',
  'chat.react',
  'chat.pin',
  'chat.vote',
  'chat.closePoll',
]);
/** Each rings, and leaves a line in the conversation. */
const CALLS = 10;
const OTHERS = 300;
/** ICE candidates of a large mesh come in bursts. */
const SIGNALS = 1_500;
/** A client that keeps sending after it was told to wait is not one of ours. */
const FRAMES = 4_000;

/** How much one socket may say. */
export class FrameLimits {
  readonly #sends: TokenBucket;
  readonly #calls: TokenBucket;
  readonly #others: TokenBucket;
  readonly #signals: TokenBucket;
  readonly #frames: TokenBucket;

  constructor(clock: Clock) {
    const bucket = (capacity: number) => new TokenBucket(capacity, PERIOD_MS, () => clock.now());
    this.#sends = bucket(SENDS);
    this.#calls = bucket(CALLS);
    this.#others = bucket(OTHERS);
    this.#signals = bucket(SIGNALS);
    this.#frames = bucket(FRAMES);
  }

  /** Asked before a frame is even looked at. */
  isFlood(): boolean {
    return this.#frames.take() > 0;
  }

  /** Throws `rate_limited`, which tells how long to wait. */
  take(type: UpType): void {
    const waitMs = this.#bucketOf(type).take();
    if (waitMs > 0) throw rateLimited(waitMs);
  }

  #bucketOf(type: UpType): TokenBucket {
    if (SEND_TYPES.has(type)) return this.#sends;
    if (type === 'call.start') return this.#calls;
    return type === 'call.signal' ? this.#signals : this.#others;
  }
}

import { rateLimited } from '../../protocol/errors.ts';
import type { UpType } from '../../protocol/up.ts';
import type { Clock } from '../clock.ts';
import { type Allowance, TokenBucket } from '../http/bucket.ts';

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
  'meet.say',
  'meet.start',
  'meet.next',
]);
/** Each rings, and leaves a line in the conversation. */
const CALLS = 10;
const OTHERS = 300;
/** ICE candidates of a large mesh come in bursts. */
const SIGNALS = 1_500;
/** A client that keeps sending after it was told to wait is not one of ours. */
const FRAMES = 4_000;

type Kind = 'sends' | 'calls' | 'others' | 'signals' | 'frames';

const ALLOWANCES: Readonly<Record<Kind, Allowance>> = {
  sends: { capacity: SENDS, periodMs: PERIOD_MS },
  calls: { capacity: CALLS, periodMs: PERIOD_MS },
  others: { capacity: OTHERS, periodMs: PERIOD_MS },
  signals: { capacity: SIGNALS, periodMs: PERIOD_MS },
  frames: { capacity: FRAMES, periodMs: PERIOD_MS },
};

export type MakeFrameLimits = (clock: Clock) => Pick<FrameLimits, 'isFlood' | 'take'>;

/** How much one socket may say. Most only listen: a bucket is made when it is first taken from. */
export class FrameLimits {
  readonly #clock: Clock;
  #sends: TokenBucket | undefined;
  #calls: TokenBucket | undefined;
  #others: TokenBucket | undefined;
  #signals: TokenBucket | undefined;
  #frames: TokenBucket | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Asked before a frame is even looked at. */
  isFlood(): boolean {
    return this.#bucketOf('frames').take(this.#clock.now()) > 0;
  }

  /** Throws `rate_limited`, which tells how long to wait. */
  take(type: UpType): void {
    const waitMs = this.#bucketOf(kindOf(type)).take(this.#clock.now());
    if (waitMs > 0) throw rateLimited(waitMs);
  }

  #bucketOf(kind: Kind): TokenBucket {
    switch (kind) {
      case 'sends':
        return (this.#sends ??= this.#full(kind));
      case 'calls':
        return (this.#calls ??= this.#full(kind));
      case 'others':
        return (this.#others ??= this.#full(kind));
      case 'signals':
        return (this.#signals ??= this.#full(kind));
      case 'frames':
        return (this.#frames ??= this.#full(kind));
      default:
        return kind satisfies never;
    }
  }

  #full(kind: Kind): TokenBucket {
    return new TokenBucket(ALLOWANCES[kind], this.#clock.now());
  }
}

function kindOf(type: UpType): Kind {
  if (SEND_TYPES.has(type)) return 'sends';
  if (type === 'call.start') return 'calls';
  return type === 'call.signal' || type === 'direct.signal' ? 'signals' : 'others';
}

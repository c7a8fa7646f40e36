import type { UserId } from '../../protocol/ids.ts';
import type { Clock } from '../clock.ts';
import { Matchmaker, type Pair, type SeatKey, type Seeker } from './matchmaker.ts';
import type { MeetQueue, QueueEvents } from './queue.ts';
import { WIDEN_AFTER_MS } from './seat.ts';

export interface MemoryQueueParts extends QueueEvents {
  readonly clock: Clock;
  readonly node: string;
}

/** The queue of a Parley that is one process: the matchmaker, told the time when it has something to do. */
export class MemoryQueue implements MeetQueue {
  readonly #parts: MemoryQueueParts;
  readonly #matchmaker = new Matchmaker(WIDEN_AFTER_MS);
  #cancelWidening = () => {};
  /** What is waited for. */
  #wideningAt: number | null = null;
  #closed = false;

  constructor(parts: MemoryQueueParts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#matchmaker.size;
  }

  has(seat: SeatKey): boolean {
    return this.#matchmaker.has(seat);
  }

  async enter(seeker: Seeker): Promise<void> {
    const pair = this.#matchmaker.enter(seeker, this.#parts.clock.now());
    if (pair) this.#tell(pair);
    this.#widenLater();
  }

  leave(seat: SeatKey): void {
    this.#matchmaker.leave(seat);
  }

  async keepApart(a: UserId, b: UserId): Promise<void> {
    this.#matchmaker.keepApart(a, b, Infinity);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelWidening();
  }

  #widenLater(): void {
    const next = this.#closed ? null : this.#matchmaker.nextWidening;
    if (next === this.#wideningAt) return;
    this.#cancelWidening();
    this.#wideningAt = next;
    if (next === null) return;
    const { clock } = this.#parts;
    this.#cancelWidening = clock.after(Math.max(0, next - clock.now()), () => {
      this.#wideningAt = null;
      for (const pair of this.#matchmaker.widen(clock.now())) this.#tell(pair);
      this.#widenLater();
    });
  }

  #tell(pair: Pair): void {
    const { node, onFound } = this.#parts;
    onFound({ ...pair, nodes: [node, node] });
  }
}

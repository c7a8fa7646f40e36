/** Who reads so slowly that this much waits is closed with a typed code and resumes from the database. */
const SLOW_BYTES = 1024 * 1024;
/** Past this, what is gone in a moment anyway (typing, presence) is not added to what waits. */
const CONGESTED_BYTES = SLOW_BYTES / 4;
/** All are looked at again whenever so much was published: nobody gets far past a limit between two looks. */
const LOOK_EVERY_BYTES = SLOW_BYTES / 2;

/** Bun's own limit ends a socket without a code: only for what happens between two looks. */
export const HARD_LIMIT_BYTES = 4 * SLOW_BYTES;

export interface Reader {
  /** Bytes that wait because their reader is slow. */
  readonly waiting: () => number;
  /** A welcome may be large and the line slow: what waits because of it does not count. */
  allowance: number;
}

/** How far the readers of this process lag behind what is sent to them. */
export class Backlog<R extends Reader> {
  readonly #congested = new Set<R>();
  #sentBytes = 0;

  /** True: it is time to look at all readers. */
  published(frame: string): boolean {
    this.#sentBytes += frame.length;
    return this.#sentBytes >= LOOK_EVERY_BYTES;
  }

  /** Answers those that are too slow to be kept. */
  look(readers: Iterable<R>): R[] {
    this.#sentBytes = 0;
    const slow: R[] = [];
    for (const reader of readers) if (this.isTooSlow(reader)) slow.push(reader);
    return slow;
  }

  isTooSlow(reader: R): boolean {
    const waiting = reader.waiting() - reader.allowance;
    if (waiting > CONGESTED_BYTES) this.#congested.add(reader);
    else this.#congested.delete(reader);
    return waiting > SLOW_BYTES;
  }

  get isAnyCongested(): boolean {
    return this.#congested.size > 0;
  }

  isCongested(reader: R): boolean {
    return this.#congested.has(reader);
  }

  /** It has read all that waited, or it is gone. */
  caughtUp(reader: R): void {
    this.#congested.delete(reader);
  }
}

/** So many at once, and so many per period in the long run. */
export interface Allowance {
  readonly capacity: number;
  readonly periodMs: number;
}

/** Synchronous: for the frames of one socket, of which there are many: it holds no more than it must. */
export class TokenBucket {
  readonly #allowance: Allowance;
  #tokens: number;
  #filledAt: number;

  constructor(allowance: Allowance, now: number) {
    this.#allowance = allowance;
    this.#tokens = allowance.capacity;
    this.#filledAt = now;
  }

  /** 0: taken. Otherwise nothing was taken, and one will be there after so many milliseconds. */
  take(now: number): number {
    this.#refill(now);
    if (this.#tokens >= 1) {
      this.#tokens -= 1;
      return 0;
    }
    const { capacity, periodMs } = this.#allowance;
    return Math.ceil(((1 - this.#tokens) * periodMs) / capacity);
  }

  #refill(now: number): void {
    const { capacity, periodMs } = this.#allowance;
    const gained = (Math.max(0, now - this.#filledAt) * capacity) / periodMs;
    this.#tokens = Math.min(capacity, this.#tokens + gained);
    this.#filledAt = now;
  }
}

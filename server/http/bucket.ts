/** At most `capacity` at once and `capacity` per `periodMs` in the long run. Synchronous: for the frames of one socket. */
export class TokenBucket {
  readonly #capacity: number;
  readonly #periodMs: number;
  readonly #now: () => number;
  #tokens: number;
  #filledAt: number;

  constructor(capacity: number, periodMs: number, now: () => number) {
    this.#capacity = capacity;
    this.#periodMs = periodMs;
    this.#now = now;
    this.#tokens = capacity;
    this.#filledAt = now();
  }

  /** 0: taken. Otherwise nothing was taken, and one will be there after so many milliseconds. */
  take(): number {
    this.#refill();
    if (this.#tokens >= 1) {
      this.#tokens -= 1;
      return 0;
    }
    return Math.ceil(((1 - this.#tokens) * this.#periodMs) / this.#capacity);
  }

  #refill(): void {
    const now = this.#now();
    const gained = (Math.max(0, now - this.#filledAt) * this.#capacity) / this.#periodMs;
    this.#tokens = Math.min(this.#capacity, this.#tokens + gained);
    this.#filledAt = now;
  }
}

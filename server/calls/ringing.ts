import type { UserId } from '../../protocol/ids.ts';
import { RING_TIMEOUT_MS } from '../../protocol/limits.ts';
import type { Clock } from '../clock.ts';

/** The users whose devices ring, until they answer, decline, or time runs out. */
export class Ringing {
  readonly #clock: Clock;
  readonly #onTimeout: () => void;
  #users: readonly UserId[] = [];
  #cancel = () => {};

  constructor(clock: Clock, onTimeout: () => void) {
    this.#clock = clock;
    this.#onTimeout = onTimeout;
  }

  get users(): UserId[] {
    return [...this.#users];
  }

  start(users: readonly UserId[]): void {
    this.#users = users;
    if (users.length > 0) this.#cancel = this.#clock.after(RING_TIMEOUT_MS, () => this.#timeOut());
  }

  has(userId: UserId): boolean {
    return this.#users.includes(userId);
  }

  /** False where this user did not ring. */
  stop(userId: UserId): boolean {
    if (!this.has(userId)) return false;
    this.#users = this.#users.filter((user) => user !== userId);
    if (this.#users.length === 0) this.#cancel();
    return true;
  }

  close(): void {
    this.#cancel();
    this.#users = [];
  }

  #timeOut(): void {
    this.#users = [];
    this.#onTimeout();
  }
}

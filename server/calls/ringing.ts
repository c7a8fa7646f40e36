import type { UserId } from '../../protocol/ids.ts';
import type { CallFacts } from './call-event.ts';

/** The users whose devices ring, until they answer, decline, or time runs out. */
export class Ringing {
  readonly #facts: Pick<CallFacts, 'clock' | 'ringMs'>;
  readonly #onTimeout: () => void;
  #users: readonly UserId[] = [];
  #cancel = () => {};

  constructor(facts: Pick<CallFacts, 'clock' | 'ringMs'>, onTimeout: () => void) {
    this.#facts = facts;
    this.#onTimeout = onTimeout;
  }

  get users(): UserId[] {
    return [...this.#users];
  }

  start(users: readonly UserId[]): void {
    this.#users = users;
    const { clock, ringMs } = this.#facts;
    if (users.length > 0) this.#cancel = clock.after(ringMs, () => this.#timeOut());
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

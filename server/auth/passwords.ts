import { ParleyError } from '../../protocol/errors.ts';

const ARGON2ID = { algorithm: 'argon2id', memoryCost: 19_456, timeCost: 2 } as const;
/** About two seconds of work: who comes later is told to come back. */
const MAX_WAITING = 60;
const RETRY_AFTER_MS = 3_000;

/** Hashes and checks one password at a time, so that a flood of sign-ins leaves the machine to everything else. */
export class Passwords {
  readonly #decoy: string;
  readonly #maxWaiting: number;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(decoy: string, maxWaiting: number) {
    this.#decoy = decoy;
    this.#maxWaiting = maxWaiting;
  }

  hash(password: string): Promise<string> {
    return this.#inTurn(() => Bun.password.hash(password, ARGON2ID));
  }

  /** null: there is no such account. Takes as long as for one that there is, and answers false. */
  async verify(password: string, hash: string | null): Promise<boolean> {
    const matches = await this.#inTurn(() => Bun.password.verify(password, hash ?? this.#decoy));
    return matches && hash !== null;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#waiting >= this.#maxWaiting) {
      const options = { retryAfterMs: RETRY_AFTER_MS };
      throw new ParleyError('busy', 'Too many people are signing in at this moment.', options);
    }
    this.#waiting += 1;
    const result = this.#last.then(work);
    this.#last = result.then(
      () => this.#done(),
      () => this.#done(),
    );
    return result;
  }

  #done(): void {
    this.#waiting -= 1;
  }
}

export async function makePasswords(maxWaiting = MAX_WAITING): Promise<Passwords> {
  return new Passwords(await Bun.password.hash(crypto.randomUUID(), ARGON2ID), maxWaiting);
}

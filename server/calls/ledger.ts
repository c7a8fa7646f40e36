import type { CallId } from '../../protocol/ids.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { CallBooks, CallHistory } from './books.ts';
import type { CallSubject, EndedCall } from './call-event.ts';

const FIRST_RETRY_MS = 1_000;
const ATTEMPTS = 7;

export interface LedgerParts {
  readonly books: CallBooks;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Writes calls down behind their back, in order per call: a call goes on while the database is away. */
export class Ledger {
  readonly #parts: LedgerParts;
  readonly #queues = new Map<CallId, Promise<void>>();
  readonly #waiting = new Set<() => void>();
  #closing = false;

  constructor(parts: LedgerParts) {
    this.#parts = parts;
  }

  opened(call: CallSubject, startedAt: number): void {
    this.#enqueue(call.id, () => this.#parts.books.opened(call, startedAt));
  }

  ended(call: EndedCall, history: CallHistory): void {
    this.#enqueue(call.id, () => this.#parts.books.ended(call, history));
  }

  /** Resolves when what was to be written is written, or was tried once more. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const goOn of this.#waiting) goOn();
    await Promise.all(this.#queues.values());
  }

  #enqueue(callId: CallId, write: () => Promise<void>): void {
    const before = this.#queues.get(callId) ?? Promise.resolve();
    const queue = this.#after(before, callId, write);
    this.#queues.set(callId, queue);
    void queue.finally(() => this.#queues.get(callId) === queue && this.#queues.delete(callId));
  }

  async #after(before: Promise<void>, callId: CallId, write: () => Promise<void>): Promise<void> {
    await before;
    await this.#insist(callId, write);
  }

  async #insist(callId: CallId, write: () => Promise<void>): Promise<void> {
    const { clock, log } = this.#parts;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        return await write();
      } catch (error) {
        log.warn({ call: callId, error: String(error) }, 'a call could not be written down');
        if (this.#closing) return;
        const { promise, resolve } = Promise.withResolvers<void>();
        const cancel = clock.after(FIRST_RETRY_MS * 2 ** attempt, resolve);
        this.#waiting.add(resolve);
        await promise;
        this.#waiting.delete(resolve);
        cancel();
      }
    }
  }
}

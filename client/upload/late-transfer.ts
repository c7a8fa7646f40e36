import type { StartTransfer, Transfer, TransferEvents } from './transfer.ts';

/** Transfers whose code comes with the first of them: one whose code does not come is interrupted, and asks again when it goes on. */
export function lateTransfers(load: () => Promise<StartTransfer>): StartTransfer {
  return (file, events) => new LateTransfer(async () => (await load())(file, events), events);
}

class LateTransfer implements Transfer {
  readonly #begin: () => Promise<Transfer>;
  readonly #events: TransferEvents;
  #begun: Transfer | null = null;
  #isComing = false;
  #isOver = false;

  constructor(begin: () => Promise<Transfer>, events: TransferEvents) {
    this.#begin = begin;
    this.#events = events;
    this.resume();
  }

  resume(): void {
    if (this.#begun) return this.#begun.resume();
    if (this.#isComing || this.#isOver) return;
    this.#isComing = true;
    void this.#come();
  }

  cancel(): void {
    this.#isOver = true;
    this.#begun?.cancel();
  }

  async #come(): Promise<void> {
    try {
      this.#begun = await this.#begin();
      // Nothing of it shall stay at the server either.
      if (this.#isOver) this.#begun.cancel();
    } catch {
      // Whoever hears of it may go on at once.
      this.#isComing = false;
      if (!this.#isOver) this.#events.onInterrupted();
    }
  }
}

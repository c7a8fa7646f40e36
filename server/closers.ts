import type { Logger } from './log.ts';

/** What was opened, closed in the reverse order; one that fails does not keep the rest open. */
export class Closers {
  readonly #log: Logger;
  readonly #opened: { name: string; close: () => void | Promise<void> }[] = [];
  #closing: Promise<void> | null = null;

  constructor(log: Logger) {
    this.#log = log;
  }

  add(name: string, close: () => void | Promise<void>): void {
    this.#opened.push({ name, close });
  }

  close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  async #closeAll(): Promise<void> {
    for (const { name, close } of this.#opened.toReversed()) {
      try {
        await close();
      } catch (error) {
        this.#log.warn({ err: error, part: name }, 'a part did not close in order');
      }
    }
  }
}

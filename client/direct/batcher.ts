/** Handed on at once: a message to a worker, and a writing, cost as much as many parts of a file. */
export const BATCH_BYTES = 1024 * 1024;
/** More than wait for the worker at a time while the disk keeps up. */
const MAX_SPARE = 4;

/**
 * Gathers what comes in small parts into whole MiBs. Their memory is used again when it comes back: memory that is new
 * costs more than the copying.
 */
export class Batcher {
  readonly #handOver: (batch: Uint8Array<ArrayBuffer>) => void;
  readonly #spare: ArrayBuffer[] = [];
  #batch: Uint8Array<ArrayBuffer> | null = null;
  #filled = 0;

  /** What is handed over belongs to whoever takes it until it is given back. */
  constructor(handOver: (batch: Uint8Array<ArrayBuffer>) => void) {
    this.#handOver = handOver;
  }

  /** The bytes stay the caller's. */
  add(bytes: Uint8Array<ArrayBuffer>): void {
    for (let at = 0; at < bytes.length; ) {
      this.#batch ??= new Uint8Array(this.#spare.pop() ?? new ArrayBuffer(BATCH_BYTES));
      const part = bytes.subarray(at, at + BATCH_BYTES - this.#filled);
      this.#batch.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === BATCH_BYTES) this.flush();
    }
  }

  /** What was gathered goes, though it is not a whole batch. */
  flush(): void {
    const batch = this.#batch?.subarray(0, this.#filled);
    this.#batch = null;
    this.#filled = 0;
    if (batch) this.#handOver(batch);
  }

  giveBack(memory: ArrayBuffer): void {
    if (this.#spare.length < MAX_SPARE && memory.byteLength === BATCH_BYTES) this.#spare.push(memory);
  }
}

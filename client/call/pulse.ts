import type { Clock } from '../clock.ts';

export interface PulseOptions {
  readonly clock: Clock;
  /** Something is to come up or to go down: look often. */
  readonly inHaste: () => boolean;
  readonly beat: () => Promise<void>;
}

const HASTE_MS = 150;
const QUIET_MS = 2_000;

/** Runs `beat` again and again, one at a time. */
export class Pulse {
  readonly #options: PulseOptions;
  #cancel: () => void = () => undefined;
  #armedFor = 0;
  #beating = false;
  #closed = false;

  constructor(options: PulseOptions) {
    this.#options = options;
    this.#arm(HASTE_MS);
  }

  /** To be told whenever `inHaste` may have become true. */
  hasten(): void {
    if (!this.#beating && this.#armedFor > HASTE_MS && this.#options.inHaste()) this.#arm(HASTE_MS);
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
  }

  #arm(delayMs: number): void {
    this.#cancel();
    if (this.#closed) return;
    this.#armedFor = delayMs;
    this.#cancel = this.#options.clock.after(delayMs, () => void this.#run());
  }

  async #run(): Promise<void> {
    this.#beating = true;
    // Counters of a connection that closes meanwhile cannot be read: the next beat reads what is left.
    await this.#options.beat().catch(() => undefined);
    this.#beating = false;
    this.#arm(this.#options.inHaste() ? HASTE_MS : QUIET_MS);
  }
}

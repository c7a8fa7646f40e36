import type { Signal } from '../../protocol/call.ts';
import type { ParticipantId } from '../../protocol/ids.ts';
import type { Clock } from '../clock.ts';
import { isPassing } from './sfu-request.ts';

export interface Letter {
  readonly to: ParticipantId;
  readonly epoch: number;
  readonly signal: Signal;
}

const RETRY_MS = 1_000;

/**
 * Hands signals to the server in their order. What got no answer because the socket broke is sent again, in order, once
 * this device is back in the call; receivers bear a signal that comes twice. A refused one (its epoch is over, its
 * addressee gone) is dropped.
 */
export class SignalPost {
  readonly #send: (letter: Letter) => Promise<unknown>;
  readonly #clock: Clock;
  readonly #pending = new Set<Letter>();
  #open: boolean;
  /** Counts the connections, so that an answer of an earlier one settles nothing. */
  #round = 0;
  #cancelRetry: () => void = () => undefined;

  constructor(send: (letter: Letter) => Promise<unknown>, clock: Clock, open: boolean) {
    this.#send = send;
    this.#clock = clock;
    this.#open = open;
  }

  post(letter: Letter): void {
    this.#pending.add(letter);
    if (this.#open) void this.#try(letter);
  }

  pause(): void {
    this.#open = false;
    this.#cancelRetry();
  }

  resume(): void {
    this.#open = true;
    this.#round += 1;
    for (const letter of this.#pending) void this.#try(letter);
  }

  close(): void {
    this.pause();
    this.#pending.clear();
  }

  async #try(letter: Letter): Promise<void> {
    const round = this.#round;
    try {
      await this.#send(letter);
      this.#pending.delete(letter);
    } catch (error) {
      if (round !== this.#round) return;
      if (isPassing(error)) this.#retryLater();
      else this.#pending.delete(letter);
    }
  }

  #retryLater(): void {
    if (!this.#open) return;
    this.#cancelRetry();
    this.#cancelRetry = this.#clock.after(RETRY_MS, () => this.resume());
  }
}

import { MEET_LEASE_MS } from '../../protocol/limits.ts';
import type { PastMeeting } from '../../protocol/meet.ts';
import type { Clock } from '../clock.ts';

/**
 * How meetings ended whose page was away then. Its process cannot be known before it comes back, so every process keeps
 * it, for as long as a seat would be.
 */
export class Endings {
  readonly #clock: Clock;
  readonly #kept = new Map<string, { readonly past: PastMeeting; readonly cancel: () => void }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  keep(seat: string, past: PastMeeting): void {
    this.forget(seat);
    this.#kept.set(seat, { past, cancel: this.#clock.after(MEET_LEASE_MS, () => this.forget(seat)) });
  }

  find(seat: string): PastMeeting | null {
    return this.#kept.get(seat)?.past ?? null;
  }

  forget(seat: string): void {
    this.#kept.get(seat)?.cancel();
    this.#kept.delete(seat);
  }

  close(): void {
    for (const seat of [...this.#kept.keys()]) this.forget(seat);
  }
}

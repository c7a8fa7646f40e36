import type { LiveCall } from '../../protocol/call.ts';
import type { Clock } from '../clock.ts';

const FIRST_REST_MS = 15_000;
const LONGEST_REST_MS = 120_000;

/** Whether this device said that it cannot reach the SFU, and when it tries again. A new switch is a new chance. */
export class SfuTrouble {
  readonly #clock: Clock;
  readonly #onRested: () => void;
  #lostEpoch: number | null = null;
  #resting = false;
  #restMs = FIRST_REST_MS;
  #cancelRest: () => void = () => undefined;

  constructor(clock: Clock, onRested: () => void) {
    this.#clock = clock;
    this.#onRested = onRested;
  }

  get isLost(): boolean {
    return this.#lostEpoch !== null;
  }

  get mayTry(): boolean {
    return !this.#resting;
  }

  /** Answers the epoch to say `call.failed` of, if the SFU is still asked for. */
  fail(call: LiveCall): number | null {
    this.#lostEpoch = epochOf(call);
    this.#resting = true;
    this.#cancelRest();
    this.#cancelRest = this.#clock.after(this.#restMs, () => {
      this.#resting = false;
      this.#onRested();
    });
    this.#restMs = Math.min(2 * this.#restMs, LONGEST_REST_MS);
    return this.#lostEpoch;
  }

  heard(call: LiveCall): void {
    if (this.#lostEpoch !== null && epochOf(call) !== this.#lostEpoch) this.clear();
  }

  clear(): void {
    this.close();
    this.#lostEpoch = null;
    this.#resting = false;
    this.#restMs = FIRST_REST_MS;
  }

  close(): void {
    this.#cancelRest();
  }
}

function epochOf({ topology, switching }: LiveCall): number | null {
  if (switching?.to === 'sfu') return switching.epoch;
  return topology.kind === 'sfu' ? topology.epoch : null;
}

import type { Clock } from '../clock.ts';

/** A connection that is there but silent often comes back by itself. */
const DISCONNECTED_MS = 2_000;
const RESTART_MS = 6_000;
const LONGEST_MS = 30_000;

export interface LadderOptions {
  readonly clock: Clock;
  /** How long a connection has to come up before it is made anew. */
  readonly connectMs: number;
  restartIce(): void;
  startOver(): void;
}

/** What is tried, and when, to get a peer connection up: wait, ICE restart, a new connection, again with longer waits. */
export class Ladder {
  readonly #options: LadderOptions;
  #cancel: () => void = () => undefined;
  /** What fell due while no signal could reach the other end. */
  #held: (() => void) | null = null;
  #reachable: boolean;
  #connectMs: number;

  constructor(options: LadderOptions, reachable: boolean) {
    this.#options = options;
    this.#reachable = reachable;
    this.#connectMs = options.connectMs;
    this.#arm(this.#connectMs, () => this.#startOver());
  }

  heard(state: RTCPeerConnectionState): void {
    if (state === 'connected') {
      this.#connectMs = this.#options.connectMs;
      this.close();
    } else if (state === 'disconnected') this.#arm(DISCONNECTED_MS, () => this.restart());
    else if (state === 'failed') this.#arm(0, () => this.restart());
  }

  restart(): void {
    this.#options.restartIce();
    this.#arm(RESTART_MS, () => this.#startOver());
  }

  /** The other end began a connection anew: it gets the whole time to come up. */
  begun(): void {
    this.#arm(this.#connectMs, () => this.#startOver());
  }

  fail(): void {
    this.#arm(DISCONNECTED_MS, () => this.#startOver());
  }

  setReachable(reachable: boolean): void {
    this.#reachable = reachable;
    const held = this.#held;
    if (!reachable || !held) return;
    this.#held = null;
    held();
  }

  close(): void {
    this.#cancel();
    this.#held = null;
  }

  #startOver(): void {
    this.#connectMs = Math.min(this.#connectMs * 1.5, LONGEST_MS);
    this.#options.startOver();
    this.#arm(this.#connectMs, () => this.#startOver());
  }

  #arm(delayMs: number, step: () => void): void {
    this.close();
    this.#cancel = this.#options.clock.after(delayMs, () => {
      if (this.#reachable) step();
      else this.#held = step;
    });
  }
}

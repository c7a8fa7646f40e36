import { ParleyError, unavailable, type WireError } from '../../protocol/errors.ts';
import { REQUEST_TIMEOUT_MS } from '../../protocol/limits.ts';
import type { Replies, RequestType } from '../../protocol/up.ts';
import type { Clock } from '../clock.ts';

interface Waiting {
  resolve(result: unknown): void;
  reject(error: ParleyError): void;
  stopTimer(): void;
}

/** The requests of one connection that wait for their answers. */
export class Requests {
  readonly #clock: Clock;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `send` gets the id that the answer will carry. */
  ask<T extends RequestType>(send: (id: number) => void): Promise<Replies[T]> {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise<Replies[T]>((resolve, reject) => {
      const stopTimer = this.#clock.after(REQUEST_TIMEOUT_MS, () => {
        this.#take(id)?.reject(unavailable('The server did not answer in time.'));
      });
      // The server keeps to `Replies`: its handlers are typed by it.
      this.#waiting.set(id, { resolve: (result) => resolve(result as Replies[T]), reject, stopTimer });
      send(id);
    });
  }

  answer(id: number, result: unknown): void {
    this.#take(id)?.resolve(result);
  }

  refuse(id: number, error: WireError): void {
    this.#take(id)?.reject(ParleyError.fromWire(error));
  }

  /** The connection is gone: whether what still waits was carried out is unknown. */
  abandon(): void {
    for (const id of [...this.#waiting.keys()]) {
      this.#take(id)?.reject(unavailable('The connection was lost before the answer came.'));
    }
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    waiting?.stopTimer();
    return waiting;
  }
}

import { type Clock, systemClock } from '../clock.ts';

/** The part of a Worker that is used. */
export interface TimerWorker {
  onmessage: ((event: MessageEvent<number>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  postMessage(message: { id: number; delayMs: number }): void;
}

/**
 * A clock that keeps its pace while the page is in the background: without it a hidden page would miss its heartbeats
 * and be closed by the server as silent. Where workers are refused the page's own timers do.
 */
export class WorkerClock implements Clock {
  readonly #start: () => TimerWorker;
  readonly #tasks = new Map<number, { task: () => void; delayMs: number }>();
  #worker: TimerWorker | null | undefined = undefined;
  #lastId = 0;

  constructor(start: () => TimerWorker = startWorker) {
    this.#start = start;
  }

  now(): number {
    return Date.now();
  }

  after(delayMs: number, task: () => void): () => void {
    this.#worker ??= this.#begin();
    if (!this.#worker) return systemClock.after(delayMs, task);
    this.#lastId += 1;
    const id = this.#lastId;
    this.#tasks.set(id, { task, delayMs });
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin to name
    this.#worker.postMessage({ id, delayMs });
    return () => this.#tasks.delete(id);
  }

  #begin(): TimerWorker | null {
    if (this.#worker === null) return null;
    try {
      const worker = this.#start();
      worker.onmessage = ({ data }) => this.#due(data);
      worker.onerror = () => this.#fallBack();
      return worker;
    } catch {
      return null;
    }
  }

  #due(id: number): void {
    const due = this.#tasks.get(id);
    this.#tasks.delete(id);
    due?.task();
  }

  /** The worker's script could not be loaded: what was entrusted to it is timed anew. */
  #fallBack(): void {
    this.#worker = null;
    for (const [id, { delayMs }] of this.#tasks) systemClock.after(delayMs, () => this.#due(id));
  }
}

function startWorker(): TimerWorker {
  return new Worker(new URL('./timers.worker.ts', import.meta.url), { type: 'module' });
}

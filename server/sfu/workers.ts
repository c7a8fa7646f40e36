import type { Router, WebRtcServer, Worker } from 'mediasoup/types';
import { unavailable } from '../../protocol/errors.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import { type ListenPlan, listenInfosOf } from './addresses.ts';
import { MEDIA_CODECS } from './codecs.ts';

const FIRST_RESTART_MS = 250;
const LAST_RESTART_MS = 30_000;
/** A worker that lived this long starts over with the shortest wait. */
const STABLE_MS = 60_000;

export interface WorkersParts {
  readonly bin: string;
  readonly count: number;
  /** Of the first worker; 0: any free port for each. */
  readonly port: number;
  readonly plan: ListenPlan;
  readonly clock: Clock;
  readonly log: Logger;
  onChange(): void;
}

interface Crew {
  readonly worker: Worker;
  readonly webRtcServer: WebRtcServer;
  readonly bornAt: number;
  rooms: number;
}

/** The media processes: one port each. One that dies is replaced at the same port, with growing waits. */
export class Workers {
  readonly #parts: WorkersParts;
  readonly #crews: (Crew | null)[] = [];
  readonly #failures: number[] = [];
  readonly #cancels = new Set<() => void>();
  #closed = false;

  /** Rejects with a sentence for the operator where no worker can be had. */
  static async open(parts: WorkersParts): Promise<Workers> {
    const workers = new Workers(parts);
    const { setLogEventListeners } = await import('mediasoup');
    setLogEventListeners({
      onwarn: (source, text) => parts.log.debug({ source, text }, 'mediasoup warns'),
      onerror: (source, text) => parts.log.warn({ source, text }, 'mediasoup reports an error'),
    });
    try {
      for (let index = 0; index < parts.count; index++) await workers.#hire(index);
    } catch (error) {
      workers.close();
      throw error;
    }
    return workers;
  }

  private constructor(parts: WorkersParts) {
    this.#parts = parts;
  }

  get alive(): number {
    return this.#crews.filter((crew) => crew !== null).length;
  }

  get pids(): number[] {
    return this.#crews.flatMap((crew) => (crew ? [crew.worker.pid] : []));
  }

  /** On the worker with the fewest rooms. */
  async openRouter(): Promise<{ router: Router; webRtcServer: WebRtcServer }> {
    const present = this.#crews.filter((crew) => crew !== null);
    const crew = present.toSorted((a, b) => a.rooms - b.rooms)[0];
    if (!crew) throw unavailable('The media server is restarting.');
    crew.rooms += 1;
    try {
      const router = await crew.worker.createRouter({ mediaCodecs: MEDIA_CODECS });
      router.observer.once('close', () => {
        crew.rooms -= 1;
      });
      return { router, webRtcServer: crew.webRtcServer };
    } catch (error) {
      crew.rooms -= 1;
      throw unavailable('The media server is restarting.', error);
    }
  }

  close(): void {
    this.#closed = true;
    for (const cancel of this.#cancels) cancel();
    for (const crew of this.#crews.splice(0)) crew?.worker.close();
  }

  async #hire(index: number): Promise<void> {
    const { bin, port, plan, clock } = this.#parts;
    const { createWorker } = await import('mediasoup');
    const worker = await createWorker({ workerBin: bin, logLevel: 'warn' });
    const listenInfos = listenInfosOf(plan, port === 0 ? 0 : port + index);
    const webRtcServer = await worker.createWebRtcServer({ listenInfos }).catch((error: unknown) => {
      worker.close();
      throw new Error(portSentence(port + index, error), { cause: error });
    });
    if (this.#closed) return worker.close();
    this.#crews[index] = { worker, webRtcServer, bornAt: clock.now(), rooms: 0 };
    worker.on('died', () => this.#buried(index));
  }

  #buried(index: number): void {
    const { clock, log, onChange } = this.#parts;
    const livedFor = clock.now() - (this.#crews[index]?.bornAt ?? 0);
    this.#crews[index] = null;
    if (livedFor > STABLE_MS) this.#failures[index] = 0;
    log.error({ worker: index, livedForMs: livedFor }, 'a media worker died');
    this.#replace(index);
    onChange();
  }

  #replace(index: number): void {
    if (this.#closed) return;
    const { clock, log, onChange } = this.#parts;
    const failures = this.#failures[index] ?? 0;
    this.#failures[index] = failures + 1;
    const cancel = clock.after(Math.min(FIRST_RESTART_MS * 2 ** failures, LAST_RESTART_MS), () => {
      this.#cancels.delete(cancel);
      this.#hire(index).then(onChange, (error: unknown) => {
        log.error({ worker: index, error: String(error) }, 'a media worker could not be replaced');
        this.#replace(index);
      });
    });
    this.#cancels.add(cancel);
  }
}

function portSentence(port: number, error: unknown): string {
  const why = error instanceof Error ? error.message : String(error);
  const taken = /EADDRINUSE|address already in use/i.test(why);
  return taken
    ? `Port ${port} (MEDIA_PORT) is taken by another program.`
    : `The media server cannot listen on port ${port} (MEDIA_PORT): ${why}`;
}

import { availableParallelism } from 'node:os';
import { unavailable } from '../../protocol/errors.ts';
import type { CallId } from '../../protocol/ids.ts';
import type { MediaStatus } from '../../protocol/session.ts';
import { findWorker, obtainWorker } from '../../tools/mediasoup-worker/obtain.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import { lanAddresses } from '../http/lan.ts';
import type { Logger } from '../log.ts';
import { type ListenPlan, planListening } from './addresses.ts';
import { Meter } from './meter.ts';
import { Room } from './room.ts';
import type { Sfu } from './sfu.ts';
import { Workers } from './workers.ts';

/** What one core carries before sound and pictures suffer. */
const CONSUMERS_PER_WORKER = 400;
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 60_000;

export interface MediaSfuParts {
  readonly media: Config['media'];
  readonly clock: Clock;
  readonly log: Logger;
}

/** Answers at once and gets ready behind: the worker may have to be fetched, or built for minutes. */
export function makeSfu(parts: MediaSfuParts): MediaSfu {
  const sfu = new MediaSfu(parts);
  void sfu.prepare();
  return sfu;
}

/** The SFU on mediasoup's workers of this process. */
export class MediaSfu implements Sfu {
  readonly #parts: MediaSfuParts;
  readonly #count: number;
  readonly #plan: ListenPlan;
  readonly #meter = new Meter();
  readonly #rooms = new Map<CallId, Room>();
  readonly #opening = new Map<CallId, Promise<Room>>();
  readonly #listeners = new Set<(status: MediaStatus) => void>();
  readonly #abort = new AbortController();
  #workers: Workers | null = null;
  #cancelRetry = () => {};
  #status: MediaStatus = { state: 'preparing', reason: 'The media server is starting.' };

  constructor(parts: MediaSfuParts) {
    this.#parts = parts;
    this.#count = parts.media.workers ?? availableParallelism();
    this.#plan = planListening(parts.media.announcedAddresses, lanAddresses());
  }

  /** Never rejects: what goes wrong becomes the status. */
  async prepare(): Promise<void> {
    if (this.#count === 0)
      return this.#become({ state: 'unavailable', reason: 'It is turned off (MEDIA_WORKERS=0).' });
    try {
      const bin = findWorker() ?? (await this.#obtain());
      await this.#start(bin, FIRST_RETRY_MS);
    } catch (error) {
      this.#fail(error);
    }
  }

  status(): MediaStatus {
    return this.#status;
  }

  onStatus(listener: (status: MediaStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  load(): number {
    const consumers = [...this.#rooms.values()].reduce((sum, room) => sum + room.consumerCount, 0);
    return this.#count === 0 ? 1 : consumers / (this.#count * CONSUMERS_PER_WORKER);
  }

  /** Processes of the workers: for the log and for tests. */
  get workerPids(): number[] {
    return this.#workers?.pids ?? [];
  }

  async room(callId: CallId): Promise<Room> {
    const room = this.#rooms.get(callId);
    if (room) return room;
    const opening = this.#opening.get(callId) ?? this.#open(callId);
    this.#opening.set(callId, opening);
    try {
      return await opening;
    } finally {
      if (this.#opening.get(callId) === opening) this.#opening.delete(callId);
    }
  }

  findRoom(callId: CallId): Room | null {
    return this.#rooms.get(callId) ?? null;
  }

  bytesCarried(): Promise<number> {
    return this.#meter.total();
  }

  async close(): Promise<void> {
    this.#abort.abort();
    this.#cancelRetry();
    this.#listeners.clear();
    for (const room of [...this.#rooms.values()]) room.close();
    this.#workers?.close();
    this.#workers = null;
  }

  async #open(callId: CallId): Promise<Room> {
    if (!this.#workers || this.#status.state !== 'ready') {
      throw unavailable(this.#status.state === 'ready' ? 'The media server is away.' : this.#status.reason);
    }
    const { router, webRtcServer } = await this.#workers.openRouter();
    const ground = { router, webRtcServer, plan: this.#plan, meter: this.#meter };
    const room = await Room.open(callId, ground, () => {
      if (this.#rooms.get(callId) === room) this.#rooms.delete(callId);
    }).catch((error: unknown) => {
      router.close();
      throw unavailable('The media server is restarting.', error);
    });
    this.#rooms.set(callId, room);
    return room;
  }

  #obtain(): Promise<string> {
    const reason = 'Its program is being fetched or built, which takes some minutes the first time';
    this.#become({ state: 'preparing', reason: `${reason}.` });
    return obtainWorker({
      signal: this.#abort.signal,
      onProgress: (line) => {
        this.#parts.log.info({ progress: line }, 'preparing the media worker');
        this.#become({ state: 'preparing', reason: `${reason}: ${line}.` });
      },
    });
  }

  /** A port that is taken may be free in a moment: an earlier Parley's worker may still be going. */
  async #start(bin: string, retryMs: number): Promise<void> {
    const { media, clock, log } = this.#parts;
    try {
      const workers = await Workers.open({
        bin,
        count: this.#count,
        port: media.port,
        plan: this.#plan,
        clock,
        log,
        onChange: () => this.#follow(),
      });
      if (this.#abort.signal.aborted) return workers.close();
      this.#workers = workers;
      this.#follow();
    } catch (error) {
      this.#fail(error);
      const next = Math.min(retryMs * 2, LAST_RETRY_MS);
      this.#cancelRetry = clock.after(retryMs, () => void this.#start(bin, next));
    }
  }

  #fail(error: unknown): void {
    if (this.#abort.signal.aborted) return;
    this.#become({ state: 'unavailable', reason: error instanceof Error ? error.message : String(error) });
  }

  #follow(): void {
    if (!this.#workers) return;
    const ready = this.#workers.alive > 0;
    this.#become(
      ready ? { state: 'ready' } : { state: 'preparing', reason: 'The media server is restarting.' },
    );
  }

  #become(status: MediaStatus): void {
    const before = this.#status;
    this.#status = status;
    if (JSON.stringify(before) === JSON.stringify(status)) return;
    if (before.state !== status.state) this.#parts.log.info({ media: status }, 'media server');
    for (const listener of [...this.#listeners]) listener(status);
  }
}

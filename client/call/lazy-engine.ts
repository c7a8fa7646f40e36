import { unavailable } from '../../protocol/errors.ts';
import { Emitter } from '../emitter.ts';
import type { Socket } from '../socket/socket.ts';
import type { CallControl, IncomingCall } from './call-state.ts';
import { CallsWatch } from './calls-watch.ts';

export type LoadEngine = (socket: Socket, watch: CallsWatch) => Promise<CallControl>;

/** The engine's code and WebRTC are fetched with the first call or the first ring; until then only the watch runs. */
export class LazyEngine {
  readonly watch: CallsWatch;
  readonly #socket: Socket;
  readonly #fetch: LoadEngine;
  readonly #changes = new Emitter<void>();
  readonly #stopWatching: () => void;
  #loading: Promise<CallControl> | null = null;
  #engine: CallControl | null = null;
  #closed = false;

  constructor(socket: Socket, fetch: LoadEngine) {
    this.#socket = socket;
    this.#fetch = fetch;
    this.watch = new CallsWatch(socket);
    this.#stopWatching = this.watch.onChange(() => this.#watched());
  }

  /** null: not needed yet. */
  get engine(): CallControl | null {
    return this.#engine;
  }

  get incoming(): IncomingCall[] {
    return (this.#engine ?? this.watch).incoming;
  }

  onChange(listener: () => void): () => void {
    return this.#changes.on(listener);
  }

  async load(): Promise<CallControl> {
    this.#loading ??= this.#begin().catch((error: unknown) => {
      // The network may be back for the next try.
      this.#loading = null;
      throw error;
    });
    return await this.#loading;
  }

  close(): void {
    this.#closed = true;
    this.#stopWatching();
    this.watch.close();
    this.#engine?.close();
  }

  async #begin(): Promise<CallControl> {
    const engine = await this.#fetch(this.#socket, this.watch);
    if (this.#closed) {
      engine.close();
      throw unavailable('This page was left.');
    }
    this.#engine = engine;
    engine.onChange(() => this.#changes.emit());
    this.#changes.emit();
    return engine;
  }

  #watched(): void {
    // The engine listens by itself, and tells.
    if (this.#engine) return;
    this.#changes.emit();
    // Answering shall not wait for code.
    if (this.watch.incoming.length > 0) this.load().catch(() => undefined);
  }
}

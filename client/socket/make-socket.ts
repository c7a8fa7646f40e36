import type { DownEvent } from '../../protocol/down.ts';
import { closeCodes, unavailable } from '../../protocol/errors.ts';
import type { NoticeType, Replies, RequestType, UpInputOf } from '../../protocol/up.ts';
import { type Clock, systemClock } from '../clock.ts';
import { Emitter } from '../emitter.ts';
import { backoffDelay } from './backoff.ts';
import { Connection, type MakeWebSocket } from './connection.ts';
import type { Socket, SocketState } from './socket.ts';

/** A connection that lasted this long ends the row of failed attempts. */
const STEADY_AFTER_MS = 5_000;

export interface SocketOptions {
  readonly url: string;
  /** The same over the life of the page. */
  readonly deviceId: string;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly makeWebSocket?: MakeWebSocket;
  /** Calls back when it is worth trying at once: the network is back, the tab is looked at. */
  readonly wakeUps?: (wake: () => void) => () => void;
}

/** A socket with its owner's side. It starts closed. */
export interface OwnedSocket extends Socket {
  open(): void;
  /** Idempotent; `open` may follow. */
  close(): void;
}

export function makeSocket(options: SocketOptions): OwnedSocket {
  return new ResumingSocket(options);
}

type ClosedReason = Extract<SocketState, { state: 'closed' }>['reason'];

const FINAL: ReadonlyMap<number, ClosedReason> = new Map([
  [closeCodes.signedOut, 'signedOut'],
  [closeCodes.suspended, 'suspended'],
  [closeCodes.versionMismatch, 'versionMismatch'],
]);

class ResumingSocket implements OwnedSocket {
  readonly #options: SocketOptions;
  readonly #clock: Clock;
  readonly #states = new Emitter<SocketState>();
  readonly #events = new Emitter<DownEvent>();
  #state: SocketState = { state: 'closed', reason: 'byPage' };
  #connection: Connection | null = null;
  #wasOpen = false;
  #attempt = 0;
  #openedAt = 0;
  #stopRetry: () => void = () => {};
  #stopWakeUps: () => void = () => {};

  constructor(options: SocketOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  get state(): SocketState {
    return this.#state;
  }

  onState(listener: (state: SocketState) => void): () => void {
    return this.#states.on(listener);
  }

  onEvent(listener: (event: DownEvent) => void): () => void {
    return this.#events.on(listener);
  }

  request<T extends RequestType>(up: UpInputOf<T>): Promise<Replies[T]> {
    if (this.#state.state !== 'open' || !this.#connection) {
      return Promise.reject(unavailable('There is no connection to the server.'));
    }
    return this.#connection.request<T>(up);
  }

  notify<T extends NoticeType>(up: UpInputOf<T>): void {
    if (this.#state.state === 'open') this.#connection?.notify<T>(up);
  }

  open(): void {
    if (this.#state.state !== 'closed') return;
    this.#wasOpen = false;
    this.#attempt = 0;
    this.#stopWakeUps = (this.#options.wakeUps ?? browserWakeUps)(() => this.#wake());
    this.#become({ state: 'connecting' });
    this.#connect();
  }

  close(): void {
    this.#finish('byPage');
  }

  #connect(): void {
    const connection = new Connection({
      url: this.#options.url,
      deviceId: this.#options.deviceId,
      clock: this.#clock,
      makeWebSocket: this.#options.makeWebSocket ?? ((url) => new WebSocket(url)),
      onEvent: (event) => this.#receive(event),
      onClosed: (code) => this.#lost(code),
    });
    this.#connection = connection;
  }

  #receive(event: DownEvent): void {
    if (event.t === 'session.welcome') {
      this.#wasOpen = true;
      this.#openedAt = this.#clock.now();
      // Before the event: whoever hears the welcome may ask at once.
      this.#become({ state: 'open' });
    }
    this.#events.emit(event);
  }

  #lost(code: number): void {
    this.#connection = null;
    const reason = FINAL.get(code);
    if (reason) return this.#finish(reason);
    if (this.#state.state === 'closed') return;
    const wasSteady = this.#state.state === 'open' && this.#clock.now() - this.#openedAt >= STEADY_AFTER_MS;
    this.#attempt = wasSteady ? 1 : this.#attempt + 1;
    const delay = backoffDelay(this.#attempt, this.#options.random ?? Math.random);
    this.#stopRetry = this.#clock.after(delay, () => this.#connect());
    if (!this.#wasOpen) return;
    this.#become({
      state: 'reconnecting',
      attempt: this.#attempt,
      nextTryAt: this.#clock.now() + delay,
    });
  }

  #wake(): void {
    if (this.#connection) return this.#connection.check();
    if (this.#state.state === 'closed') return;
    this.#stopRetry();
    this.#connect();
  }

  #finish(reason: ClosedReason): void {
    if (this.#state.state === 'closed') return;
    this.#stopRetry();
    this.#stopWakeUps();
    const connection = this.#connection;
    this.#connection = null;
    this.#become({ state: 'closed', reason });
    connection?.close();
  }

  #become(state: SocketState): void {
    this.#state = state;
    this.#states.emit(state);
  }
}

function browserWakeUps(wake: () => void): () => void {
  const seen = () => document.visibilityState === 'visible' && wake();
  window.addEventListener('online', wake);
  document.addEventListener('visibilitychange', seen);
  return () => {
    window.removeEventListener('online', wake);
    document.removeEventListener('visibilitychange', seen);
  };
}

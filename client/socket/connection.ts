import { decodeDown, encodeUp } from '../../protocol/codec.ts';
import type { Down, DownEvent } from '../../protocol/down.ts';
import { tooLarge } from '../../protocol/errors.ts';
import { HEARTBEAT_MS, MAX_FRAME_BYTES } from '../../protocol/limits.ts';
import type { NoticeType, Replies, RequestType, UpInput, UpInputOf } from '../../protocol/up.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import type { Clock } from '../clock.ts';
import { Requests } from './requests.ts';

/** From the start of an attempt to its welcome. */
const WELCOME_TIMEOUT_MS = 10_000;
/** After a ping something must arrive within this time, or the connection counts as dead. */
const PONG_TIMEOUT_MS = 6_000;
/** What `close` tells the listener where the connection was given up by this side. */
const GIVEN_UP = 1006;

/** The part of a browser's WebSocket that is used. */
export interface WebSocketLike {
  onopen: ((event: Event) => void) | null;
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  send(text: string): void;
  close(code?: number): void;
}
export type MakeWebSocket = (url: string) => WebSocketLike;

export interface ConnectionOptions {
  readonly url: string;
  readonly deviceId: string;
  readonly clock: Clock;
  readonly makeWebSocket: MakeWebSocket;
  /** The welcome first, then every event. */
  onEvent(event: DownEvent): void;
  /** Once, with the code of the close; also where the connection never came about. */
  onClosed(code: number): void;
}

/** One WebSocket from its hello to its end. It never comes back: socket.ts makes the next one. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #ws: WebSocketLike;
  readonly #requests: Requests;
  #welcomed = false;
  #closed = false;
  #stopNextPing: () => void = () => {};
  #stopDeadline: () => void;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#requests = new Requests(options.clock);
    this.#stopDeadline = options.clock.after(WELCOME_TIMEOUT_MS, () => this.#end(GIVEN_UP));
    this.#ws = options.makeWebSocket(options.url);
    this.#ws.onopen = () =>
      this.#transmit(encodeUp({ t: 'session.hello', version: PROTOCOL_VERSION, deviceId: options.deviceId }));
    this.#ws.onmessage = (event) => this.#receive(event.data);
    this.#ws.onclose = (event) => this.#end(event.code);
  }

  request<T extends RequestType>(up: UpInputOf<T>): Promise<Replies[T]> {
    const frame = (id: number) => encodeUp(up as UpInput, id);
    if (isTooLarge(frame(0))) return Promise.reject(tooLarge('This is too long to send at once.'));
    return this.#requests.ask<T>((id) => this.#transmit(frame(id)));
  }

  notify<T extends NoticeType>(up: UpInputOf<T>): void {
    this.#transmit(encodeUp(up as UpInput));
  }

  /** Asks for a sign of life now: after sleep or a change of network the old path is often dead without a word. */
  check(): void {
    if (!this.#welcomed || this.#closed) return;
    this.#stopNextPing();
    this.#ping();
  }

  close(): void {
    this.#end(1000);
  }

  #receive(data: unknown): void {
    if (this.#closed || typeof data !== 'string') return;
    const down = decodeDown(data);
    if (!down) return;
    if (this.#welcomed || down.t === 'session.welcome') this.#stopDeadline();
    this.#dispatch(down);
  }

  #dispatch(down: Down): void {
    if (down.t === 'ok') return this.#requests.answer(down.id, down.result);
    if (down.t === 'error') {
      if (down.id !== null) this.#requests.refuse(down.id, down.error);
      return;
    }
    if (down.t === 'session.pong') return;
    if (down.t === 'session.welcome') {
      this.#welcomed = true;
      this.#schedulePing();
    }
    this.#options.onEvent(down);
  }

  #schedulePing(): void {
    this.#stopNextPing = this.#options.clock.after(HEARTBEAT_MS, () => this.#ping());
  }

  #ping(): void {
    this.notify<'session.ping'>({ t: 'session.ping', sentAt: this.#options.clock.now() });
    this.#stopDeadline();
    this.#stopDeadline = this.#options.clock.after(PONG_TIMEOUT_MS, () => this.#end(GIVEN_UP));
    this.#schedulePing();
  }

  #transmit(frame: string): void {
    if (!this.#closed) this.#ws.send(frame);
  }

  #end(code: number): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopNextPing();
    this.#stopDeadline();
    this.#ws.onopen = this.#ws.onmessage = this.#ws.onclose = null;
    this.#ws.close();
    this.#requests.abandon();
    this.#options.onClosed(code);
  }
}

function isTooLarge(frame: string): boolean {
  return frame.length * 3 > MAX_FRAME_BYTES && new TextEncoder().encode(frame).length > MAX_FRAME_BYTES;
}

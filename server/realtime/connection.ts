import type { DownEvent } from '../../protocol/down.ts';
import { closeCodes, invalid, type ParleyError, unavailable } from '../../protocol/errors.ts';
import type { SessionId, UserId } from '../../protocol/ids.ts';
import { HEARTBEAT_TIMEOUT_MS } from '../../protocol/limits.ts';
import { decodeUp, encodeDown } from '../../protocol/parse.ts';
import type { Hello } from '../../protocol/session.ts';
import type { Envelope } from '../../protocol/up.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import type { Context } from '../context.ts';
import { toParleyError } from '../errors.ts';
import type { Discretion, Telling } from './discretion.ts';
import type { Topic } from './fanout.ts';
import { checkGuest } from './guests.ts';
import type { MakeFrameLimits } from './frame-limits.ts';
import type { Connection } from './device.ts';
import { type DomainUp, dispatch, type HandlerTable, isNotice } from './handlers.ts';
import { Opening } from './opening.ts';

const HELLO_TIMEOUT_MS = 10_000;
/** Shorter than the client's own patience, so that it hears a reason. */
const ANSWER_TIMEOUT_MS = 8_000;
const MAX_EARLY_FRAMES = 200;

/** What a connection does to its socket. */
export interface Wire {
  send(frame: string): void;
  close(code: number, reason: string): void;
  /** Answered by the browser itself. */
  ping(): void;
  subscribe(topic: Topic): void;
  unsubscribe(topic: Topic): void;
  /** Called in the turn in which the topics are subscribed, before the welcome is sent. */
  opened(welcomeBytes: number, discretion: Discretion): void;
}

export interface ConnectionParts {
  readonly context: Context;
  readonly handlers: HandlerTable;
  readonly wire: Wire;
  readonly limits: ReturnType<MakeFrameLimits>;
  readonly session: { readonly id: SessionId; readonly userId: UserId; readonly isGuest: boolean };
}

/**
 * One WebSocket: hello, then requests, notices and answers. A bad frame is answered and does no further harm; what is
 * no client of ours is closed with a code that says why.
 */
export class ClientConnection implements Connection {
  readonly id: string = Bun.randomUUIDv7();
  readonly userId: UserId;
  readonly sessionId: SessionId;
  readonly isGuest: boolean;
  readonly #parts: ConnectionParts;
  readonly #closeListeners: (() => void)[] = [];
  readonly #cancelHelloTimer: () => void;
  #state: 'silent' | Opening | 'open' | 'closed' = 'silent';
  #early: Envelope[] = [];
  #deviceId = '';
  #heardAt: number;
  #answeredAt = 0;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    this.userId = parts.session.userId;
    this.sessionId = parts.session.id;
    this.isGuest = parts.session.isGuest;
    const { clock } = parts.context;
    this.#heardAt = clock.now();
    this.#cancelHelloTimer = clock.after(HELLO_TIMEOUT_MS, () => {
      if (this.#state === 'silent') this.close(closeCodes.helloExpected, 'hello expected');
    });
  }

  get deviceId(): string {
    return this.#deviceId;
  }

  get isOpen(): boolean {
    return this.#state !== 'closed';
  }

  get heardAt(): number {
    return Math.max(this.#heardAt, this.#answeredAt);
  }

  /** The answer to a probe: the device is there. Of the page it tells nothing, and the heartbeat does not count it. */
  answered(): void {
    this.#answeredAt = this.#parts.context.clock.now();
  }

  probe(): void {
    if (this.#state !== 'closed') this.#parts.wire.ping();
  }

  send(event: DownEvent): void {
    if (this.#state === 'open') this.#parts.wire.send(encodeDown(event));
  }

  onClose(listener: () => void): void {
    if (this.#state === 'closed') listener();
    else this.#closeListeners.push(listener);
  }

  receive(frame: string | Uint8Array): void {
    if (this.#state === 'closed') return;
    this.#heardAt = this.#parts.context.clock.now();
    if (this.#parts.limits.isFlood()) return this.close(closeCodes.rateLimited, 'too many frames');
    const decoded = decodeUp(frame);
    if (decoded.ok) return this.#take(decoded.envelope);
    if (this.#state === 'silent') return this.close(closeCodes.helloExpected, 'hello expected');
    this.#fail(decoded.id, decoded.error);
  }

  /** An event for one of the topics that this connection will hear once it is open. */
  hold(topic: Topic, frame: string, telling: Telling | null = null): void {
    if (this.#state instanceof Opening) this.#state.hold(topic, frame, telling);
  }

  /** While it opens; of one that is open the socket knows how it hears. */
  choose(discretion: Discretion): void {
    if (this.#state instanceof Opening) this.#state.discretion = discretion;
  }

  hear(topic: Topic): void {
    if (this.#state instanceof Opening) this.#state.add(topic);
    else if (this.#state === 'open') this.#parts.wire.subscribe(topic);
  }

  unhear(topic: Topic): void {
    if (this.#state instanceof Opening) this.#state.remove(topic);
    else if (this.#state === 'open') this.#parts.wire.unsubscribe(topic);
  }

  closeIfSilent(): void {
    if (this.#parts.context.clock.now() - this.#heardAt > HEARTBEAT_TIMEOUT_MS) {
      this.close(closeCodes.silent, 'no heartbeat');
    }
  }

  close(code: number, reason: string): void {
    if (this.#state === 'closed') return;
    this.#parts.wire.close(code, reason);
    this.closed();
  }

  /** The socket is gone, for whatever reason. */
  closed(): void {
    if (this.#state === 'closed') return;
    if (this.#state instanceof Opening) this.#state.cancel();
    this.#state = 'closed';
    this.#cancelHelloTimer();
    this.#early = [];
    this.#parts.context.presence.leave(this.userId, this.id);
    for (const listener of this.#closeListeners.splice(0)) listener();
  }

  #take(envelope: Envelope): void {
    const { id, up } = envelope;
    if (up.t === 'session.hello') {
      if (this.#state === 'silent') return void this.#open(up);
      return this.#fail(id ?? null, invalid('There is one hello on a connection.'));
    }
    if (this.#state === 'silent') return this.close(closeCodes.helloExpected, 'hello expected');
    if (this.#state instanceof Opening) return this.#keepForLater(envelope);
    if (up.t === 'session.ping') return this.#pong(up.sentAt);
    void this.#answer(id, up);
  }

  async #open(hello: Hello): Promise<void> {
    this.#cancelHelloTimer();
    if (hello.version !== PROTOCOL_VERSION) return this.close(closeCodes.versionMismatch, 'reload');
    this.#deviceId = hello.deviceId;
    const { context, wire } = this.#parts;
    const opening = new Opening(context, this);
    this.#state = opening;
    try {
      const welcome = await opening.run();
      if (this.#state !== opening) return;
      this.#state = 'open';
      wire.opened(welcome.length, opening.discretion);
      for (const topic of opening.topics) wire.subscribe(topic);
      for (const frame of [welcome, ...opening.held()]) wire.send(frame);
      for (const envelope of this.#early.splice(0)) this.#take(envelope);
    } catch (error) {
      const { code } = toParleyError(error);
      if (code === 'internal') context.log.error({ err: error, user: this.userId }, 'a welcome failed');
      if (code === 'unauthenticated') this.close(closeCodes.signedOut, 'signed out');
      else this.close(closeCodes.unavailable, 'try again');
    }
  }

  #keepForLater(envelope: Envelope): void {
    if (this.#early.length >= MAX_EARLY_FRAMES) return this.close(closeCodes.rateLimited, 'too many frames');
    this.#early.push(envelope);
  }

  #pong(sentAt: number): void {
    const { wire, context } = this.#parts;
    wire.send(encodeDown({ t: 'session.pong', sentAt, serverTime: context.clock.now() }));
  }

  async #answer(id: number | undefined, up: DomainUp): Promise<void> {
    const isRequest = !isNotice(up.t);
    try {
      if (isRequest && id === undefined) throw invalid(`${up.t} is a request: it needs an id.`);
      if (this.isGuest) checkGuest(up.t);
      this.#parts.limits.take(up.t);
      const result = await this.#inTime(dispatch(this.#parts.handlers, this.#place, up));
      if (isRequest && id !== undefined) this.#reply(encodeDown({ t: 'ok', id, result }));
    } catch (error) {
      const failure = toParleyError(error);
      if (failure.code === 'internal') {
        this.#parts.context.log.error({ err: error, type: up.t, user: this.userId }, 'a handler failed');
      }
      if (isRequest) this.#fail(id ?? null, failure);
    }
  }

  get #place() {
    return { context: this.#parts.context, connection: this };
  }

  async #inTime<T>(work: Promise<T>): Promise<T> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const tooLate = () => reject(unavailable('The server did not answer in time.'));
    const cancel = this.#parts.context.clock.after(ANSWER_TIMEOUT_MS, tooLate);
    try {
      return await Promise.race([work, late]);
    } finally {
      cancel();
    }
  }

  #fail(id: number | null, error: ParleyError): void {
    this.#reply(encodeDown({ t: 'error', id, error: error.toWire() }));
  }

  #reply(frame: string): void {
    if (this.#state !== 'closed') this.#parts.wire.send(frame);
  }
}

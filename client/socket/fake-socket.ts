import type { DownEvent } from '../../protocol/down.ts';
import { unavailable } from '../../protocol/errors.ts';
import type { NoticeType, Replies, RequestType, UpInput, UpInputOf } from '../../protocol/up.ts';
import { Emitter } from '../emitter.ts';
import type { OwnedSocket } from './make-socket.ts';
import type { SocketState } from './socket.ts';

/** How a test plays the server: a throw of ParleyError is the refusal. */
export type Answers = {
  [T in RequestType]?: (up: UpInputOf<T>) => Replies[T] | Promise<Replies[T]>;
};

/** A socket whose other end is a test. */
export class FakeSocket implements OwnedSocket {
  readonly answers: Answers;
  /** Every request and notice that went out, in order. */
  readonly sent: { t: string }[] = [];
  readonly #states = new Emitter<SocketState>();
  readonly #events = new Emitter<DownEvent>();
  #state: SocketState;
  #life = new AbortController();

  constructor(answers: Answers = {}, state: SocketState = { state: 'open' }) {
    this.answers = answers;
    this.#state = state;
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

  async request<T extends RequestType>(up: UpInputOf<T>): Promise<Replies[T]> {
    const answer = this.answers[(up as UpInput).t as T];
    if (this.#state.state !== 'open' || !answer) throw unavailable('There is no connection to the server.');
    this.sent.push(up);
    const { signal } = this.#life;
    const lost = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(unavailable('The connection was lost.')));
    });
    return await Promise.race([lost, (async () => answer(up))()]);
  }

  notify<T extends NoticeType>(up: UpInputOf<T>): void {
    if (this.#state.state === 'open') this.sent.push(up);
  }

  open(): void {
    this.become({ state: 'open' });
  }

  close(): void {
    this.become({ state: 'closed', reason: 'byPage' });
  }

  /** The server speaks by itself. */
  receive(event: DownEvent): void {
    this.#events.emit(event);
  }

  /** What is asked and not answered by then is lost, as with a real connection. */
  become(state: SocketState): void {
    this.#state = state;
    if (state.state !== 'open') {
      this.#life.abort();
      this.#life = new AbortController();
    }
    this.#states.emit(state);
  }
}

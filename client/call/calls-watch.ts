import type { Call, LiveCall } from '../../protocol/call.ts';
import type { DownEvent } from '../../protocol/down.ts';
import type { CallId, UserId } from '../../protocol/ids.ts';
import { Emitter } from '../emitter.ts';
import type { Socket } from '../socket/socket.ts';
import type { IncomingCall } from './call-state.ts';

/** The calls of this user's conversations, not of meetings with strangers, from what the server tells. Small: it runs while there is no call. */
export class CallsWatch {
  readonly #changes = new Emitter<void>();
  readonly #stop: () => void;
  #me: UserId | null = null;
  #calls = new Map<CallId, Call>();

  constructor(socket: Pick<Socket, 'onEvent'>) {
    this.#stop = socket.onEvent((event) => this.#take(event));
  }

  /** Rings for this user, and none of the user's devices has answered. */
  get incoming(): IncomingCall[] {
    const me = this.#me;
    return this.joinable
      .filter((call) => me !== null && call.ringing.includes(me))
      .filter((call) => call.participants.every(({ userId }) => userId !== me))
      .map((call) => ({
        callId: call.id,
        conversationId: call.conversationId,
        from: call.startedBy,
        video: call.video,
      }));
  }

  get joinable(): LiveCall[] {
    return [...this.#calls.values()].filter(
      (call): call is LiveCall => call.state !== 'ended' && call.meeting === null,
    );
  }

  find(callId: CallId): LiveCall | undefined {
    return this.joinable.find(({ id }) => id === callId);
  }

  onChange(listener: () => void): () => void {
    return this.#changes.on(listener);
  }

  close(): void {
    this.#stop();
  }

  #take(event: DownEvent): void {
    if (event.t === 'session.welcome') {
      this.#me = event.me.id;
      this.#calls = new Map(event.calls.map((call) => [call.id, call]));
    } else if (event.t === 'call.changed') {
      const known = this.#calls.get(event.call.id);
      if (known && known.revision >= event.call.revision) return;
      this.#keep(event.call);
    } else return;
    this.#changes.emit();
  }

  /** One that ended stays for a while, so that an older snapshot does not bring it back. */
  #keep(call: Call): void {
    this.#calls.set(call.id, call);
    const ended = [...this.#calls.values()].filter(({ state }) => state === 'ended');
    for (const { id } of ended.slice(0, -KEPT_ENDED)) this.#calls.delete(id);
  }
}

const KEPT_ENDED = 20;

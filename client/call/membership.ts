import type { Call, IceServer, Joined, LiveCall, Stream } from '../../protocol/call.ts';
import type { DownEvent } from '../../protocol/down.ts';
import type { ParticipantId, UserId } from '../../protocol/ids.ts';
import type { Clock } from '../clock.ts';
import type { Socket } from '../socket/socket.ts';
import type { EndedReason } from './call-state.ts';
import { isPassing } from './sfu-request.ts';

export interface MembershipOptions {
  readonly socket: Socket;
  readonly clock: Clock;
  readonly streams: () => readonly Stream[];
  readonly tell: (event: MembershipEvent) => void;
}

export type MembershipEvent =
  | { type: 'changed' }
  /** The socket is gone; the place is held, media goes on. */
  | { type: 'paused' }
  /** Back within the lease: the same participant. */
  | { type: 'resumed' }
  /** Back as another participant: nothing that belonged to the earlier one is left. */
  | { type: 'renewed' }
  | { type: 'ended'; reason: EndedReason };

const RETRY_MS = 1_000;
/** TURN credentials are short-lived. */
const ICE_SERVERS_MS = 10 * 60_000;

/** This device's place in a call: the newest snapshot, and what it takes to keep the place when the socket breaks. */
export class Membership {
  readonly #options: MembershipOptions;
  readonly #userId: UserId;
  readonly #stops: (() => void)[];
  #call: LiveCall;
  #me: ParticipantId;
  #iceServers: readonly IceServer[];
  #iceServersAt: number;
  #isHeld = true;
  #toldStreams: string;
  #closed = false;

  constructor(joined: Joined, options: MembershipOptions) {
    const { socket, clock } = options;
    this.#options = options;
    this.#call = joined.call;
    this.#me = joined.participantId;
    this.#iceServers = joined.iceServers;
    this.#iceServersAt = clock.now();
    this.#userId = this.#own?.userId ?? '';
    this.#toldStreams = JSON.stringify(this.#own?.streams);
    this.#stops = [
      socket.onEvent((event) => this.#take(event)),
      socket.onState(({ state }) => {
        if (state === 'closed') this.#end('left');
        else if (state !== 'open') this.#pause();
      }),
    ];
  }

  get call(): LiveCall {
    return this.#call;
  }

  get me(): ParticipantId {
    return this.#me;
  }

  get inCall() {
    return { callId: this.#call.id, participantId: this.#me };
  }

  get iceServers(): readonly IceServer[] {
    return this.#iceServers;
  }

  /** The server knows this connection as the participant's: requests and signals pass. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** Runs `task` a little later, if there is a point in it then. */
  later(task: () => void): void {
    this.#options.clock.after(RETRY_MS, () => {
      if (!this.#closed && this.#options.socket.state.state === 'open') task();
    });
  }

  /** What is lost with the socket is said again once the place is held anew. */
  tellStreams(): void {
    const streams = this.#streams;
    const told = JSON.stringify(streams);
    if (!this.#isHeld || told === this.#toldStreams) return;
    this.#toldStreams = told;
    this.#options.socket.request({ t: 'call.streams', ...this.inCall, streams }).catch((error: unknown) => {
      if (!isPassing(error)) return;
      this.#toldStreams = '';
      this.later(() => this.tellStreams());
    });
  }

  refreshIceServers(): void {
    const { clock, socket } = this.#options;
    if (!this.#isHeld || clock.now() - this.#iceServersAt < ICE_SERVERS_MS) return;
    this.#iceServersAt = clock.now();
    socket
      .request({ t: 'call.ice' })
      .then(({ iceServers }) => {
        this.#iceServers = iceServers;
      })
      .catch(() => undefined);
  }

  async leave(): Promise<void> {
    this.close();
    await this.#options.socket.request({ t: 'call.leave', ...this.inCall }).catch(() => undefined);
  }

  close(): void {
    this.#closed = true;
    for (const stop of this.#stops) stop();
  }

  get #own() {
    return this.#call.participants.find(({ id }) => id === this.#me);
  }

  get #streams(): Stream[] {
    return this.#options.streams().map(({ id, source, active }) => ({ id, source, active }));
  }

  #take(event: DownEvent): void {
    if (event.t === 'session.welcome') void this.#rejoin(event.calls);
    else if (event.t === 'call.changed' && event.call.id === this.#call.id) this.#receive(event.call);
  }

  /** Snapshots may overtake the answers of requests: the highest revision wins. */
  #receive(call: Call): void {
    if (call.revision <= this.#call.revision) return;
    if (call.state === 'ended') return this.#end(call.reason);
    const isIn = call.participants.some(({ id }) => id === this.#me);
    // While coming back, what this device is answered tells; another participant of this user may be its own.
    if (!isIn && !this.#isHeld) return;
    if (!isIn) return this.#isElsewhere(call) ? this.#end('joinedElsewhere') : void this.#joinAnew();
    this.#call = call;
    this.#options.tell({ type: 'changed' });
  }

  #pause(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#options.tell({ type: 'paused' });
  }

  async #rejoin(calls: readonly Call[]): Promise<void> {
    this.#pause();
    const listed = calls.find(({ id }) => id === this.#call.id);
    if (!listed || listed.state === 'ended') return this.#end('abandoned');
    try {
      const joined = await this.#options.socket.request({ t: 'call.rejoin', ...this.inCall });
      this.#hold(joined, 'resumed');
    } catch (error) {
      if (this.#closed) return;
      if (isPassing(error)) this.later(() => void this.#rejoin(calls));
      else if (this.#isElsewhere(listed)) this.#end('joinedElsewhere');
      else await this.#joinAnew();
    }
  }

  async #joinAnew(): Promise<void> {
    this.#pause();
    try {
      const up = { t: 'call.join', callId: this.#call.id, streams: this.#streams } as const;
      const joined = await this.#options.socket.request(up);
      if (this.#closed) return;
      const isSame = joined.participantId === this.#me;
      this.#me = joined.participantId;
      this.#hold(joined, isSame ? 'resumed' : 'renewed');
    } catch (error) {
      if (this.#closed) return;
      if (isPassing(error)) this.later(() => void this.#joinAnew());
      else this.#end('abandoned');
    }
  }

  #hold({ call, iceServers }: Joined, how: 'resumed' | 'renewed'): void {
    if (this.#closed) return;
    this.#isHeld = true;
    this.#iceServers = iceServers;
    this.#iceServersAt = this.#options.clock.now();
    if (call.revision >= this.#call.revision) this.#call = call;
    this.#toldStreams = JSON.stringify(this.#own?.streams);
    this.#options.tell({ type: how });
    this.tellStreams();
  }

  #isElsewhere(call: LiveCall): boolean {
    return call.participants.some(({ id, userId }) => userId === this.#userId && id !== this.#me);
  }

  #end(reason: EndedReason): void {
    if (this.#closed) return;
    this.close();
    this.#options.tell({ type: 'ended', reason });
  }
}

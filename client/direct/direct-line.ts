import type { IceServer } from '../../protocol/call.ts';
import type { DirectPeer } from '../../protocol/direct.ts';
import type { DownEvent } from '../../protocol/down.ts';
import { type ErrorCode, ParleyError } from '../../protocol/errors.ts';
import type { ConnectionReport } from '../call/media-link.ts';
import { PeerLink } from '../call/peer-link.ts';
import type { Rtc } from '../call/rtc.ts';
import { SignalPost } from '../call/signal-post.ts';
import type { Clock } from '../clock.ts';
import type { Socket } from '../socket/socket.ts';
import { type Channels, withChannels } from './channels.ts';

/** The server may be up while what it keeps seats in is away. */
const ENTER_AGAIN_MS = 3_000;

export interface DirectLineParts {
  readonly socket: Pick<Socket, 'state' | 'request' | 'onEvent' | 'onState'>;
  readonly clock: Clock;
  readonly rtc: Rtc;
  readonly room: string;
  readonly seat: string;
  readonly onChange: () => void;
  /** Both channels are open. */
  readonly onOpen: (channels: Channels, peer: DirectPeer) => void;
  /** What `onOpen` told of is over. */
  readonly onClosed: () => void;
}

/** The way to the other browser: a seat at the server, then a peer connection with its channels, made anew as needed. */
export class DirectLine {
  readonly #parts: DirectLineParts;
  readonly #rtc: Rtc;
  readonly #post: SignalPost;
  readonly #stops: (() => void)[];
  #iceServers: readonly IceServer[] = [];
  #peer: DirectPeer | null = null;
  #link: PeerLink | null = null;
  #open: Channels | null = null;
  #entered = false;
  #refusal: ErrorCode | null = null;
  #cancelAgain = () => {};
  #entering: Promise<void> = Promise.resolve();
  #closed = false;
  #left: Promise<void> = Promise.resolve();

  constructor(parts: DirectLineParts) {
    this.#parts = parts;
    const { socket, clock, room, seat } = parts;
    this.#rtc = withChannels(parts.rtc, (channels) => this.#watch(channels));
    this.#post = new SignalPost(
      ({ to, signal }) => socket.request({ t: 'direct.signal', room, seat, to, signal }),
      clock,
      false,
    );
    this.#stops = [
      socket.onEvent((event) => this.#hear(event)),
      socket.onState(({ state }) => state !== 'open' && this.#lostServer()),
    ];
    if (socket.state.state === 'open') void this.enter();
  }

  get peer(): DirectPeer | null {
    return this.#peer;
  }

  get isEntered(): boolean {
    return this.#entered;
  }

  /** Why there is no seat here. */
  get refusal(): ErrorCode | null {
    return this.#refusal;
  }

  enter(): Promise<void> {
    this.#entering = this.#enter();
    return this.#entering;
  }

  async #enter(): Promise<void> {
    const { socket, clock, room, seat } = this.#parts;
    this.#cancelAgain();
    try {
      const { peer, iceServers } = await socket.request({ t: 'direct.enter', room, seat });
      if (this.#closed) return await this.#leave();
      this.#iceServers = iceServers;
      this.#entered = true;
      this.#refusal = null;
      this.#setPeer(peer);
      this.#post.resume();
    } catch (error) {
      // Where no answer came the server may have given a seat all the same.
      if (this.#closed) return await this.#leave();
      const code = error instanceof ParleyError ? error.code : 'internal';
      if (code !== 'unavailable') this.#refusal = code;
      // A connection that comes back asks by itself.
      else if (socket.state.state === 'open')
        this.#cancelAgain = clock.after(ENTER_AGAIN_MS, () => void this.enter());
    }
    this.#parts.onChange();
  }

  /** The network under the device is another one. */
  restart(): void {
    this.#link?.restart();
  }

  report(): Promise<ConnectionReport> | null {
    return this.#link?.report() ?? null;
  }

  /** Resolves when the server was told, so that nobody takes this seat again before. */
  close(): Promise<void> {
    if (!this.#closed) {
      this.#closed = true;
      this.#left = this.#end();
    }
    return this.#left;
  }

  async #end(): Promise<void> {
    this.#cancelAgain();
    for (const stop of this.#stops) stop();
    this.#post.close();
    this.#dropLink();
    if (this.#entered) await this.#leave();
    await this.#entering;
  }

  async #leave(): Promise<void> {
    const { socket, room, seat } = this.#parts;
    await socket.request({ t: 'direct.leave', room, seat }).catch(() => undefined);
  }

  #hear(event: DownEvent): void {
    if (event.t === 'session.welcome') void this.enter();
    if (event.t === 'direct.peer' && event.room === this.#parts.room && this.#entered) {
      this.#setPeer(event.peer);
      this.#parts.onChange();
    }
    if (event.t === 'direct.signal' && event.room === this.#parts.room && event.from === this.#peer?.seat)
      this.#link?.receive(event.signal);
  }

  #lostServer(): void {
    this.#entered = false;
    this.#cancelAgain();
    this.#post.pause();
    this.#link?.setReachable(false);
    this.#parts.onChange();
  }

  /** Whom the server knows no more may be there still: while the channels are open they say who is. */
  #setPeer(peer: DirectPeer | null): void {
    if (peer === null && this.#open) return;
    const before = this.#peer;
    // Who comes back without a channel has most likely reloaded: a link anew is quicker than to mend the old one.
    const isBack = before !== null && !before.reachable && peer?.reachable === true && !this.#open;
    if (peer?.seat !== before?.seat || isBack) this.#dropLink();
    this.#peer = peer;
    if (!peer) return;
    if (this.#link) return this.#link.setReachable(peer.reachable);
    const { clock, seat, onChange } = this.#parts;
    this.#link = new PeerLink({
      me: seat,
      peer: { id: peer.seat, reachable: peer.reachable },
      rtc: this.#rtc,
      clock,
      iceServers: () => this.#iceServers,
      relayOnly: false,
      hasMedia: false,
      streams: [],
      send: (signal) => this.#post.post({ to: peer.seat, epoch: 0, signal }),
      onChange,
    });
  }

  #dropLink(): void {
    const link = this.#link;
    this.#link = null;
    link?.close();
    this.#shut();
  }

  #watch(channels: Channels): void {
    this.#shut();
    const { talk, bytes } = channels;
    const pending = new Set([talk, bytes]);
    const early: (() => void)[] = [];
    for (const channel of [talk, bytes]) {
      // What comes over the one before the other is open is kept for whoever listens then.
      channel.onmessage = (event) => early.push(() => channel.onmessage?.(event));
      channel.onopen = () => {
        pending.delete(channel);
        if (pending.size > 0) return;
        this.#opened(channels);
        for (const hear of early.splice(0)) hear();
      };
      channel.onclose = () => this.#open === channels && this.#gone();
    }
  }

  #opened(channels: Channels): void {
    const peer = this.#peer;
    if (this.#closed || !peer) return;
    this.#open = channels;
    this.#parts.onOpen(channels, peer);
    this.#parts.onChange();
  }

  /** Closed from the other end, or by the network. Whether somebody sits there is what the server says. */
  #gone(): void {
    this.#shut();
    this.#parts.onChange();
    if (this.#entered) void this.enter();
  }

  #shut(): void {
    if (!this.#open) return;
    this.#open = null;
    this.#parts.onClosed();
  }
}

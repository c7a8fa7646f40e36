import type { IceServer, Joined, LiveCall } from '../../protocol/call.ts';
import type { DownEvent, DownOf } from '../../protocol/down.ts';
import type { CallId, ParticipantId, StreamId } from '../../protocol/ids.ts';
import type { Clock } from '../clock.ts';
import type { Socket } from '../socket/socket.ts';
import type { CallDiagnostics, EndedReason, RemoteParticipant } from './call-state.ts';
import { FlowBook } from './flow-book.ts';
import { JoinGauge } from './join-gauge.ts';
import { LinkSet } from './link-set.ts';
import type { LocalMedia } from './local-media.ts';
import type { VisibleSize } from './media-link.ts';
import { Membership, type MembershipEvent } from './membership.ts';
import type { PeerLinks } from './mesh-link.ts';
import { Pulse } from './pulse.ts';
import { diagnosticsOf, remotesOf } from './remotes.ts';
import { Reports } from './reports.ts';
import type { SfuMedia } from './sfu-link.ts';
import { isPassing } from './sfu-request.ts';
import { SfuTrouble } from './sfu-trouble.ts';
import { type Letter, SignalPost } from './signal-post.ts';
import { SpeakerWatch } from './speaker.ts';
import { uplinkOf } from './uplink.ts';

/** What a link is made with: it belongs to one participant and one epoch. */
export interface LinkGround {
  readonly callId: CallId;
  readonly me: ParticipantId;
  readonly epoch: number;
  readonly iceServers: () => readonly IceServer[];
  readonly relayOnly: boolean;
  readonly send: (letter: Letter) => void;
  readonly reachable: boolean;
}
export interface LinkMakers {
  mesh(ground: LinkGround): PeerLinks;
  sfu(ground: LinkGround): SfuMedia;
}

export interface CallSessionOptions {
  readonly socket: Socket;
  readonly clock: Clock;
  readonly media: Pick<LocalMedia, 'streams' | 'onChange'>;
  readonly makers: LinkMakers;
  /** When the user wanted to be in it. */
  readonly wishedAt: number;
  readonly onChange: () => void;
  readonly onEnd: (reason: EndedReason) => void;
}

/** What belongs to one participant id; made anew where this device had to join anew. */
interface Works {
  readonly flows: FlowBook;
  readonly post: SignalPost;
  readonly links: LinkSet;
}

const UPLINK_EVERY_MS = 4_000;

/**
 * This device in one call. The newest snapshot and the user's wishes are the desired state; `#reconcile` moves the links
 * toward it and tells the server what it waits to hear. That the socket is lost stops no media.
 */
export class CallSession {
  readonly #options: CallSessionOptions;
  readonly #membership: Membership;
  readonly #trouble: SfuTrouble;
  readonly #pulse: Pulse;
  readonly #speakers: SpeakerWatch;
  readonly #reports = new Reports();
  readonly #gauge: JoinGauge;
  readonly #stops: (() => void)[];
  #works: Works;
  #uplinkAt = 0;
  #closed = false;

  constructor(joined: Joined, options: CallSessionOptions) {
    const { socket, clock, media } = options;
    this.#options = options;
    this.#gauge = new JoinGauge(joined.call, options.wishedAt);
    this.#membership = new Membership(joined, {
      socket,
      clock,
      streams: () => media.streams,
      tell: (event) => this.#heard(event),
    });
    this.#trouble = new SfuTrouble(clock, () => this.#reconcile());
    this.#works = this.#makeWorks();
    this.#stops = [
      socket.onEvent((event) => this.#take(event)),
      media.onChange(() => this.#streamsChanged()),
    ];
    this.#pulse = new Pulse({
      clock,
      inHaste: () => !this.#works.links.isSettled(this.call) || this.call.switching !== null,
      beat: () => this.#beat(),
    });
    this.#speakers = new SpeakerWatch({
      clock,
      levels: () => (this.call.topology.kind === 'mesh' ? this.#works.links.voices : null),
      onChange: () => options.onChange(),
    });
    this.#membership.tellStreams();
    this.#reconcile();
  }

  get call(): LiveCall {
    return this.#membership.call;
  }

  get me(): ParticipantId {
    return this.#membership.me;
  }

  get speaker(): ParticipantId | null {
    const { speaker } = this.#speakers;
    return speaker === this.me ? null : speaker;
  }

  get connection(): 'good' | 'reconnecting' {
    return this.#membership.isHeld ? 'good' : 'reconnecting';
  }

  get remotes(): RemoteParticipant[] {
    return remotesOf({ call: this.call, me: this.me, ...this.#works });
  }

  setVisible(streamId: StreamId, size: VisibleSize): void {
    this.#works.links.setVisible(streamId, size);
  }

  /** The network under the device is another one. */
  restart(): void {
    this.#works.links.restart();
  }

  async diagnostics(): Promise<CallDiagnostics> {
    await this.#readCounters();
    return diagnosticsOf({ call: this.call, me: this.me, ...this.#works });
  }

  /** Ends the links at once; the server is told as far as it can be reached. */
  async leave(): Promise<void> {
    this.close();
    await this.#membership.leave();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const stop of this.#stops) stop();
    this.#pulse.close();
    this.#speakers.close();
    this.#trouble.close();
    this.#works.post.close();
    this.#works.links.close();
    this.#membership.close();
  }

  #heard(event: MembershipEvent): void {
    if (this.#closed) return;
    if (event.type === 'ended') {
      this.close();
      return this.#options.onEnd(event.reason);
    }
    if (event.type === 'paused') this.#works.post.pause();
    if (event.type === 'resumed') this.#works.post.resume();
    if (event.type === 'renewed') this.#renew();
    if (event.type !== 'changed') this.#reports.clear();
    this.#reconcile();
    this.#options.onChange();
  }

  #renew(): void {
    this.#works.post.close();
    this.#works.links.close();
    this.#trouble.clear();
    this.#works = this.#makeWorks();
  }

  #take(event: DownEvent): void {
    if (event.t === 'call.signal') this.#signalled(event);
    if (!('callId' in event) || event.callId !== this.call.id) return;
    if (event.t === 'sfu.streams' || event.t === 'sfu.lost') this.#works.links.sfu?.receive(event);
    if (event.t === 'sfu.speaker') this.#speakers.tell(event.participantId);
  }

  #signalled({ epoch, from, to, signal }: DownOf<'call.signal'>): void {
    if (to === this.me && this.#works.links.receiveSignal(epoch, from, signal)) this.#reconcile();
  }

  #reconcile(): void {
    if (this.#closed) return;
    this.#trouble.heard(this.call);
    this.#works.links.reconcile({
      call: this.call,
      reachable: this.#membership.isHeld,
      lostSfu: this.#trouble.isLost,
      maySfu: this.#trouble.mayTry,
    });
    this.#sayReady();
    this.#pulse.hasten();
  }

  #sayReady(): void {
    const pending = this.#reports.pending(this.call, this.me, this.#options.clock.now());
    if (!this.#membership.isHeld) return;
    for (const report of pending) {
      const { epoch, via, waitedMs } = report;
      if (!this.#works.links.isReady(this.call, report, waitedMs)) continue;
      if (via === 'sfu') this.#trouble.clear();
      this.#reports.mark(epoch, true);
      const ready = { t: 'call.ready', ...this.#membership.inCall, epoch } as const;
      // Refused means that the epoch is over; without an answer it is said again.
      this.#options.socket.request(ready).catch((error: unknown) => {
        if (isPassing(error)) this.#membership.later(() => this.#reports.mark(epoch, false));
      });
    }
  }

  /** Said before the peer links begin, so that the others know whom they answer. */
  #sfuFailed(reason: string): void {
    this.#works.links.dropSfu();
    const epoch = this.#trouble.fail(this.call);
    if (epoch !== null) {
      this.#reports.mark(epoch, false);
      const failed = { t: 'call.failed', ...this.#membership.inCall, epoch, reason } as const;
      this.#options.socket.request(failed).catch(() => undefined);
    }
    this.#reconcile();
    this.#options.onChange();
  }

  #streamsChanged(): void {
    this.#works.links.publish(this.#options.media.streams);
    this.#membership.tellStreams();
    this.#options.onChange();
  }

  async #beat(): Promise<void> {
    const changed = await this.#readCounters();
    if (this.#closed) return;
    this.#reconcile();
    this.#tellUplink();
    const { clock, socket } = this.#options;
    const measured = this.#gauge.look(this.call, this.#works.flows.reports, clock.now());
    if (measured) socket.notify({ t: 'call.measured', ...this.#membership.inCall, ...measured });
    this.#membership.refreshIceServers();
    if (changed) this.#options.onChange();
  }

  async #readCounters(): Promise<boolean> {
    const { links, flows } = this.#works;
    const reports = await Promise.all(
      links.links.map(async (link) => ({ link, connections: await link.report() })),
    );
    return flows.take(reports, this.#options.clock.now());
  }

  #tellUplink(): void {
    const { clock, socket } = this.#options;
    const kbps = this.call.topology.kind === 'mesh' ? uplinkOf(this.#works.flows.reports) : null;
    if (kbps === null || !this.#membership.isHeld || clock.now() - this.#uplinkAt < UPLINK_EVERY_MS) return;
    this.#uplinkAt = clock.now();
    socket.notify({ t: 'call.uplink', ...this.#membership.inCall, kbps });
  }

  #makeWorks(): Works {
    const { clock, makers, socket, media } = this.#options;
    const { inCall, me } = this.#membership;
    const flows = new FlowBook();
    const deliver = (letter: Letter) => socket.request({ t: 'call.signal', ...inCall, ...letter });
    const post = new SignalPost(deliver, clock, this.#membership.isHeld);
    const ground = (epoch: number): LinkGround => ({
      callId: inCall.callId,
      me,
      epoch,
      iceServers: () => this.#membership.iceServers,
      relayOnly: this.call.meeting === 'relay',
      send: (letter) => post.post(letter),
      reachable: this.#membership.isHeld,
    });
    const links = new LinkSet({
      me,
      clock,
      flows,
      makeMesh: (epoch) => makers.mesh(ground(epoch)),
      makeSfu: (epoch) => makers.sfu(ground(epoch)),
      onChange: () => {
        this.#pulse.hasten();
        this.#options.onChange();
      },
      onSfuFailed: (reason) => this.#sfuFailed(reason),
    });
    links.publish(media.streams);
    return { flows, post, links };
  }
}

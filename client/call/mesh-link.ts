import type { IceServer, Signal } from '../../protocol/call.ts';
import type { ParticipantId } from '../../protocol/ids.ts';
import type { Clock } from '../clock.ts';
import { Emitter } from '../emitter.ts';
import type { Carrier, ConnectionReport, LinkEvent, LocalStream, MediaLink, Peer } from './media-link.ts';
import { PeerLink } from './peer-link.ts';
import type { Rtc } from './rtc.ts';
import type { Level } from './speaker.ts';

/** The peer links of one epoch. */
export interface PeerLinks extends MediaLink {
  readonly kind: 'mesh';
  has(peer: ParticipantId): boolean;
  readonly voices: readonly Level[];
  /** Dropped where there is no link to `from`. */
  receive(from: ParticipantId, signal: Signal): void;
}

export interface MeshLinkOptions {
  readonly epoch: number;
  readonly me: ParticipantId;
  readonly rtc: Rtc;
  readonly clock: Clock;
  readonly iceServers: () => readonly IceServer[];
  /** No way but over the relay: no address of this device is told or used. */
  readonly relayOnly: boolean;
  readonly send: (to: ParticipantId, signal: Signal) => void;
}

/** What one's uplink carries to all peers together, shared among them within sane bounds. */
const CAMERA_KBPS = { total: 3_600, most: 2_500, least: 350 } as const;

export class MeshLink implements PeerLinks {
  readonly kind = 'mesh';
  readonly epoch: number;
  readonly #options: MeshLinkOptions;
  readonly #links = new Map<ParticipantId, PeerLink>();
  readonly #events = new Emitter<LinkEvent>();
  #streams: readonly LocalStream[] = [];
  #closed = false;

  constructor(options: MeshLinkOptions) {
    this.#options = options;
    this.epoch = options.epoch;
  }

  get carriers(): readonly Carrier[] {
    return [...this.#links.values()].flatMap((link) => link.carriers);
  }

  get voices(): readonly Level[] {
    return [...this.#links].map(([participantId, { voiceLevel }]) => ({ participantId, level: voiceLevel }));
  }

  has(peer: ParticipantId): boolean {
    return this.#links.has(peer);
  }

  isUp(peer: ParticipantId): boolean {
    return this.#links.get(peer)?.isUp ?? false;
  }

  publish(streams: readonly LocalStream[]): void {
    this.#streams = streams;
    for (const link of this.#links.values()) link.publish(streams);
  }

  setPeers(peers: readonly Peer[]): void {
    if (this.#closed) return;
    const wanted = new Set(peers.map(({ id }) => id));
    for (const id of [...this.#links.keys()].filter((known) => !wanted.has(known))) this.#drop(id);
    for (const peer of peers) {
      const link = this.#links.get(peer.id);
      if (link) link.setReachable(peer.reachable);
      else this.#links.set(peer.id, this.#connect(peer));
    }
    const kbps = Math.round(CAMERA_KBPS.total / Math.max(this.#links.size, 1));
    const share = Math.min(CAMERA_KBPS.most, Math.max(CAMERA_KBPS.least, kbps));
    for (const link of this.#links.values()) link.limit('camera', share);
  }

  receive(from: ParticipantId, signal: Signal): void {
    this.#links.get(from)?.receive(signal);
  }

  restart(): void {
    for (const link of this.#links.values()) link.restart();
  }

  /** A sender cannot know what its peer shows: nothing to do on a peer link. */
  setVisible(): void {}

  async report(): Promise<ConnectionReport[]> {
    return await Promise.all([...this.#links.values()].map((link) => link.report()));
  }

  onEvent(listener: (event: LinkEvent) => void): () => void {
    return this.#events.on(listener);
  }

  close(): void {
    this.#closed = true;
    for (const id of [...this.#links.keys()]) this.#drop(id);
  }

  #connect(peer: Peer): PeerLink {
    const { me, rtc, clock, iceServers, relayOnly, send } = this.#options;
    return new PeerLink({
      me,
      peer,
      rtc,
      clock,
      iceServers,
      relayOnly,
      hasMedia: true,
      streams: this.#streams,
      send: (signal) => send(peer.id, signal),
      onChange: () => {
        if (!this.#closed) this.#events.emit({ type: 'changed' });
      },
    });
  }

  #drop(id: ParticipantId): void {
    this.#links.get(id)?.close();
    this.#links.delete(id);
  }
}

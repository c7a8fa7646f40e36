import type { Signal } from '../../protocol/call.ts';
import type { DownOf } from '../../protocol/down.ts';
import type { ParticipantId, StreamId } from '../../protocol/ids.ts';
import type { Clock } from '../clock.ts';
import { Emitter } from '../emitter.ts';
import {
  type Carrier,
  type ConnectionReport,
  type LinkEvent,
  type LocalStream,
  makeCarrier,
  type MediaLink,
  type Peer,
} from './media-link.ts';
import type { PeerLinks } from './mesh-link.ts';
import type { SfuMedia } from './sfu-link.ts';

export interface FakeNetworkOptions {
  readonly clock: Clock;
  /** How long the next connection takes to come up. */
  readonly delayMs: () => number;
}

/** For tests: links that connect through this object instead of a network. Media flows as soon as two ends are up. */
export class FakeNetwork {
  readonly clock: Clock;
  readonly delayMs: () => number;
  readonly meshes = new Set<FakeMeshLink>();
  readonly places = new Set<FakeSfuLink>();
  /** Those whose way to the SFU is blocked. */
  readonly cutOff = new Set<ParticipantId>();

  constructor({ clock, delayMs }: FakeNetworkOptions) {
    this.clock = clock;
    this.delayMs = delayMs;
  }

  /** The links by which `peer` can be seen and heard at `me` now. */
  waysBetween(me: ParticipantId, peer: ParticipantId): string[] {
    const meshes = [...this.meshes].filter((mesh) => mesh.me === me && mesh.isUp(peer));
    const [own, other] = [me, peer].map((id) =>
      [...this.places].find((place) => place.me === id && place.up),
    );
    return [...meshes.map(({ epoch }) => `mesh ${epoch}`), ...(own && other ? ['sfu'] : [])];
  }

  /** All places on the SFU are lost, as with a worker that died for good. */
  breakSfu(reason: string): void {
    for (const place of [...this.places]) place.fail(reason);
  }
}

interface FakeGround {
  readonly me: ParticipantId;
  readonly epoch: number;
  readonly send: (to: ParticipantId, signal: Signal) => void;
}

abstract class FakeLink implements MediaLink {
  abstract readonly kind: 'mesh' | 'sfu';
  readonly me: ParticipantId;
  readonly epoch: number;
  readonly network: FakeNetwork;
  streams: readonly LocalStream[] = [];
  closed = false;
  readonly #events = new Emitter<LinkEvent>();
  readonly #carriers = new Map<string, Carrier>();

  constructor(network: FakeNetwork, { me, epoch }: Pick<FakeGround, 'me' | 'epoch'>) {
    this.network = network;
    this.me = me;
    this.epoch = epoch;
  }

  /** Links of others that media arrives from. */
  abstract senders(): readonly FakeLink[];
  abstract isUp(peer: ParticipantId): boolean;
  abstract setPeers(peers: readonly Peer[]): void;
  abstract close(): void;

  get carriers(): readonly Carrier[] {
    return this.senders().flatMap(({ me: participantId, streams }) =>
      streams.flatMap(({ id, track }) => (track ? this.#carrierOf(participantId, id, track) : [])),
    );
  }

  publish(streams: readonly LocalStream[]): void {
    this.streams = streams;
  }

  restart(): void {}

  setVisible(): void {}

  onEvent(listener: (event: LinkEvent) => void): () => void {
    return this.#events.on(listener);
  }

  async report(): Promise<ConnectionReport[]> {
    const { kind } = this;
    return this.senders().map(({ me }) => ({
      participantId: kind === 'sfu' ? null : me,
      state: 'connected',
      path: kind === 'sfu' ? 'sfu' : 'direct',
      localCandidate: 'host',
      remoteCandidate: 'host',
      protocol: 'udp',
      roundTripMs: 20,
      bytesSent: 1_000,
      bytesReceived: 1_000,
      uplink: { availableKbps: 1_000, limited: false },
      carriers: this.carriers
        .filter(({ participantId }) => participantId === me)
        .map(({ key, track }) => ({ key, kind: track.kind === 'video' ? 'video' : 'audio', ...COUNTED })),
    }));
  }

  tell(event: LinkEvent): void {
    if (!this.closed) this.#events.emit(event);
  }

  #carrierOf(participantId: ParticipantId, streamId: StreamId, track: MediaStreamTrack): Carrier {
    const name = `${participantId} ${streamId}`;
    const known = this.#carriers.get(name);
    if (known) return known;
    const carrier = makeCarrier(this.kind, { participantId, streamId, track });
    this.#carriers.set(name, carrier);
    return carrier;
  }
}

const COUNTED = {
  framesDecoded: 30,
  bytesReceived: 30_000,
  packetsReceived: 100,
  packetsLost: 0,
  freezes: 0,
  frameWidth: 640,
  frameHeight: 360,
} as const;

export class FakeMeshLink extends FakeLink implements PeerLinks {
  readonly kind = 'mesh';
  readonly #send: FakeGround['send'];
  readonly #peers = new Set<ParticipantId>();
  readonly #up = new Set<ParticipantId>();

  constructor(network: FakeNetwork, ground: FakeGround) {
    super(network, ground);
    this.#send = ground.send;
    network.meshes.add(this);
  }

  has(peer: ParticipantId): boolean {
    return this.#peers.has(peer);
  }

  isUp(peer: ParticipantId): boolean {
    return this.#up.has(peer) && this.#otherEnd(peer)?.has(this.me) === true;
  }

  senders(): readonly FakeLink[] {
    return [...this.#up].flatMap((peer) => (this.isUp(peer) ? (this.#otherEnd(peer) ?? []) : []));
  }

  setPeers(peers: readonly Peer[]): void {
    const wanted = new Set(peers.map(({ id }) => id));
    for (const peer of this.#peers) if (!wanted.has(peer)) this.#drop(peer);
    for (const peer of wanted) if (!this.#peers.has(peer)) this.#begin(peer);
  }

  readonly voices = [];

  receive(): void {}

  close(): void {
    this.closed = true;
    for (const peer of this.#peers) this.#drop(peer);
    this.network.meshes.delete(this);
  }

  #begin(peer: ParticipantId): void {
    this.#peers.add(peer);
    // What a peer link says first reaches one that has not begun: it may answer by a link.
    this.#send(peer, { instance: `${this.me} ${this.epoch}`, peerInstance: null });
    const other = this.#otherEnd(peer);
    if (other?.has(this.me)) this.network.clock.after(this.network.delayMs(), () => this.#connect(peer));
  }

  #connect(peer: ParticipantId): void {
    const other = this.#otherEnd(peer);
    if (this.closed || !this.has(peer) || !other?.has(this.me)) return;
    this.#up.add(peer);
    other.#up.add(this.me);
    for (const end of [this, other]) end.tell({ type: 'changed' });
  }

  #drop(peer: ParticipantId): void {
    this.#peers.delete(peer);
    this.#up.delete(peer);
    const other = this.#otherEnd(peer);
    if (other) other.#up.delete(this.me);
  }

  #otherEnd(peer: ParticipantId): FakeMeshLink | undefined {
    return [...this.network.meshes].find(({ me, epoch }) => me === peer && epoch === this.epoch);
  }
}

export class FakeSfuLink extends FakeLink implements SfuMedia {
  readonly kind = 'sfu';
  up = false;
  baseLayerOnly = false;

  constructor(network: FakeNetwork, ground: Pick<FakeGround, 'me' | 'epoch'>) {
    super(network, ground);
    network.places.add(this);
    network.clock.after(network.delayMs(), () => this.#settle());
  }

  isUp(): boolean {
    return this.up;
  }

  senders(): readonly FakeLink[] {
    return this.up ? [...this.network.places].filter((place) => place !== this && place.up) : [];
  }

  setPeers(): void {}

  receive(_event: DownOf<'sfu.streams'> | DownOf<'sfu.lost'>): void {}

  setReachable(): void {}

  setBaseLayerOnly(only: boolean): void {
    this.baseLayerOnly = only;
  }

  fail(reason: string): void {
    this.up = false;
    this.network.places.delete(this);
    this.tell({ type: 'failed', reason });
  }

  close(): void {
    this.closed = true;
    this.up = false;
    this.network.places.delete(this);
  }

  #settle(): void {
    if (this.closed || !this.network.places.has(this)) return;
    if (this.network.cutOff.has(this.me)) return this.fail('No way to the media server.');
    this.up = true;
    for (const place of this.network.places) place.tell({ type: 'changed' });
  }
}

import type { LiveCall, Participant, Signal } from '../../protocol/call.ts';
import type { ParticipantId, StreamId } from '../../protocol/ids.ts';
import { SWITCH_DEADLINE_MS } from '../../protocol/limits.ts';
import type { Clock } from '../clock.ts';
import type { FlowBook } from './flow-book.ts';
import type { LocalStream, MediaLink, Peer, VisibleSize } from './media-link.ts';
import type { PeerLinks } from './mesh-link.ts';
import { type DueReport, linkInForce, othersOf, wantedLinks } from './reconcile.ts';
import type { SfuMedia } from './sfu-link.ts';
import type { Level } from './speaker.ts';

export interface LinkSetOptions {
  readonly me: ParticipantId;
  readonly clock: Clock;
  readonly flows: FlowBook;
  readonly makeMesh: (epoch: number) => PeerLinks;
  readonly makeSfu: (epoch: number) => SfuMedia;
  readonly onChange: () => void;
  readonly onSfuFailed: (reason: string) => void;
}

export interface Wish {
  readonly call: LiveCall;
  /** The server can be reached. */
  readonly reachable: boolean;
  readonly lostSfu: boolean;
  /** After a failure the SFU rests for a while. */
  readonly maySfu: boolean;
}

/** A link that is replaced goes on this long after the new one flows: the page's last frames are on it. */
const GRACE_MS = 300;
/** Signals that came before the snapshot which makes sense of them. */
const MAX_EARLY_SIGNALS = 128;
/** Whoever nothing has come from through the SFU by then is taken for one that cannot reach it. */
const LATE_MS = SWITCH_DEADLINE_MS - 3_000;

interface EarlySignal {
  readonly epoch: number;
  readonly from: ParticipantId;
  readonly signal: Signal;
}

/**
 * All links of one participant. Makes what the newest snapshot asks for, and takes down what it does not: but the link
 * to a peer only once the link in force carries all of that peer's media.
 */
export class LinkSet {
  readonly #options: LinkSetOptions;
  readonly #meshes = new Map<number, PeerLinks>();
  readonly #sizes = new Map<StreamId, VisibleSize>();
  readonly #asked = new Set<string>();
  /** By peer: the link in force, and since when it has carried everything. */
  readonly #carriedSince = new Map<ParticipantId, { readonly link: string; readonly at: number }>();
  #early: EarlySignal[] = [];
  #sfu: SfuMedia | null = null;
  #leavingSfu: SfuMedia | null = null;
  #streams: readonly LocalStream[] = [];

  constructor(options: LinkSetOptions) {
    this.#options = options;
  }

  get links(): readonly MediaLink[] {
    return [...this.#meshes.values(), this.#sfu, this.#leavingSfu].filter((link) => link !== null);
  }

  get sfu(): SfuMedia | null {
    return this.#sfu;
  }

  /** How loud each peer is that is heard over a peer link. */
  get voices(): readonly Level[] {
    return [...this.#meshes.values()].flatMap(({ voices }) => voices);
  }

  publish(streams: readonly LocalStream[]): void {
    this.#streams = streams;
    for (const link of this.links) link.publish(streams);
  }

  setVisible(streamId: StreamId, size: VisibleSize): void {
    this.#sizes.set(streamId, size);
    for (const link of this.links) link.setVisible(streamId, size);
  }

  restart(): void {
    for (const link of this.links) link.restart();
  }

  /** Answers whether a peer asks here for a link that there is none of. */
  receiveSignal(epoch: number, from: ParticipantId, signal: Signal): boolean {
    const mesh = this.#meshes.get(epoch);
    if (mesh?.has(from)) {
      mesh.receive(from, signal);
      return false;
    }
    this.#asked.add(keyOf(epoch, from));
    this.#early = [...this.#early, { epoch, from, signal }].slice(-MAX_EARLY_SIGNALS);
    return true;
  }

  reconcile(wish: Wish): void {
    const { call, reachable, lostSfu } = wish;
    const wanted = wantedLinks({
      call,
      me: this.#options.me,
      lostSfu,
      begun: (e, p) => this.#hasBegun(e, p),
    });
    this.#noteCarried(call);
    this.#bringSfu(wanted.sfu !== null && wish.maySfu ? wanted.sfu : null, wish);
    for (const epoch of wanted.meshes.keys()) if (!this.#meshes.has(epoch)) this.#addMesh(epoch);
    let isReplacing = call.switching?.to === 'sfu';
    for (const [epoch, mesh] of this.#meshes) {
      const asked = wanted.meshes.get(epoch) ?? [];
      const peers = this.#keptOn(mesh, asked, call);
      isReplacing ||= peers.length > asked.length;
      if (peers.length === 0 && !wanted.meshes.has(epoch)) this.#removeMesh(epoch);
      else mesh.setPeers(peers.map((peer) => asPeer(call, peer, reachable)));
    }
    // Peer links carry the pictures meanwhile: few devices can encode them all twice without a stutter on both.
    this.#sfu?.setBaseLayerOnly(isReplacing);
    this.#deliverEarly(wanted.meshes);
  }

  /** Everything that the server waits to hear of is up and flows. */
  isReady(call: LiveCall, { epoch, via }: DueReport, waitedMs: number): boolean {
    const { me } = this.#options;
    const link = via === 'sfu' ? this.#sfu : this.#meshes.get(epoch);
    if (!link || (via === 'sfu' && !link.isUp(me))) return false;
    const isSwitch = call.switching?.epoch === epoch;
    const others = call.participants.filter(
      ({ id, connected, onSfu }) => id !== me && connected && (via === 'mesh' || isSwitch || onSfu),
    );
    if (via === 'mesh' || waitedMs < LATE_MS) return others.every((peer) => this.#carriesAll(link, peer));
    const reached = others.filter((peer) => this.#carriesSome(link, peer) || this.#carriesAll(link, peer));
    if (reached.length === 0 && others.length > 0) return false;
    return reached.every((peer) => this.#carriesAll(link, peer));
  }

  /** The link in force to everyone who is there carries all, and no other is left over. */
  isSettled(call: LiveCall): boolean {
    const present = call.participants.filter(({ id, connected }) => id !== this.#options.me && connected);
    const isOnlyWanted = this.#leavingSfu === null && this.#meshes.size === 1;
    return isOnlyWanted && present.every(({ id }) => this.#carriedSince.has(id));
  }

  linkTo(call: LiveCall, peer: ParticipantId): MediaLink | null {
    const inForce = linkInForce(call, this.#options.me, peer);
    return (inForce.kind === 'sfu' ? this.#sfu : this.#meshes.get(inForce.epoch)) ?? null;
  }

  dropSfu(): void {
    this.#sfu?.close();
    this.#sfu = null;
  }

  close(): void {
    for (const link of this.links) link.close();
    this.#meshes.clear();
    this.#sfu = null;
    this.#leavingSfu = null;
  }

  #bringSfu(epoch: number | null, { call, reachable }: Wish): void {
    if (epoch !== null && !this.#sfu) {
      // A place that is on its way out would be taken away by the new one.
      this.#leavingSfu?.close();
      this.#leavingSfu = null;
      this.#sfu = this.#attach(this.#options.makeSfu(epoch));
    } else if (epoch === null && this.#sfu) {
      this.#leavingSfu = this.#sfu;
      this.#sfu = null;
    }
    this.#sfu?.setReachable(reachable);
    if (!this.#leavingSfu || !othersOf(call, this.#options.me).every((peer) => this.#isReplaced(peer)))
      return;
    this.#leavingSfu.close();
    this.#leavingSfu = null;
  }

  #addMesh(epoch: number): void {
    this.#meshes.set(epoch, this.#attach(this.#options.makeMesh(epoch)));
  }

  #removeMesh(epoch: number): void {
    this.#meshes.get(epoch)?.close();
    this.#meshes.delete(epoch);
  }

  #attach<T extends MediaLink>(link: T): T {
    const attached: MediaLink = link;
    attached.onEvent((event) => {
      if (event.type === 'changed') this.#options.onChange();
      else if (attached === this.#sfu) this.#options.onSfuFailed(event.reason);
    });
    link.publish(this.#streams);
    for (const [streamId, size] of this.#sizes) link.setVisible(streamId, size);
    return link;
  }

  /** Those that are wanted, and those whose link goes on until the one in force carries all. */
  #keptOn(mesh: PeerLinks, wanted: readonly ParticipantId[], call: LiveCall): readonly ParticipantId[] {
    const left = othersOf(call, this.#options.me).filter((peer) => mesh.has(peer) && !wanted.includes(peer));
    return [...wanted, ...left.filter((peer) => !this.#isReplaced(peer))];
  }

  #isReplaced(peer: ParticipantId): boolean {
    const carried = this.#carriedSince.get(peer);
    return carried !== undefined && this.#options.clock.now() - carried.at >= GRACE_MS;
  }

  #noteCarried(call: LiveCall): void {
    const { me, clock } = this.#options;
    const present = new Set(othersOf(call, me));
    for (const peer of this.#carriedSince.keys()) if (!present.has(peer)) this.#carriedSince.delete(peer);
    for (const peer of call.participants) {
      if (peer.id === me) continue;
      const link = this.linkTo(call, peer.id);
      const name = link ? `${link.kind} ${link.epoch}` : '';
      if (!link || !this.#carriesAll(link, peer)) this.#carriedSince.delete(peer.id);
      else if (this.#carriedSince.get(peer.id)?.link !== name) {
        this.#carriedSince.set(peer.id, { link: name, at: clock.now() });
      }
    }
  }

  #carriesAll(link: MediaLink, peer: Participant): boolean {
    const expected = peer.streams.filter(({ id, active }) => active && this.#sizes.get(id) !== 'hidden');
    if (!link.isUp(peer.id)) return false;
    const { flows, clock } = this.#options;
    // A camera behind its shutter sends nothing on any link: that is no reason to wait.
    return expected.every(({ id }) => {
      const carrier = link.carriers.find(({ streamId }) => streamId === id);
      return carrier !== undefined && (flows.isFlowing(carrier.key) || flows.isIdle(id, clock.now()));
    });
  }

  #carriesSome(link: MediaLink, peer: Participant): boolean {
    const own = link.carriers.filter(({ participantId }) => participantId === peer.id);
    return own.some(({ key }) => this.#options.flows.isFlowing(key));
  }

  #hasBegun(epoch: number, peer: ParticipantId): boolean {
    return Boolean(this.#meshes.get(epoch)?.has(peer)) || this.#asked.has(keyOf(epoch, peer));
  }

  #deliverEarly(wanted: ReadonlyMap<number, readonly ParticipantId[]>): void {
    const early = this.#early;
    const newest = Math.max(...wanted.keys());
    this.#early = early.filter(
      ({ epoch, from }) => (wanted.has(epoch) || epoch > newest) && !this.#meshes.get(epoch)?.has(from),
    );
    for (const { epoch, from, signal } of early) this.#meshes.get(epoch)?.receive(from, signal);
    for (const key of this.#asked) if (!wanted.has(epochOf(key))) this.#asked.delete(key);
  }
}

function asPeer(call: LiveCall, id: ParticipantId, reachable: boolean): Peer {
  const connected = call.participants.find((participant) => participant.id === id)?.connected ?? false;
  return { id, reachable: reachable && connected };
}

function keyOf(epoch: number, peer: ParticipantId): string {
  return `${epoch} ${peer}`;
}

function epochOf(key: string): number {
  return Number(key.split(' ')[0]);
}

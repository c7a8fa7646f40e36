import type { IceServer, Signal, Source } from '../../protocol/call.ts';
import type { ParticipantId } from '../../protocol/ids.ts';
import type { Clock } from '../clock.ts';
import { makeUuid } from '../uuid.ts';
import { Ladder } from './ladder.ts';
import {
  type Carrier,
  type ConnectionReport,
  type LocalStream,
  makeCarrier,
  type Peer,
} from './media-link.ts';
import { type Mids, PeerConnection, type PeerConnectionEvent } from './peer-connection.ts';
import type { Rtc } from './rtc.ts';
import { readReport } from './stats.ts';

export interface PeerLinkOptions {
  readonly me: ParticipantId;
  readonly peer: Peer;
  readonly rtc: Rtc;
  readonly clock: Clock;
  readonly iceServers: () => readonly IceServer[];
  /** No way but over the relay: no address of this device is told or used. */
  readonly relayOnly: boolean;
  readonly hasMedia: boolean;
  readonly streams: readonly LocalStream[];
  readonly send: (signal: Signal) => void;
  /** Carriers came or went, or the connection went up or down. */
  readonly onChange: () => void;
}

/** Who waits for an offer says so after this, and again: the other end may not have begun, or begun anew. */
const HELLO_AFTER_MS = 1_500;
const CONNECT_MS = 8_000;
/** The one that offers starts over first. */
const CONNECT_ANSWERING_MS = 12_000;

/**
 * The link to one peer over the peer connections it takes. Each has an instance id. A description, or a bare hello, of
 * an instance that is not the known one means that the peer started over, and so does this end. What is addressed to
 * an earlier instance of this end is dropped.
 */
export class PeerLink {
  readonly peer: ParticipantId;
  readonly #options: PeerLinkOptions;
  readonly #offers: boolean;
  readonly #ladder: Ladder;
  readonly #limits = new Map<Source, number>();
  #streams: readonly LocalStream[];
  #connection: PeerConnection;
  #instance = makeUuid();
  #peerInstance: string | null = null;
  #carriers = new Map<string, Carrier>();
  #cancelHello: () => void = () => undefined;
  #closed = false;

  constructor(options: PeerLinkOptions) {
    this.#options = options;
    this.peer = options.peer.id;
    this.#offers = options.me < options.peer.id;
    this.#streams = options.streams;
    this.#connection = this.#open();
    this.#ladder = new Ladder(
      {
        clock: options.clock,
        connectMs: this.#offers ? CONNECT_MS : CONNECT_ANSWERING_MS,
        restartIce: () => this.#connection.restartIce(),
        startOver: () => this.#startOver(),
      },
      options.peer.reachable,
    );
    if (this.#offers) this.#connection.offer();
    else this.#cancelHello = options.clock.after(HELLO_AFTER_MS, () => this.#hello());
  }

  get carriers(): readonly Carrier[] {
    return [...this.#carriers.values()];
  }

  get isUp(): boolean {
    return this.#connection.state === 'connected';
  }

  get voiceLevel(): number {
    return this.isUp ? this.#connection.voiceLevel : 0;
  }

  publish(streams: readonly LocalStream[]): void {
    this.#streams = streams;
    this.#connection.publish(streams);
  }

  limit(source: Source, kbps: number): void {
    this.#limits.set(source, kbps);
    if (this.isUp) this.#connection.limit(source, kbps);
  }

  setReachable(reachable: boolean): void {
    this.#ladder.setReachable(reachable);
  }

  restart(): void {
    if (this.isUp || this.#connection.state === 'disconnected') this.#ladder.restart();
  }

  receive(signal: Signal): void {
    if (this.#closed) return;
    if (signal.peerInstance !== null && signal.peerInstance !== this.#instance) return;
    const isKnown = signal.instance === this.#peerInstance;
    if (signal.candidate !== undefined) {
      // Candidates follow their description: those of an instance unknown here belong to one that is over.
      if (isKnown) this.#connection.takeCandidate(signal.candidate);
      return;
    }
    if (!isKnown && this.#peerInstance !== null) {
      this.#replaceConnection();
      this.#ladder.begun();
      if (this.#offers) this.#connection.offer();
    }
    this.#peerInstance = signal.instance;
    if (signal.description) this.#connection.takeDescription(signal.description, signal.mids ?? {});
    else this.#connection.repeatOffer();
  }

  async report(): Promise<ConnectionReport> {
    const connection = this.#connection;
    const stats = await connection.getStats();
    const about = { participantId: this.peer, state: connection.state };
    return readReport(stats, about, (mid) => this.#carriers.get(mid));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelHello();
    this.#ladder.close();
    this.#connection.close();
    this.#carriers.clear();
  }

  #open(): PeerConnection {
    const { rtc, iceServers, relayOnly, hasMedia } = this.#options;
    const instance = this.#instance;
    return new PeerConnection({
      rtc,
      iceServers,
      relayOnly,
      hasMedia,
      offers: this.#offers,
      streams: this.#streams,
      tell: (event) => {
        if (instance === this.#instance && !this.#closed) this.#heard(event);
      },
    });
  }

  #startOver(): void {
    this.#replaceConnection();
    if (this.#offers) this.#connection.offer();
    else this.#hello();
  }

  #replaceConnection(): void {
    this.#connection.close();
    this.#instance = makeUuid();
    this.#peerInstance = null;
    this.#carriers = new Map();
    this.#connection = this.#open();
    this.#options.onChange();
  }

  #hello(): void {
    this.#cancelHello();
    if (this.#peerInstance !== null) return;
    this.#signal({});
    this.#cancelHello = this.#options.clock.after(2 * HELLO_AFTER_MS, () => this.#hello());
  }

  #heard(event: PeerConnectionEvent): void {
    switch (event.type) {
      case 'described':
        return this.#signal({ description: event.description, mids: event.mids });
      case 'gathered':
        return this.#signal({ candidate: event.candidate });
      case 'heard':
        return this.#carry(event.tracks);
      case 'state':
        this.#ladder.heard(event.state);
        if (event.state === 'connected') this.#applyLimits();
        return this.#options.onChange();
      case 'broke':
        return this.#ladder.fail();
    }
  }

  #applyLimits(): void {
    for (const [source, kbps] of this.#limits) this.#connection.limit(source, kbps);
  }

  /** A later description names the same tracks again: they keep their carriers. */
  #carry(tracks: Extract<PeerConnectionEvent, { type: 'heard' }>['tracks']): void {
    this.#carriers = new Map(
      tracks.map(({ mid, streamId, track }) => {
        const known = this.#carriers.get(mid);
        if (known?.track === track && known.streamId === streamId) return [mid, known];
        return [mid, makeCarrier('mesh', { participantId: this.peer, streamId, track })];
      }),
    );
    this.#options.onChange();
  }

  #signal(content: {
    description?: Signal['description'];
    mids?: Mids;
    candidate?: Signal['candidate'];
  }): void {
    this.#options.send({ instance: this.#instance, peerInstance: this.#peerInstance, ...content });
  }
}

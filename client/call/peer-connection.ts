import type { IceServer, Signal, Source } from '../../protocol/call.ts';
import type { StreamId } from '../../protocol/ids.ts';
import { groupOf, kindOf, type LocalStream, SOURCES } from './media-link.ts';
import type { Rtc } from './rtc.ts';

export type Description = NonNullable<Signal['description']>;
export type Candidate = NonNullable<Signal['candidate']>;
export type Mids = Readonly<Record<string, StreamId>>;

export interface PeerConnectionOptions {
  readonly rtc: Rtc;
  readonly iceServers: () => readonly IceServer[];
  /** No way but over the relay: no address of this device is told or used. */
  readonly relayOnly: boolean;
  /** One of the two makes the first offer, and does not give way when both offer at once. */
  readonly offers: boolean;
  /** false: it carries data channels alone, which whoever makes it adds to it. */
  readonly hasMedia: boolean;
  readonly streams: readonly LocalStream[];
  readonly tell: (event: PeerConnectionEvent) => void;
}

export type PeerConnectionEvent =
  | { type: 'described'; description: Description; mids: Mids }
  | { type: 'gathered'; candidate: Candidate | null }
  | { type: 'state'; state: RTCPeerConnectionState }
  /** The other end's streams have tracks here, by media section. */
  | { type: 'heard'; tracks: readonly { mid: string; streamId: StreamId; track: MediaStreamTrack }[] }
  | { type: 'broke'; cause: unknown };

/**
 * One RTCPeerConnection: perfect negotiation over four media sections that are fixed for its life, one a source, or over none.
 * Camera, mute and screen only replace the track of their section, so there is nothing to negotiate in a call but
 * ICE restarts. Everything runs in one chain of steps.
 */
export class PeerConnection {
  readonly #options: PeerConnectionOptions;
  readonly #pc: RTCPeerConnection;
  readonly #sections = new Map<Source, RTCRtpTransceiver>();
  readonly #sent = new Map<Source, MediaStreamTrack | null>();
  readonly #early: Candidate[] = [];
  #streams: readonly LocalStream[];
  #steps: Promise<void> = Promise.resolve();
  #offerDue = false;
  #closed = false;

  constructor(options: PeerConnectionOptions) {
    this.#options = options;
    this.#streams = options.streams;
    this.#pc = options.rtc.peerConnection({
      iceServers: [...options.iceServers()],
      bundlePolicy: 'max-bundle',
      iceTransportPolicy: options.relayOnly ? 'relay' : 'all',
    });
    this.#pc.onicecandidate = ({ candidate }) =>
      this.#tell({ type: 'gathered', candidate: plain(candidate) });
    this.#pc.onconnectionstatechange = () => this.#tell({ type: 'state', state: this.#pc.connectionState });
    if (options.offers && options.hasMedia) this.#addSections();
  }

  get state(): RTCPeerConnectionState {
    return this.#pc.connectionState;
  }

  /** How loud the other end's voice arrives, from 0 to 1. */
  get voiceLevel(): number {
    const [source] = this.#sections.get('microphone')?.receiver.getSynchronizationSources() ?? [];
    return source?.audioLevel ?? 0;
  }

  publish(streams: readonly LocalStream[]): void {
    this.#streams = streams;
    for (const source of this.#sections.keys()) this.#send(source);
  }

  /** Caps what a video section may send. */
  limit(source: Source, kbps: number): void {
    this.#step(async () => {
      const sender = this.#sections.get(source)?.sender;
      const parameters = sender?.getParameters();
      const [encoding] = parameters?.encodings ?? [];
      if (!sender || !parameters || !encoding || encoding.maxBitrate === kbps * 1000) return;
      encoding.maxBitrate = kbps * 1000;
      // A browser that refuses leaves the choice to its congestion control.
      await sender.setParameters(parameters).catch(() => undefined);
    });
  }

  offer(): void {
    this.#step(() => this.#offer());
  }

  restartIce(): void {
    this.#step(async () => {
      this.#pc.setConfiguration({
        ...this.#pc.getConfiguration(),
        iceServers: [...this.#options.iceServers()],
      });
      this.#pc.restartIce();
      await this.#offer();
    });
  }

  /** An offer that may have met nobody is told again. */
  repeatOffer(): void {
    this.#step(async () => {
      if (this.#pc.signalingState === 'have-local-offer') this.#tellDescription();
    });
  }

  takeDescription(description: Description, mids: Mids): void {
    this.#step(() => this.#take(description, mids));
  }

  takeCandidate(candidate: Candidate | null): void {
    this.#step(async () => {
      if (candidate === null) return;
      if (this.#pc.remoteDescription) await this.#addCandidate(candidate);
      else this.#early.push(candidate);
    });
  }

  getStats(): Promise<RTCStatsReport> {
    return this.#pc.getStats();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#pc.onicecandidate = null;
    this.#pc.onconnectionstatechange = null;
    this.#pc.close();
  }

  #step(task: () => Promise<void>): void {
    this.#steps = this.#steps
      .then(() => (this.#closed ? undefined : task()))
      .catch((cause: unknown) => this.#tell({ type: 'broke', cause }));
  }

  #tell(event: PeerConnectionEvent): void {
    if (!this.#closed) this.#options.tell(event);
  }

  #addSections(): void {
    const groups = { person: this.#options.rtc.mediaStream(), screen: this.#options.rtc.mediaStream() };
    for (const source of SOURCES) {
      const streams = [groups[groupOf(source)]];
      this.#sections.set(source, this.#pc.addTransceiver(kindOf(source), { direction: 'sendrecv', streams }));
      this.#send(source);
    }
  }

  /** The sections that an offer brought, in its order. */
  #adoptSections(): void {
    if (this.#sections.size > 0) return;
    const groups = { person: this.#options.rtc.mediaStream(), screen: this.#options.rtc.mediaStream() };
    for (const [index, transceiver] of this.#pc.getTransceivers().entries()) {
      const source = SOURCES[index];
      if (!source) return;
      transceiver.direction = 'sendrecv';
      transceiver.sender.setStreams?.(groups[groupOf(source)]);
      this.#sections.set(source, transceiver);
      this.#send(source);
    }
  }

  #send(source: Source): void {
    const track = this.#streams.find((stream) => stream.source === source)?.track ?? null;
    const sender = this.#sections.get(source)?.sender;
    if (!sender || this.#sent.get(source) === track) return;
    this.#sent.set(source, track);
    sender.replaceTrack(track).catch((cause: unknown) => this.#tell({ type: 'broke', cause }));
  }

  async #offer(): Promise<void> {
    this.#offerDue = this.#pc.signalingState !== 'stable';
    if (this.#offerDue) return;
    await this.#pc.setLocalDescription();
    this.#tellDescription();
  }

  async #take(description: Description, mids: Mids): Promise<void> {
    const isOffer = description.type === 'offer';
    const collides = isOffer && this.#pc.signalingState !== 'stable';
    if (collides && this.#options.offers) return;
    if (!isOffer && this.#pc.signalingState !== 'have-local-offer') return;
    if (isOffer && isSame(description, this.#pc.currentRemoteDescription)) return this.#tellDescription();
    if (collides) this.#offerDue = true;
    await this.#pc.setRemoteDescription(description);
    for (const candidate of this.#early.splice(0)) await this.#addCandidate(candidate);
    if (isOffer) {
      this.#adoptSections();
      await this.#pc.setLocalDescription();
      this.#tellDescription();
    }
    this.#hear(mids);
    if (this.#offerDue) await this.#offer();
  }

  async #addCandidate(candidate: Candidate): Promise<void> {
    // One of an offer that was given up, or of a generation that a restart ended.
    await this.#pc.addIceCandidate(candidate).catch(() => undefined);
  }

  #hear(mids: Mids): void {
    const tracks = this.#pc.getTransceivers().flatMap(({ mid, receiver }) => {
      const streamId = mid === null ? undefined : mids[mid];
      return mid === null || streamId === undefined ? [] : [{ mid, streamId, track: receiver.track }];
    });
    this.#tell({ type: 'heard', tracks });
  }

  #tellDescription(): void {
    const description = this.#pc.localDescription;
    if (!description) return;
    const mids: Record<string, StreamId> = {};
    for (const { source, id } of this.#streams) {
      const mid = this.#sections.get(source)?.mid;
      if (mid) mids[mid] = id;
    }
    this.#tell({ type: 'described', description: { type: description.type, sdp: description.sdp }, mids });
  }
}

function plain(candidate: RTCIceCandidate | null): Candidate | null {
  if (!candidate?.candidate) return null;
  const { sdpMid, sdpMLineIndex, usernameFragment } = candidate;
  return { candidate: candidate.candidate, sdpMid, sdpMLineIndex, usernameFragment };
}

/** The `o=` line carries the session's version, which every new offer raises. */
function isSame(offer: Description, known: RTCSessionDescription | null): boolean {
  const origin = (sdp: string) => /^o=.*$/m.exec(sdp)?.[0];
  return known?.type === 'offer' && origin(known.sdp) === origin(offer.sdp);
}

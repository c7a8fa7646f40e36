import type { Rtc } from './rtc.ts';

interface Sdp {
  readonly session: number;
  readonly version: number;
  readonly ufrag: string;
  readonly sections: readonly { readonly mid: string; readonly kind: string }[];
}

/**
 * For tests: peer connections with the signalling of the browser's (states, glare, rollback, sections in offer order) that
 * connect to each other within this object once both have described themselves and heard of a candidate.
 */
export class FakeRtc implements Rtc {
  readonly connections: FakePeerConnection[] = [];
  /** Nothing gets through: what is connected stays so until the test says otherwise. */
  blocked = false;

  peerConnection(): RTCPeerConnection {
    const connection = new FakePeerConnection(this.connections.length + 1);
    this.connections.push(connection);
    // It has what the links use of the browser's, and no more.
    return connection as unknown as RTCPeerConnection;
  }

  mediaStream(): MediaStream {
    return {} as unknown as MediaStream;
  }

  get open(): FakePeerConnection[] {
    return this.connections.filter(({ connectionState }) => connectionState !== 'closed');
  }

  /** Those that know of each other and can reach each other are connected now. */
  settle(): void {
    if (this.blocked) return;
    for (const one of this.open) {
      const other = this.open.find((candidate) => one.faces(candidate) && candidate.faces(one));
      if (other) one.become('connected');
    }
  }
}

class FakeSender {
  track: MediaStreamTrack | null = null;

  async replaceTrack(track: MediaStreamTrack | null): Promise<void> {
    this.track = track;
  }

  setStreams(): void {}

  getParameters() {
    return { encodings: [{}] };
  }

  async setParameters(): Promise<void> {}
}

class FakeTransceiver {
  readonly kind: string;
  readonly sender = new FakeSender();
  readonly receiver: { readonly track: MediaStreamTrack };
  mid: string | null = null;
  direction = 'recvonly';

  constructor(kind: string) {
    this.kind = kind;
    this.receiver = { track: { kind } as unknown as MediaStreamTrack };
  }
}

export class FakePeerConnection {
  readonly #session: number;
  readonly #transceivers: FakeTransceiver[] = [];
  #version = 0;
  #ufrag = '';
  #restart = true;
  #heardCandidate = false;
  #pendingLocal: RTCSessionDescription | null = null;
  #currentLocal: RTCSessionDescription | null = null;
  signalingState = 'stable';
  connectionState: RTCPeerConnectionState = 'new';
  currentRemoteDescription: RTCSessionDescription | null = null;
  onicecandidate: ((event: { candidate: unknown }) => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;

  constructor(session: number) {
    this.#session = session;
  }

  get localDescription(): RTCSessionDescription | null {
    return this.#pendingLocal ?? this.#currentLocal;
  }

  get remoteDescription(): RTCSessionDescription | null {
    return this.currentRemoteDescription;
  }

  /** The tracks that are sent now, by section. */
  get sent(): (MediaStreamTrack | null)[] {
    return this.#transceivers.map(({ sender }) => sender.track);
  }

  faces(other: FakePeerConnection): boolean {
    if (this === other || this.signalingState !== 'stable' || !this.#heardCandidate) return false;
    return Boolean(
      this.currentRemoteDescription && readSdp(this.currentRemoteDescription).ufrag === other.#ufrag,
    );
  }

  become(state: RTCPeerConnectionState): void {
    if (this.connectionState === state) return;
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }

  addTransceiver(kind: string): FakeTransceiver {
    const transceiver = new FakeTransceiver(kind);
    this.#transceivers.push(transceiver);
    return transceiver;
  }

  getTransceivers(): readonly FakeTransceiver[] {
    return this.#transceivers;
  }

  getConfiguration(): object {
    return {};
  }

  setConfiguration(): void {}

  restartIce(): void {
    this.#restart = true;
  }

  async setLocalDescription(): Promise<void> {
    const isAnswer = this.signalingState === 'have-remote-offer';
    if (this.#restart) this.#ufrag = `${this.#session}.${++this.#version}`;
    else this.#version += 1;
    for (const [index, transceiver] of this.#transceivers.entries()) transceiver.mid ??= String(index);
    const description = this.#describe(isAnswer ? 'answer' : 'offer');
    if (isAnswer) this.#settleLocal(description);
    else this.#pendingLocal = description;
    this.signalingState = isAnswer ? 'stable' : 'have-local-offer';
    const candidate = { candidate: `candidate of ${this.#ufrag}`, sdpMid: '0', sdpMLineIndex: 0 };
    // As in a browser, in a task of its own: whoever awaits this has gone on by then.
    if (this.#restart) setImmediate(() => this.onicecandidate?.({ candidate }));
    if (isAnswer) this.#restart = false;
  }

  async setRemoteDescription(description: RTCSessionDescription): Promise<void> {
    const { sections, ufrag } = readSdp(description);
    if (description.type === 'offer') {
      // An offer of one's own is rolled back; what it was to restart is still due.
      this.#pendingLocal = null;
      for (const { kind, mid } of sections) this.#adopt(kind, mid);
      const before = this.currentRemoteDescription && readSdp(this.currentRemoteDescription).ufrag;
      if (before !== ufrag) this.#restart = true;
      this.signalingState = 'have-remote-offer';
    } else {
      if (this.signalingState !== 'have-local-offer') throw new Error('an answer that nobody asked for');
      if (this.#pendingLocal) this.#settleLocal(this.#pendingLocal);
      this.#restart = false;
      this.signalingState = 'stable';
    }
    this.currentRemoteDescription = description;
  }

  async addIceCandidate({ candidate }: { candidate: string }): Promise<void> {
    const remote = this.currentRemoteDescription;
    if (!remote) throw new Error('a candidate before any description');
    if (candidate === `candidate of ${readSdp(remote).ufrag}`) this.#heardCandidate = true;
  }

  async getStats(): Promise<RTCStatsReport> {
    return new Map() as unknown as RTCStatsReport;
  }

  close(): void {
    this.connectionState = 'closed';
    this.signalingState = 'closed';
  }

  #adopt(kind: string, mid: string): void {
    if (this.#transceivers.some((transceiver) => transceiver.mid === mid)) return;
    this.addTransceiver(kind).mid = mid;
  }

  #settleLocal(description: RTCSessionDescription): void {
    this.#currentLocal = description;
    this.#pendingLocal = null;
  }

  #describe(type: RTCSdpType): RTCSessionDescription {
    const sections = this.#transceivers.map(({ kind, mid }) => ({ kind, mid: mid ?? '' }));
    const sdp: Sdp = { session: this.#session, version: this.#version, ufrag: this.#ufrag, sections };
    const text = `v=0\no=- ${sdp.session} ${sdp.version} IN IP4 127.0.0.1\n${JSON.stringify(sdp)}`;
    return { type, sdp: text } as unknown as RTCSessionDescription;
  }
}

function readSdp({ sdp }: RTCSessionDescription): Sdp {
  return JSON.parse(sdp.split('\n')[2] ?? '');
}

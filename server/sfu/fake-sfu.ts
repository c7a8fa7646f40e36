import { conflict, invalid, notFound, unavailable } from '../../protocol/errors.ts';
import type { CallId, ParticipantId, StreamId } from '../../protocol/ids.ts';
import type { MediaStatus } from '../../protocol/session.ts';
import type { SfuStream, TransportInfo } from '../../protocol/sfu.ts';
import type { Replies, UpOf } from '../../protocol/up.ts';
import type { Sfu, SfuRoom, SfuTell } from './sfu.ts';

/** An SFU without media, for tests of what is around it. Passes the same contract as the real one. */
export class FakeSfu implements Sfu {
  readonly #rooms = new Map<CallId, FakeRoom>();
  readonly #listeners = new Set<(status: MediaStatus) => void>();
  #status: MediaStatus;

  constructor(status: MediaStatus = { state: 'ready' }) {
    this.#status = status;
  }

  status(): MediaStatus {
    return this.#status;
  }

  onStatus(listener: (status: MediaStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  become(status: MediaStatus): void {
    this.#status = status;
    for (const listener of [...this.#listeners]) listener(status);
  }

  /** As when the worker of all rooms died. */
  crash(): void {
    for (const room of [...this.#rooms.values()]) room.lose('The media server restarted.');
  }

  load(): number {
    return 0;
  }

  async room(callId: CallId): Promise<FakeRoom> {
    if (this.#status.state !== 'ready') throw unavailable(this.#status.reason);
    const room = this.#rooms.get(callId) ?? new FakeRoom(callId, () => this.#rooms.delete(callId));
    this.#rooms.set(callId, room);
    return room;
  }

  findRoom(callId: CallId): FakeRoom | null {
    return this.#rooms.get(callId) ?? null;
  }

  async bytesCarried(): Promise<number> {
    return 0;
  }

  async close(): Promise<void> {
    for (const room of [...this.#rooms.values()]) room.close();
    this.#listeners.clear();
  }
}

interface FakePeer {
  readonly tell: SfuTell;
  readonly send: string;
  readonly receive: string;
  /** Fingerprints by transport. */
  readonly connected: Map<string, string>;
  readonly producers: Map<StreamId, SfuStream>;
  readonly consumers: Map<string, { producerId: string; paused: boolean }>;
}

export class FakeRoom implements SfuRoom {
  readonly callId: CallId;
  readonly #onClose: () => void;
  readonly #peers = new Map<ParticipantId, FakePeer>();
  #telling = false;

  constructor(callId: CallId, onClose: () => void) {
    this.callId = callId;
    this.#onClose = onClose;
  }

  async join(participantId: ParticipantId, tell: SfuTell): Promise<Replies['sfu.join']> {
    const before = this.#peers.get(participantId);
    if (before && before.connected.size > 0) this.leave(participantId);
    const peer = this.#peers.get(participantId) ?? {
      tell,
      send: crypto.randomUUID(),
      receive: crypto.randomUUID(),
      connected: new Map(),
      producers: new Map(),
      consumers: new Map(),
    };
    this.#peers.set(participantId, peer);
    return {
      rtpCapabilities: { codecs: [] },
      send: transportInfo(peer.send),
      receive: transportInfo(peer.receive),
      streams: this.#streamsFor(participantId),
    };
  }

  has(participantId: ParticipantId): boolean {
    return this.#peers.has(participantId);
  }

  retell(participantId: ParticipantId): void {
    this.#peers.get(participantId)?.tell.streams(this.#streamsFor(participantId));
    this.#peers.get(participantId)?.tell.speaker(null);
  }

  async connect(participantId: ParticipantId, up: UpOf<'sfu.connect'>): Promise<void> {
    const { connected } = this.#withTransport(participantId, up.transportId);
    const fingerprints = JSON.stringify(up.dtlsParameters.fingerprints);
    if ((connected.get(up.transportId) ?? fingerprints) !== fingerprints)
      throw conflict('Connected already.');
    connected.set(up.transportId, fingerprints);
  }

  async produce(participantId: ParticipantId, up: UpOf<'sfu.produce'>): Promise<Replies['sfu.produce']> {
    const peer = this.#peer(participantId);
    if (up.transportId !== peer.send) throw notFound('The sending transport');
    if (up.rtpParameters.codecs.length === 0) throw invalid('Refused: no codecs.');
    const owner = this.#ownerOf(up.streamId);
    if (owner && owner !== peer) throw conflict('This stream is of another participant.');
    const { streamId, kind, paused } = up;
    const producerId = crypto.randomUUID();
    peer.producers.set(streamId, { streamId, participantId, producerId, kind, paused });
    this.#changed();
    return { producerId };
  }

  unproduce(participantId: ParticipantId, streamId: StreamId): void {
    this.#peer(participantId).producers.delete(streamId);
    this.#changed();
  }

  async pauseProducer(participantId: ParticipantId, streamId: StreamId, paused: boolean): Promise<void> {
    const { producers } = this.#peer(participantId);
    const stream = producers.get(streamId);
    if (!stream) throw notFound('The stream');
    producers.set(streamId, { ...stream, paused });
    this.#changed();
  }

  async consume(participantId: ParticipantId, up: UpOf<'sfu.consume'>): Promise<Replies['sfu.consume']> {
    const { consumers } = this.#peer(participantId);
    const stream = this.#streamsFor(participantId).find(({ streamId }) => streamId === up.streamId);
    if (!stream) throw notFound('The stream');
    if (!up.rtpCapabilities.codecs?.length) throw invalid('This device cannot receive that stream.');
    const { producerId, kind } = stream;
    for (const [id, older] of consumers) if (older.producerId === producerId) consumers.delete(id);
    const consumerId = crypto.randomUUID();
    consumers.set(consumerId, { producerId, paused: true });
    return { consumerId, producerId, kind, rtpParameters: {} };
  }

  async setConsumer(participantId: ParticipantId, up: UpOf<'sfu.setConsumer'>): Promise<void> {
    const consumer = this.#peer(participantId).consumers.get(up.consumerId);
    if (!consumer) throw notFound('The consumer');
    consumer.paused = up.paused;
  }

  async restartIce(participantId: ParticipantId, transportId: string): Promise<Replies['sfu.restartIce']> {
    this.#withTransport(participantId, transportId);
    return { iceParameters: { usernameFragment: crypto.randomUUID() } };
  }

  leave(participantId: ParticipantId): void {
    if (this.#peers.delete(participantId)) this.#changed();
  }

  close(): void {
    this.#peers.clear();
    this.#onClose();
  }

  lose(reason: string): void {
    const peers = [...this.#peers.values()];
    this.close();
    for (const { tell } of peers) tell.lost(reason);
  }

  #peer(participantId: ParticipantId): FakePeer {
    const peer = this.#peers.get(participantId);
    if (!peer) throw notFound('The place in the room');
    return peer;
  }

  #withTransport(participantId: ParticipantId, transportId: string): FakePeer {
    const peer = this.#peer(participantId);
    if (transportId !== peer.send && transportId !== peer.receive) throw notFound('The transport');
    return peer;
  }

  #ownerOf(streamId: StreamId): FakePeer | undefined {
    return [...this.#peers.values()].find((peer) => peer.producers.has(streamId));
  }

  #streamsFor(participantId: ParticipantId): SfuStream[] {
    const streams = [...this.#peers.values()].flatMap((peer) => [...peer.producers.values()]);
    return streams.filter((stream) => stream.participantId !== participantId);
  }

  #changed(): void {
    if (this.#telling) return;
    this.#telling = true;
    setImmediate(() => {
      this.#telling = false;
      for (const [id, peer] of this.#peers) peer.tell.streams(this.#streamsFor(id));
    });
  }
}

function transportInfo(id: string): TransportInfo {
  return { id, iceParameters: {}, iceCandidates: [], dtlsParameters: {} };
}

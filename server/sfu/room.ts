import type { AudioLevelObserver, Producer } from 'mediasoup/types';
import { conflict, notFound } from '../../protocol/errors.ts';
import type { CallId, ParticipantId, StreamId } from '../../protocol/ids.ts';
import type { SfuStream } from '../../protocol/sfu.ts';
import type { Replies, UpOf } from '../../protocol/up.ts';
import { Peer, type PeerGround } from './peer.ts';
import type { SfuRoom, SfuTell } from './sfu.ts';

/** In dBvo: quieter than this is silence. */
const SPEECH_THRESHOLD = -55;
const SPEECH_INTERVAL_MS = 400;

/** A call's room: a router of its own on one worker. It ends with its worker, or when its call needs it no more. */
export class Room implements SfuRoom {
  readonly callId: CallId;
  readonly #ground: PeerGround;
  readonly #levels: AudioLevelObserver;
  readonly #onClose: () => void;
  readonly #peers = new Map<ParticipantId, Peer>();
  #speaker: ParticipantId | null = null;
  #telling = false;
  #closed = false;

  static async open(callId: CallId, ground: PeerGround, onClose: () => void): Promise<Room> {
    const levels = await ground.router.createAudioLevelObserver({
      maxEntries: 1,
      threshold: SPEECH_THRESHOLD,
      interval: SPEECH_INTERVAL_MS,
    });
    return new Room(callId, { ground, levels, onClose });
  }

  private constructor(
    callId: CallId,
    { ground, levels, onClose }: { ground: PeerGround; levels: AudioLevelObserver; onClose: () => void },
  ) {
    this.callId = callId;
    this.#ground = ground;
    this.#levels = levels;
    this.#onClose = onClose;
    levels.on('volumes', ([loudest]) => this.#heard(loudest ? ownerOf(loudest.producer) : null));
    levels.on('silence', () => this.#heard(null));
    ground.router.on('workerclose', () => this.#lose('The media server restarted.'));
  }

  get consumerCount(): number {
    return [...this.#peers.values()].reduce((sum, peer) => sum + peer.consumerCount, 0);
  }

  async join(participantId: ParticipantId, tell: SfuTell): Promise<Replies['sfu.join']> {
    const before = this.#peers.get(participantId);
    const peer = before?.isFresh ? before : await this.#replace(participantId, tell);
    return {
      rtpCapabilities: { ...this.#ground.router.rtpCapabilities },
      ...peer.transports,
      streams: this.#streamsFor(participantId),
    };
  }

  has(participantId: ParticipantId): boolean {
    return this.#peers.has(participantId);
  }

  retell(participantId: ParticipantId): void {
    const peer = this.#peers.get(participantId);
    peer?.tell.streams(this.#streamsFor(participantId));
    peer?.tell.speaker(this.#speaker);
  }

  async connect(participantId: ParticipantId, up: UpOf<'sfu.connect'>): Promise<void> {
    await this.#peer(participantId).connect(up);
  }

  async produce(participantId: ParticipantId, up: UpOf<'sfu.produce'>): Promise<Replies['sfu.produce']> {
    const peer = this.#peer(participantId);
    const owner = this.#find(up.streamId)?.peer;
    if (owner && owner !== peer) throw conflict('This stream is of another participant.');
    const producer = await peer.produce(up);
    if (producer.kind === 'audio') await this.#listenTo(producer);
    this.#changed();
    return { producerId: producer.id };
  }

  unproduce(participantId: ParticipantId, streamId: StreamId): void {
    this.#peer(participantId).unproduce(streamId);
    this.#changed();
  }

  async pauseProducer(participantId: ParticipantId, streamId: StreamId, paused: boolean): Promise<void> {
    await this.#peer(participantId).pauseProducer(streamId, paused);
    this.#changed();
  }

  async consume(participantId: ParticipantId, up: UpOf<'sfu.consume'>): Promise<Replies['sfu.consume']> {
    const peer = this.#peer(participantId);
    const found = this.#find(up.streamId);
    if (!found || found.peer === peer) throw notFound('The stream');
    return peer.consume(found.producer, up);
  }

  async setConsumer(participantId: ParticipantId, up: UpOf<'sfu.setConsumer'>): Promise<void> {
    await this.#peer(participantId).setConsumer(up);
  }

  async restartIce(participantId: ParticipantId, transportId: string): Promise<Replies['sfu.restartIce']> {
    return this.#peer(participantId).restartIce(transportId);
  }

  leave(participantId: ParticipantId): void {
    const peer = this.#peers.get(participantId);
    if (!peer) return;
    this.#peers.delete(participantId);
    void peer.close();
    if (this.#speaker === participantId) this.#heard(null);
    this.#changed();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    const peers = [...this.#peers.values()];
    this.#peers.clear();
    this.#onClose();
    this.#levels.close();
    const { router } = this.#ground;
    void Promise.all(peers.map((peer) => peer.close())).finally(() => router.close());
  }

  async #replace(participantId: ParticipantId, tell: SfuTell): Promise<Peer> {
    const peer = await Peer.open(participantId, tell, this.#ground);
    this.leave(participantId);
    if (this.#closed) {
      void peer.close();
      throw notFound('The room');
    }
    this.#peers.set(participantId, peer);
    peer.onLoss((reason) => {
      if (this.#peers.get(participantId) !== peer) return;
      this.leave(participantId);
      if (reason === 'failed') tell.lost('The encrypted connection failed.');
    });
    return peer;
  }

  #peer(participantId: ParticipantId): Peer {
    const peer = this.#peers.get(participantId);
    if (!peer) throw notFound('The place in the room');
    return peer;
  }

  #find(streamId: StreamId): { peer: Peer; producer: Producer } | null {
    for (const peer of this.#peers.values()) {
      const producer = peer.producer(streamId);
      if (producer) return { peer, producer };
    }
    return null;
  }

  #streamsFor(participantId: ParticipantId): SfuStream[] {
    const others = [...this.#peers.values()].filter((peer) => peer.id !== participantId);
    return others.flatMap((peer) => peer.streams);
  }

  /** Everything that changes in one turn is told at once. */
  #changed(): void {
    if (this.#telling || this.#closed) return;
    this.#telling = true;
    setImmediate(() => {
      this.#telling = false;
      for (const peer of this.#peers.values()) peer.tell.streams(this.#streamsFor(peer.id));
    });
  }

  async #listenTo(producer: Producer): Promise<void> {
    // It may be closed again by now: then there is nothing to listen to.
    if (!producer.closed) await this.#levels.addProducer({ producerId: producer.id }).catch(() => {});
  }

  #heard(participantId: ParticipantId | null): void {
    if (this.#speaker === participantId) return;
    this.#speaker = participantId;
    for (const peer of this.#peers.values()) peer.tell.speaker(participantId);
  }

  #lose(reason: string): void {
    const lost = [...this.#peers.values()];
    this.close();
    for (const peer of lost) peer.tell.lost(reason);
  }
}

function ownerOf(producer: Producer): ParticipantId {
  return String(producer.appData.participantId);
}

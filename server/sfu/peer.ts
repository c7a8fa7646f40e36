import type { Consumer, Producer, Router, WebRtcServer, WebRtcTransport } from 'mediasoup/types';
import { conflict, invalid, notFound, unavailable } from '../../protocol/errors.ts';
import type { ParticipantId, StreamId } from '../../protocol/ids.ts';
import type { SfuStream, TransportInfo } from '../../protocol/sfu.ts';
import type { Replies, UpOf } from '../../protocol/up.ts';
import { type ListenPlan, withAliases } from './addresses.ts';
import { dtlsParametersOf, rtpCapabilitiesOf, rtpParametersOf } from './codecs.ts';
import type { Meter } from './meter.ts';
import type { SfuTell } from './sfu.ts';

/** mediasoup tells of a peer that went silent after this long; the call's own lease is about as long. */
const CONSENT_TIMEOUT_S = 15;
const INITIAL_BITRATE = 1_000_000;
const KEY_FRAME_PAUSE_MS = 500;
/** Four sources, and room for one that is being replaced. */
const MAX_PRODUCERS = 8;

export interface PeerGround {
  readonly router: Router;
  readonly webRtcServer: WebRtcServer;
  readonly plan: ListenPlan;
  readonly meter: Meter;
}

/** One participant's place in a room: two transports, what it sends and what it receives. */
export class Peer {
  readonly id: ParticipantId;
  readonly tell: SfuTell;
  readonly #ground: PeerGround;
  readonly #send: WebRtcTransport;
  readonly #receive: WebRtcTransport;
  readonly #producers = new Map<StreamId, Producer>();
  readonly #consumers = new Map<string, Consumer>();
  readonly #connected = new Map<string, { fingerprints: string; done: Promise<void> }>();
  #closed = false;

  static async open(id: ParticipantId, tell: SfuTell, ground: PeerGround): Promise<Peer> {
    const { router, webRtcServer } = ground;
    const make = () =>
      router.createWebRtcTransport({
        webRtcServer,
        enableUdp: true,
        enableTcp: true,
        preferUdp: true,
        iceConsentTimeout: CONSENT_TIMEOUT_S,
        initialAvailableOutgoingBitrate: INITIAL_BITRATE,
      });
    const [send, receive] = await Promise.all([make(), make()]).catch((error: unknown) => {
      throw unavailable('The media server could not make a place.', error);
    });
    return new Peer(id, tell, { ground, send, receive });
  }

  private constructor(
    id: ParticipantId,
    tell: SfuTell,
    { ground, send, receive }: { ground: PeerGround; send: WebRtcTransport; receive: WebRtcTransport },
  ) {
    this.id = id;
    this.tell = tell;
    this.#ground = ground;
    this.#send = send;
    this.#receive = receive;
    for (const transport of [send, receive]) ground.meter.watch(transport);
  }

  /** Runs once when the device closed its side, or the encryption failed. */
  onLoss(listener: (reason: 'closed' | 'failed') => void): void {
    for (const transport of [this.#send, this.#receive]) {
      transport.on('dtlsstatechange', (state) => {
        if ((state === 'closed' || state === 'failed') && !this.#closed) listener(state);
      });
    }
  }

  get isFresh(): boolean {
    return this.#connected.size === 0;
  }

  get transports(): { send: TransportInfo; receive: TransportInfo } {
    return { send: this.#infoOf(this.#send), receive: this.#infoOf(this.#receive) };
  }

  get streams(): SfuStream[] {
    return [...this.#producers].map(([streamId, producer]) => ({
      streamId,
      participantId: this.id,
      producerId: producer.id,
      kind: producer.kind,
      paused: producer.paused,
    }));
  }

  get consumerCount(): number {
    return this.#consumers.size;
  }

  producer(streamId: StreamId): Producer | undefined {
    return this.#producers.get(streamId);
  }

  /** Asked twice with the same fingerprints, as after a lost answer, it is done once. */
  async connect(up: UpOf<'sfu.connect'>): Promise<void> {
    const transport = this.#transport(up.transportId);
    const fingerprints = JSON.stringify(up.dtlsParameters.fingerprints);
    const before = this.#connected.get(transport.id);
    if (before && before.fingerprints !== fingerprints)
      throw conflict('This transport is connected already.');
    if (before) return before.done;
    const done = refusedAsInvalid(transport.connect({ dtlsParameters: dtlsParametersOf(up) }));
    this.#connected.set(transport.id, { fingerprints, done });
    await done.catch((error: unknown) => {
      this.#connected.delete(transport.id);
      throw error;
    });
  }

  async produce(up: UpOf<'sfu.produce'>): Promise<Producer> {
    if (up.transportId !== this.#send.id) throw notFound('The sending transport');
    const older = this.#producers.get(up.streamId);
    if (!older && this.#producers.size >= MAX_PRODUCERS) throw conflict('Too many streams are sent already.');
    // Parameters reuse SSRCs and mids: the older one has to go first.
    older?.close();
    this.#producers.delete(up.streamId);
    const producer = await refusedAsInvalid(
      this.#send.produce({
        kind: up.kind,
        rtpParameters: rtpParametersOf(up),
        paused: up.paused,
        keyFrameRequestDelay: KEY_FRAME_PAUSE_MS,
        appData: { streamId: up.streamId, participantId: this.id },
      }),
    );
    this.#producers.get(up.streamId)?.close();
    this.#producers.set(up.streamId, producer);
    return producer;
  }

  unproduce(streamId: StreamId): void {
    this.#producers.get(streamId)?.close();
    this.#producers.delete(streamId);
  }

  async pauseProducer(streamId: StreamId, paused: boolean): Promise<void> {
    const producer = this.#producers.get(streamId);
    if (!producer) throw notFound('The stream');
    await refusedAsInvalid(paused ? producer.pause() : producer.resume());
  }

  /** Paused at first: the key frame of a consumer whose receiver is not there yet would be lost. */
  async consume(producer: Producer, up: UpOf<'sfu.consume'>): Promise<Replies['sfu.consume']> {
    const rtpCapabilities = rtpCapabilitiesOf(up);
    const options = { producerId: producer.id, rtpCapabilities };
    if (!this.#ground.router.canConsume(options)) throw invalid('This device cannot receive that stream.');
    for (const older of this.#consumers.values()) if (older.producerId === producer.id) this.#drop(older);
    const consumer = await refusedAsInvalid(this.#receive.consume({ ...options, paused: true }));
    this.#consumers.set(consumer.id, consumer);
    for (const end of ['producerclose', 'transportclose'] as const) {
      consumer.on(end, () => this.#consumers.delete(consumer.id));
    }
    const { id, kind, rtpParameters } = consumer;
    return { consumerId: id, producerId: producer.id, kind, rtpParameters: { ...rtpParameters } };
  }

  /** The layer first, so that the key frame which resuming asks for is one of it. */
  async setConsumer(up: UpOf<'sfu.setConsumer'>): Promise<void> {
    const consumer = this.#consumers.get(up.consumerId);
    if (!consumer) throw notFound('The consumer');
    if (up.spatialLayer !== undefined && consumer.type !== 'simple') {
      await refusedAsInvalid(consumer.setPreferredLayers({ spatialLayer: up.spatialLayer }));
    }
    await refusedAsInvalid(up.paused ? consumer.pause() : consumer.resume());
  }

  async restartIce(transportId: string): Promise<Replies['sfu.restartIce']> {
    const iceParameters = await refusedAsInvalid(this.#transport(transportId).restartIce());
    return { iceParameters: { ...iceParameters } };
  }

  /** Nothing is sent or received any more at once; resolves when the transports' last figures are read. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const { streamId } of this.streams) this.unproduce(streamId);
    for (const consumer of this.#consumers.values()) this.#drop(consumer);
    await Promise.all([this.#send, this.#receive].map((one) => this.#ground.meter.retire(one)));
  }

  #transport(id: string): WebRtcTransport {
    const transport = [this.#send, this.#receive].find((one) => one.id === id);
    if (!transport) throw notFound('The transport');
    return transport;
  }

  #drop(consumer: Consumer): void {
    consumer.close();
    this.#consumers.delete(consumer.id);
  }

  #infoOf({ id, iceParameters, iceCandidates, dtlsParameters }: WebRtcTransport): TransportInfo {
    return {
      id,
      iceParameters: { ...iceParameters },
      iceCandidates: withAliases(iceCandidates, this.#ground.plan).map((candidate) => ({ ...candidate })),
      dtlsParameters: { ...dtlsParameters },
    };
  }
}

/** mediasoup refuses by throwing, and only a worker that is gone is not the sender's fault. */
async function refusedAsInvalid<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const gone = error instanceof Error && /closed|died/i.test(`${error.name} ${message}`);
    throw gone
      ? unavailable('The media server lost this place.', error)
      : invalid(`Refused: ${message}`, error);
  }
}

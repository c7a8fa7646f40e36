import type { Consumer, Device, RtpParameters, Transport } from 'mediasoup-client/types';
import type { StreamId } from '../../protocol/ids.ts';
import type { SfuStream } from '../../protocol/sfu.ts';
import type { Clock } from '../clock.ts';
import { type Carrier, makeCarrier, type VisibleSize } from './media-link.ts';
import type { SfuRequest } from './sfu-request.ts';

export interface SfuReceiverOptions {
  readonly device: Device;
  readonly transport: Transport;
  readonly request: SfuRequest;
  readonly clock: Clock;
  readonly onChange: () => void;
}

interface Consumed {
  readonly stream: SfuStream;
  consumer: Consumer | null;
  carrier: Carrier | null;
  /** What the server was last asked for. */
  told: string;
}

const RETRY_MS = 1_000;

/** Consumes what there is to consume. The list of streams comes whole; each is opened paused and then started. */
export class SfuReceiver {
  readonly #options: SfuReceiverOptions;
  readonly #consumed = new Map<StreamId, Consumed>();
  readonly #sizes: ReadonlyMap<StreamId, VisibleSize>;

  /** `sizes` is read anew at each `showSizes`. */
  constructor(options: SfuReceiverOptions, sizes: ReadonlyMap<StreamId, VisibleSize>) {
    this.#options = options;
    this.#sizes = sizes;
  }

  get carriers(): readonly Carrier[] {
    return [...this.#consumed.values()].flatMap(({ carrier }) => carrier ?? []);
  }

  get isUsed(): boolean {
    return this.#consumed.size > 0;
  }

  carrierOf(mid: string): Carrier | undefined {
    const found = [...this.#consumed.values()].find(({ consumer }) => consumer?.localId === mid);
    return found?.carrier ?? undefined;
  }

  setStreams(streams: readonly SfuStream[]): void {
    const listed = new Map(streams.map((stream) => [stream.streamId, stream]));
    for (const consumed of this.#consumed.values()) {
      const { streamId, producerId } = consumed.stream;
      if (listed.get(streamId)?.producerId !== producerId) this.#drop(consumed);
    }
    for (const stream of streams) if (!this.#consumed.has(stream.streamId)) this.#begin(stream);
  }

  showSizes(): void {
    for (const consumed of this.#consumed.values()) this.#start(consumed);
  }

  close(): void {
    for (const consumed of this.#consumed.values()) this.#drop(consumed);
  }

  #begin(stream: SfuStream): void {
    const consumed: Consumed = { stream, consumer: null, carrier: null, told: '' };
    this.#consumed.set(stream.streamId, consumed);
    this.#open(consumed).catch(() => {
      // Gone again (a new list is on its way), or a lost answer.
      this.#options.clock.after(RETRY_MS, () => {
        if (!this.#isCurrent(consumed) || this.#options.transport.closed) return;
        this.#consumed.delete(stream.streamId);
        this.#begin(stream);
      });
    });
  }

  async #open(consumed: Consumed): Promise<void> {
    const { device, transport, request, onChange } = this.#options;
    const { streamId, participantId } = consumed.stream;
    const rtpCapabilities = { ...device.recvRtpCapabilities };
    const reply = await request('sfu.consume', { streamId, rtpCapabilities });
    if (!this.#isCurrent(consumed)) return;
    const consumer = await transport.consume({
      id: reply.consumerId,
      producerId: reply.producerId,
      kind: reply.kind,
      // Passed through by the protocol as mediasoup made it.
      rtpParameters: reply.rtpParameters as unknown as RtpParameters,
    });
    if (!this.#isCurrent(consumed)) return consumer.close();
    consumed.consumer = consumer;
    consumed.carrier = makeCarrier('sfu', { participantId, streamId, track: consumer.track });
    onChange();
    this.#start(consumed);
  }

  /** Starts, pauses or resizes it, as the page shows it. */
  #start(consumed: Consumed): void {
    const { consumer, stream } = consumed;
    if (!consumer) return;
    const size = this.#sizes.get(stream.streamId) ?? 'large';
    const isVideo = stream.kind === 'video';
    const paused = isVideo && size === 'hidden';
    const asked = { consumerId: consumer.id, paused, ...(isVideo ? { spatialLayer: layerOf(size) } : {}) };
    if (consumed.told === JSON.stringify(asked)) return;
    consumed.told = JSON.stringify(asked);
    this.#options.request('sfu.setConsumer', asked).catch(() => {
      consumed.told = '';
      this.#options.clock.after(RETRY_MS, () => {
        if (this.#isCurrent(consumed) && !consumer.closed) this.#start(consumed);
      });
    });
  }

  #drop(consumed: Consumed): void {
    this.#consumed.delete(consumed.stream.streamId);
    consumed.consumer?.close();
    if (consumed.carrier) this.#options.onChange();
  }

  #isCurrent(consumed: Consumed): boolean {
    return this.#consumed.get(consumed.stream.streamId) === consumed;
  }
}

function layerOf(size: VisibleSize): number {
  return size === 'large' ? 2 : 0;
}

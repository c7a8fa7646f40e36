import type { Producer, RtpEncodingParameters, Transport } from 'mediasoup-client/types';
import type { StreamId } from '../../protocol/ids.ts';
import { groupOf, kindOf, type LocalStream } from './media-link.ts';
import type { SfuRequest } from './sfu-request.ts';

interface Sent {
  readonly producer: Producer;
  /** Of simulcast; 1: the picture is sent in one size, or it is sound. */
  readonly layers: number;
  paused: boolean;
  baseLayerOnly: boolean;
}

/** Brings what is produced into step with the streams that shall be sent; the latest wish wins. */
export class SfuSender {
  readonly #transport: Transport;
  readonly #request: SfuRequest;
  readonly #onTrouble: (cause: unknown) => void;
  readonly #sent = new Map<StreamId, Sent>();
  #streams: readonly LocalStream[] = [];
  #baseLayerOnly = false;
  #settling = false;
  #dirty = false;

  constructor(transport: Transport, request: SfuRequest, onTrouble: (cause: unknown) => void) {
    this.#transport = transport;
    this.#request = request;
    this.#onTrouble = onTrouble;
  }

  /** Whether anything was ever sent: only then does the transport connect. */
  get isUsed(): boolean {
    return this.#sent.size > 0 || this.#streams.some(({ track }) => track !== null);
  }

  publish(streams: readonly LocalStream[]): void {
    this.#streams = streams;
    this.retry();
  }

  /** Of cameras, send the smallest layer alone. */
  setBaseLayerOnly(only: boolean): void {
    if (only === this.#baseLayerOnly) return;
    this.#baseLayerOnly = only;
    this.retry();
  }

  retry(): void {
    this.#dirty = true;
    if (!this.#settling) void this.#settle();
  }

  async #settle(): Promise<void> {
    this.#settling = true;
    while (this.#dirty && !this.#transport.closed) {
      this.#dirty = false;
      for (const stream of this.#streams) {
        // One stream that cannot be sent keeps no other from it.
        await this.#bring(stream).catch((cause: unknown) => {
          if (!this.#transport.closed) this.#onTrouble(cause);
        });
      }
    }
    this.#settling = false;
  }

  async #bring(stream: LocalStream): Promise<void> {
    const sent = this.#sent.get(stream.id);
    if (!sent) return await this.#produce(stream);
    if (sent.producer.track !== stream.track) await sent.producer.replaceTrack({ track: stream.track });
    await this.#bringLayers(sent);
    if (sent.paused === !stream.active) return;
    await this.#request('sfu.pauseProducer', { streamId: stream.id, paused: !stream.active });
    sent.paused = !stream.active;
  }

  async #bringLayers(sent: Sent): Promise<void> {
    const only = this.#baseLayerOnly;
    if (sent.layers === 1 || sent.baseLayerOnly === only) return;
    await sent.producer.setMaxSpatialLayer(only ? 0 : sent.layers - 1);
    sent.baseLayerOnly = only;
  }

  async #produce({ id, source, track, active }: LocalStream): Promise<void> {
    if (!track || track.readyState === 'ended') return;
    const baseLayerOnly = this.#baseLayerOnly;
    const layers = source === 'camera' ? cameraEncodings(track) : [];
    const encodings = layers.map((layer, index) => ({ ...layer, active: index === 0 || !baseLayerOnly }));
    const producer = await this.#transport.produce({
      track,
      ...(encodings.length > 1 ? { encodings } : {}),
      streamId: groupOf(source),
      codecOptions:
        kindOf(source) === 'audio' ? { opusFec: true, opusDtx: true } : { videoGoogleStartBitrate: 1000 },
      // The track is local media's, and goes on when this link ends.
      stopTracks: false,
      disableTrackOnPause: false,
      zeroRtpOnPause: false,
      appData: { streamId: id, paused: !active },
    });
    this.#sent.set(id, { producer, layers: Math.max(1, layers.length), paused: !active, baseLayerOnly });
  }
}

/** Simulcast layers as far as the picture has room for them: a browser drops layers that would get too small. */
function cameraEncodings(track: MediaStreamTrack): RtpEncodingParameters[] {
  const { width = 640, height = 360 } = track.getSettings();
  const large = { scaleResolutionDownBy: 1, maxBitrate: width * height >= 1280 * 720 ? 1_800_000 : 800_000 };
  const middle = { scaleResolutionDownBy: 2, maxBitrate: 500_000 };
  const small = { scaleResolutionDownBy: 4, maxBitrate: 150_000 };
  if (width * height >= 1280 * 720) return [small, middle, large];
  if (width * height >= 480 * 270) return [{ ...middle, maxBitrate: 200_000 }, large];
  return [large];
}

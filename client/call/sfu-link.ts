import type { Device, RtpCapabilities } from 'mediasoup-client/types';
import type { IceServer } from '../../protocol/call.ts';
import type { DownOf } from '../../protocol/down.ts';
import type { StreamId } from '../../protocol/ids.ts';
import type { SfuStream } from '../../protocol/sfu.ts';
import type { Replies } from '../../protocol/up.ts';
import type { Clock } from '../clock.ts';
import { Emitter } from '../emitter.ts';
import type {
  Carrier,
  ConnectionReport,
  LinkEvent,
  LocalStream,
  MediaLink,
  VisibleSize,
} from './media-link.ts';
import { SfuPlace } from './sfu-place.ts';
import { isPassing, type SfuRequest } from './sfu-request.ts';

/** The link to everyone through the SFU. */
export interface SfuMedia extends MediaLink {
  readonly kind: 'sfu';
  receive(event: DownOf<'sfu.streams'> | DownOf<'sfu.lost'>): void;
  /** Whether the server can be asked now. */
  setReachable(reachable: boolean): void;
  /** Of cameras, send the smallest layer alone: enough to see that media flows, beside another link that carries the picture. */
  setBaseLayerOnly(only: boolean): void;
}

export interface SfuLinkOptions {
  readonly epoch: number;
  readonly request: SfuRequest;
  readonly loadDevice: (routerRtpCapabilities: RtpCapabilities) => Promise<Device>;
  readonly clock: Clock;
  readonly iceServers: () => readonly IceServer[];
  readonly reachable: boolean;
}

/** How long the server may refuse or be silent before the link gives up; a worker that died is replaced meanwhile. */
const JOIN_MS = 8_000;
const RETRY_MS = 500;
/** A place that breaks sooner than this would break again. */
const STABLE_MS = 5_000;

/**
 * Holds a place in the call's room and takes it again when it is lost. A place that never came up is the end of the
 * link; one that was up and broke is asked for anew first.
 */
export class SfuLink implements SfuMedia {
  readonly kind = 'sfu';
  readonly epoch: number;
  readonly #options: SfuLinkOptions;
  readonly #events = new Emitter<LinkEvent>();
  readonly #sizes = new Map<StreamId, VisibleSize>();
  #place: SfuPlace | null = null;
  #streams: readonly LocalStream[] = [];
  #listed: readonly SfuStream[] = [];
  #reachable: boolean;
  #baseLayerOnly = false;
  #wasUp = false;
  /** Counts the attempts: what an older one comes to is dropped. */
  #attempt = 0;
  #waiting: (() => void) | null = null;
  #closed = false;

  constructor(options: SfuLinkOptions) {
    this.#options = options;
    this.epoch = options.epoch;
    this.#reachable = options.reachable;
    void this.#join();
  }

  get carriers(): readonly Carrier[] {
    return this.#place?.carriers ?? [];
  }

  isUp(): boolean {
    return this.#place?.isUp ?? false;
  }

  publish(streams: readonly LocalStream[]): void {
    this.#streams = streams;
    this.#place?.publish(streams);
  }

  /** Everyone in the room is received; whom to show is the call's business. */
  setPeers(): void {}

  setReachable(reachable: boolean): void {
    this.#reachable = reachable;
    this.#place?.setReachable(reachable);
    const waiting = this.#waiting;
    if (!reachable || !waiting) return;
    this.#waiting = null;
    waiting();
  }

  setBaseLayerOnly(only: boolean): void {
    this.#baseLayerOnly = only;
    this.#place?.setBaseLayerOnly(only);
  }

  setVisible(streamId: StreamId, size: VisibleSize): void {
    this.#sizes.set(streamId, size);
    this.#place?.showSizes();
  }

  receive(event: DownOf<'sfu.streams'> | DownOf<'sfu.lost'>): void {
    if (event.t === 'sfu.lost') return this.#joinAgain();
    this.#listed = event.streams;
    this.#place?.setStreams(event.streams);
  }

  restart(): void {
    this.#place?.restart();
  }

  async report(): Promise<ConnectionReport[]> {
    return (await this.#place?.report()) ?? [];
  }

  onEvent(listener: (event: LinkEvent) => void): () => void {
    return this.#events.on(listener);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#attempt += 1;
    this.#place?.close();
    // Refused where the call is over: then the place is gone anyway.
    this.#options.request('sfu.leave', {}).catch(() => undefined);
  }

  #joinAgain(): void {
    this.#place?.close();
    this.#place = null;
    this.#wasUp = false;
    this.#tell({ type: 'changed' });
    void this.#join();
  }

  async #join(): Promise<void> {
    this.#attempt += 1;
    const attempt = this.#attempt;
    const { clock, request, loadDevice } = this.#options;
    const deadline = clock.now() + JOIN_MS;
    while (attempt === this.#attempt) {
      try {
        const joined = await request('sfu.join', { epoch: this.epoch });
        if (attempt === this.#attempt) this.#listed = joined.streams;
        // Passed through by the protocol as mediasoup made it.
        const device = await loadDevice(joined.rtpCapabilities as unknown as RtpCapabilities);
        if (attempt === this.#attempt) this.#take(device, joined);
        return;
      } catch (error) {
        if (attempt !== this.#attempt) return;
        if (!isPassing(error) || clock.now() >= deadline) return this.#fail(asReason(error));
      }
      await this.#pause();
    }
  }

  #take(device: Device, joined: Replies['sfu.join']): void {
    const { clock, request, iceServers } = this.#options;
    const takenAt = clock.now();
    const place = new SfuPlace({
      device,
      // A newer list may have come while the device was made ready.
      joined: { ...joined, streams: [...this.#listed] },
      request,
      clock,
      iceServers,
      sizes: this.#sizes,
      reachable: this.#reachable,
      onChange: () => this.#changed(),
      onLost: (reason) => {
        if (this.#place !== place) return;
        if (this.#wasUp && clock.now() - takenAt >= STABLE_MS) this.#joinAgain();
        else this.#fail(reason);
      },
    });
    this.#place = place;
    place.setBaseLayerOnly(this.#baseLayerOnly);
    place.publish(this.#streams);
    this.#changed();
  }

  #changed(): void {
    this.#wasUp ||= this.isUp() && Boolean(this.#place?.isConnected);
    this.#tell({ type: 'changed' });
  }

  #fail(reason: string): void {
    this.#attempt += 1;
    this.#place = null;
    this.#tell({ type: 'failed', reason: reason.slice(0, 200) });
  }

  #tell(event: LinkEvent): void {
    if (!this.#closed) this.#events.emit(event);
  }

  /** Until the next try makes sense. */
  async #pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      if (this.#reachable) this.#options.clock.after(RETRY_MS, resolve);
      else this.#waiting = resolve;
    });
  }
}

function asReason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** mediasoup-client's code is a bundle of its own; its device is made ready once. */
export class DeviceLoader {
  #loaded: Promise<Device> | null = null;

  /** Fetches the code ahead: a call that outgrows its peer links shall not wait for it. */
  prepare(): void {
    import('mediasoup-client').catch(() => undefined);
  }

  async load(routerRtpCapabilities: RtpCapabilities): Promise<Device> {
    this.#loaded ??= load(routerRtpCapabilities).catch((error: unknown) => {
      this.#loaded = null;
      throw error;
    });
    return await this.#loaded;
  }
}

async function load(routerRtpCapabilities: RtpCapabilities): Promise<Device> {
  const { Device: MediasoupDevice } = await import('mediasoup-client');
  const device = await MediasoupDevice.factory();
  await device.load({ routerRtpCapabilities });
  return device;
}

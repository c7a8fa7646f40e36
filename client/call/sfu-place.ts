import type { Device, Transport, TransportOptions } from 'mediasoup-client/types';
import type { IceServer } from '../../protocol/call.ts';
import { ParleyError } from '../../protocol/errors.ts';
import type { StreamId } from '../../protocol/ids.ts';
import type { SfuStream, TransportInfo } from '../../protocol/sfu.ts';
import type { Replies } from '../../protocol/up.ts';
import type { Clock } from '../clock.ts';
import { Ladder } from './ladder.ts';
import type { Carrier, ConnectionReport, LocalStream, VisibleSize } from './media-link.ts';
import { SfuReceiver } from './sfu-receiver.ts';
import { isPassing, type SfuRequest } from './sfu-request.ts';
import { SfuSender } from './sfu-sender.ts';
import { readReport } from './stats.ts';

export interface SfuPlaceOptions {
  readonly device: Device;
  readonly joined: Replies['sfu.join'];
  readonly request: SfuRequest;
  readonly clock: Clock;
  readonly iceServers: () => readonly IceServer[];
  readonly sizes: ReadonlyMap<StreamId, VisibleSize>;
  readonly reachable: boolean;
  readonly onChange: () => void;
  /** The transports are beyond repair. */
  readonly onLost: (reason: string) => void;
}

const CONNECT_MS = 8_000;
const RETRY_MS = 1_000;

/** One place in the call's room: two transports, from the one answer to `sfu.join` until they break or are closed. */
export class SfuPlace {
  readonly #options: SfuPlaceOptions;
  readonly #send: Transport;
  readonly #receive: Transport;
  readonly #sender: SfuSender;
  readonly #receiver: SfuReceiver;
  readonly #ladders: Ladder[] = [];
  #reachable: boolean;
  #closed = false;

  constructor(options: SfuPlaceOptions) {
    const { device, joined, request, clock, sizes, onChange } = options;
    this.#options = options;
    this.#reachable = options.reachable;
    this.#send = device.createSendTransport(this.#transportOptions(joined.send));
    this.#receive = device.createRecvTransport(this.#transportOptions(joined.receive));
    for (const transport of [this.#send, this.#receive]) this.#connect(transport);
    this.#send.on('produce', ({ kind, rtpParameters, appData }, callback, refuse) => {
      const { streamId, paused } = appData as { streamId: StreamId; paused: boolean };
      const asked = { transportId: this.#send.id, streamId, kind, paused };
      const produced = request('sfu.produce', { ...asked, rtpParameters: { ...rtpParameters } });
      void answer(
        produced.then(({ producerId }) => ({ id: producerId })),
        callback,
        refuse,
      );
    });
    this.#sender = new SfuSender(this.#send, request, (cause) => this.#trouble(cause));
    this.#receiver = new SfuReceiver({ device, transport: this.#receive, request, clock, onChange }, sizes);
    this.#receiver.setStreams(joined.streams);
  }

  get carriers(): readonly Carrier[] {
    return this.#receiver.carriers;
  }

  /** A transport that nothing travels on never connects, and need not. */
  get isUp(): boolean {
    const sends = !this.#sender.isUsed || this.#send.connectionState === 'connected';
    return sends && (!this.#receiver.isUsed || this.#receive.connectionState === 'connected');
  }

  get isConnected(): boolean {
    return [this.#send, this.#receive].some(({ connectionState }) => connectionState === 'connected');
  }

  publish(streams: readonly LocalStream[]): void {
    this.#sender.publish(streams);
  }

  setBaseLayerOnly(only: boolean): void {
    this.#sender.setBaseLayerOnly(only);
  }

  setStreams(streams: readonly SfuStream[]): void {
    this.#receiver.setStreams(streams);
  }

  showSizes(): void {
    this.#receiver.showSizes();
  }

  setReachable(reachable: boolean): void {
    this.#reachable = reachable;
    for (const ladder of this.#ladders) ladder.setReachable(reachable);
  }

  restart(): void {
    for (const ladder of this.#ladders) ladder.restart();
  }

  async report(): Promise<ConnectionReport[]> {
    const transports = [this.#send, this.#receive].filter(({ connectionState }) => connectionState !== 'new');
    return await Promise.all(
      transports.map(async (transport) => {
        const about = { participantId: null, state: transport.connectionState };
        return readReport(await transport.getStats(), about, (mid) =>
          transport === this.#receive ? this.#receiver.carrierOf(mid) : undefined,
        );
      }),
    );
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const ladder of this.#ladders) ladder.close();
    this.#receiver.close();
    this.#send.close();
    this.#receive.close();
  }

  #connect(transport: Transport): void {
    const { request } = this.#options;
    let ladder: Ladder | null = null;
    transport.on('connect', ({ dtlsParameters }, callback, refuse) => {
      ladder?.close();
      ladder = this.#watch(transport);
      const asked = { transportId: transport.id, dtlsParameters: { ...dtlsParameters } };
      void answer(request('sfu.connect', asked), callback, refuse);
    });
    transport.on('connectionstatechange', (state) => {
      ladder?.heard(state);
      if (!this.#closed) this.#options.onChange();
    });
  }

  #watch(transport: Transport): Ladder {
    const ladder = new Ladder(
      {
        clock: this.#options.clock,
        connectMs: CONNECT_MS,
        restartIce: () => void this.#restartIce(transport).catch(() => undefined),
        startOver: () => this.#lose('No connection to the media server came up.'),
      },
      this.#reachable,
    );
    this.#ladders.push(ladder);
    return ladder;
  }

  async #restartIce(transport: Transport): Promise<void> {
    const { request, iceServers } = this.#options;
    const { iceParameters } = await request('sfu.restartIce', { transportId: transport.id });
    if (transport.closed) return;
    await transport.updateIceServers({ iceServers: [...iceServers()] });
    await transport.restartIce({
      iceParameters: iceParameters as unknown as TransportOptions['iceParameters'],
    });
  }

  /** A stream that the browser cannot send (its track just ended) is tried again with the next change of streams. */
  #trouble(cause: unknown): void {
    if (isPassing(cause)) this.#options.clock.after(RETRY_MS, () => this.#sender.retry());
    else if (cause instanceof ParleyError) this.#lose(cause.message);
  }

  #lose(reason: string): void {
    if (this.#closed) return;
    this.close();
    this.#options.onLost(reason);
  }

  #transportOptions(info: TransportInfo): TransportOptions {
    // Passed through by the protocol as mediasoup made it.
    return { ...(info as unknown as TransportOptions), iceServers: [...this.#options.iceServers()] };
  }
}

async function answer<T>(
  asked: Promise<T>,
  callback: (value: T) => void,
  refuse: (error: Error) => void,
): Promise<void> {
  try {
    callback(await asked);
  } catch (cause) {
    refuse(asError(cause));
  }
}

function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause));
}

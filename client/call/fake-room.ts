import { Device } from 'mediasoup-client';
import {
  generateConsumerRemoteParameters,
  generateLocalDtlsParameters,
  generateNativeRtpCapabilities,
  generateRouterRtpCapabilities,
  generateTransportRemoteParameters,
} from 'mediasoup-client/fakeParameters';
import { FakeHandler } from 'mediasoup-client/handlers/FakeHandler';
import type { Producer } from 'mediasoup-client/types';
import type { ParticipantId, StreamId } from '../../protocol/ids.ts';
import type { SfuReplies, SfuStream, TransportInfo } from '../../protocol/sfu.ts';
import { makeUuid } from '../uuid.ts';
import type { SfuMedia } from './sfu-link.ts';
import { makeSfuRequest, type SfuRequest } from './sfu-request.ts';

interface Produced extends SfuStream {
  paused: boolean;
}

/** For tests: the room of a call as its participants' links meet it, over mediasoup-client's own fake of a browser. */
export class FakeRoom {
  readonly produced = new Map<StreamId, Produced>();
  readonly links = new Map<ParticipantId, SfuMedia>();
  /** What consumers were last asked to do, by stream. */
  readonly consumers = new Map<StreamId, { paused: boolean; spatialLayer?: number | undefined }>();
  /** Those of the browsers, by stream. */
  readonly producers = new Map<StreamId, Producer>();
  /** Every request by its type, in order. */
  readonly asked: string[] = [];
  /** Answers instead of the room, where a test has it refuse. */
  refuse: ((type: string) => Error | null) | null = null;
  /** Whether transports come up. */
  connects = true;
  readonly #consumed = new Map<string, StreamId>();

  requestOf(participantId: ParticipantId): SfuRequest {
    const request = async (up: { t: string }) => {
      this.asked.push(up.t);
      const refusal = this.refuse?.(up.t);
      if (refusal) throw refusal;
      await Promise.resolve();
      return this.#answer(participantId, up);
    };
    // A room knows only the SFU's requests.
    return makeSfuRequest({ request } as unknown as Parameters<typeof makeSfuRequest>[0], {
      callId: 'call',
      participantId,
    });
  }

  async loadDevice(): Promise<Device> {
    const handlerFactory = FakeHandler.createFactory({
      generateNativeRtpCapabilities,
      generateLocalDtlsParameters,
    });
    const device = new Device({ handlerFactory });
    await device.load({ routerRtpCapabilities: generateRouterRtpCapabilities() });
    device.observer.on('newtransport', (transport) => {
      transport.observer.on('newproducer', (producer) =>
        this.producers.set(String(producer.appData.streamId), producer),
      );
      transport.on('connectionstatechange', (state) => {
        if (state === 'connecting' && this.connects)
          this.#handler(transport.handler).setConnectionState('connected');
      });
    });
    return device;
  }

  streamsFor(participantId: ParticipantId): SfuStream[] {
    return [...this.produced.values()].filter((stream) => stream.participantId !== participantId);
  }

  leave(participantId: ParticipantId): void {
    for (const [id, stream] of this.produced)
      if (stream.participantId === participantId) this.produced.delete(id);
    this.tell();
  }

  tell(): void {
    for (const [id, link] of this.links) {
      link.receive({ t: 'sfu.streams', callId: 'call', streams: this.streamsFor(id) });
    }
  }

  #handler(handler: unknown): FakeHandler {
    if (handler instanceof FakeHandler) return handler;
    throw new Error('a device with another handler');
  }

  #answer(participantId: ParticipantId, up: { t: string }): SfuReplies[keyof SfuReplies] {
    const fields: Record<string, unknown> = { ...up };
    const streamId = String(fields.streamId);
    switch (up.t) {
      case 'sfu.join':
        this.leave(participantId);
        return this.#joined(participantId);
      case 'sfu.produce':
        return this.#produce(participantId, streamId, fields);
      case 'sfu.pauseProducer':
        return this.#pause(streamId, fields.paused === true);
      case 'sfu.consume':
        return this.#consume(streamId);
      case 'sfu.setConsumer':
        this.consumers.set(this.#consumed.get(String(fields.consumerId)) ?? '', {
          paused: fields.paused === true,
          spatialLayer: fields.spatialLayer === undefined ? undefined : Number(fields.spatialLayer),
        });
        return {};
      case 'sfu.leave':
        this.leave(participantId);
        return {};
      default:
        return {};
    }
  }

  #joined(participantId: ParticipantId): SfuReplies['sfu.join'] {
    return {
      rtpCapabilities: { ...generateRouterRtpCapabilities() },
      send: transportInfo(),
      receive: transportInfo(),
      streams: this.streamsFor(participantId),
    };
  }

  #produce(participantId: ParticipantId, streamId: StreamId, fields: Record<string, unknown>) {
    const kind = fields.kind === 'video' ? 'video' : 'audio';
    const stream = {
      streamId,
      participantId,
      producerId: makeUuid(),
      kind,
      paused: fields.paused === true,
    } as const;
    this.produced.set(streamId, { ...stream });
    this.tell();
    return { producerId: stream.producerId };
  }

  #pause(streamId: StreamId, paused: boolean) {
    const stream = this.produced.get(streamId);
    if (stream) stream.paused = paused;
    this.tell();
    return {};
  }

  #consume(streamId: StreamId): SfuReplies['sfu.consume'] {
    const stream = this.produced.get(streamId);
    if (!stream) throw new Error('nothing to consume');
    const codecMimeType = stream.kind === 'audio' ? 'audio/opus' : 'video/VP8';
    const { rtpParameters } = generateConsumerRemoteParameters({ codecMimeType });
    const consumerId = makeUuid();
    this.#consumed.set(consumerId, streamId);
    return {
      consumerId,
      producerId: stream.producerId,
      kind: stream.kind,
      rtpParameters: { ...rtpParameters },
    };
  }
}

function transportInfo(): TransportInfo {
  const { id, iceParameters, iceCandidates, dtlsParameters } = generateTransportRemoteParameters();
  return {
    id,
    iceParameters: { ...iceParameters },
    iceCandidates: iceCandidates.map((candidate) => ({ ...candidate })),
    dtlsParameters: { ...dtlsParameters },
  };
}

import * as v from 'valibot';
import { epochSchema } from './call.ts';
import { idSchema } from './ids.ts';

/**
 * Media through the server. The shapes of mediasoup pass through here by the parts that both sides name; mediasoup
 * checks the rest on both sides.
 */
const json = v.record(v.string(), v.unknown());
const kindSchema = v.picklist(['audio', 'video']);
export const rtpParametersSchema = v.looseObject({
  codecs: v.pipe(v.array(v.looseObject({ mimeType: v.string(), payloadType: v.number() })), v.maxLength(32)),
  encodings: v.optional(v.pipe(v.array(json), v.maxLength(8))),
});
export const rtpCapabilitiesSchema = v.looseObject({
  codecs: v.optional(v.pipe(v.array(v.looseObject({ mimeType: v.string() })), v.maxLength(128))),
});
export const dtlsParametersSchema = v.looseObject({
  fingerprints: v.pipe(
    v.array(v.object({ algorithm: v.string(), value: v.string() })),
    v.minLength(1),
    v.maxLength(16),
  ),
  role: v.optional(v.picklist(['auto', 'client', 'server'])),
});

export const transportInfoSchema = v.object({
  id: v.string(),
  iceParameters: json,
  iceCandidates: v.array(json),
  dtlsParameters: json,
});
export type TransportInfo = v.InferOutput<typeof transportInfoSchema>;

const inCall = { callId: idSchema, participantId: idSchema };
const mediasoupId = v.pipe(v.string(), v.maxLength(64));

/** Makes (or finds) this participant's place in the call's room: both transports come in the one answer. */
export const sfuJoinSchema = v.strictObject({ t: v.literal('sfu.join'), ...inCall, epoch: epochSchema });
export const sfuConnectSchema = v.strictObject({
  t: v.literal('sfu.connect'),
  ...inCall,
  transportId: mediasoupId,
  dtlsParameters: dtlsParametersSchema,
});
export const sfuProduceSchema = v.strictObject({
  t: v.literal('sfu.produce'),
  ...inCall,
  transportId: mediasoupId,
  streamId: idSchema,
  kind: kindSchema,
  rtpParameters: rtpParametersSchema,
  paused: v.boolean(),
});
/** `sfu.produce` of a stream that has a producer replaces it. */
export const sfuUnproduceSchema = v.strictObject({
  t: v.literal('sfu.unproduce'),
  ...inCall,
  streamId: idSchema,
});
export const sfuPauseProducerSchema = v.strictObject({
  t: v.literal('sfu.pauseProducer'),
  ...inCall,
  streamId: idSchema,
  paused: v.boolean(),
});
/** The consumer is created paused: `sfu.setConsumer` starts it once the receiver is ready. */
export const sfuConsumeSchema = v.strictObject({
  t: v.literal('sfu.consume'),
  ...inCall,
  streamId: idSchema,
  rtpCapabilities: rtpCapabilitiesSchema,
});
export const sfuSetConsumerSchema = v.strictObject({
  t: v.literal('sfu.setConsumer'),
  ...inCall,
  consumerId: mediasoupId,
  paused: v.boolean(),
  /** Simulcast layer to prefer: 0 is the smallest. */
  spatialLayer: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2))),
});
export const sfuRestartIceSchema = v.strictObject({
  t: v.literal('sfu.restartIce'),
  ...inCall,
  transportId: mediasoupId,
});
/** Gives the place up; the participant's links go on as peer links. */
export const sfuLeaveSchema = v.strictObject({ t: v.literal('sfu.leave'), ...inCall });

export const sfuUp = [
  sfuJoinSchema,
  sfuConnectSchema,
  sfuProduceSchema,
  sfuUnproduceSchema,
  sfuPauseProducerSchema,
  sfuConsumeSchema,
  sfuSetConsumerSchema,
  sfuRestartIceSchema,
  sfuLeaveSchema,
] as const;

export const sfuStreamSchema = v.object({
  streamId: idSchema,
  participantId: idSchema,
  /** Changes when the stream is produced anew: consume it again. */
  producerId: v.string(),
  kind: kindSchema,
  paused: v.boolean(),
});
export type SfuStream = v.InferOutput<typeof sfuStreamSchema>;

export interface SfuReplies {
  'sfu.join': {
    rtpCapabilities: Record<string, unknown>;
    send: TransportInfo;
    receive: TransportInfo;
    streams: SfuStream[];
  };
  'sfu.connect': Record<string, never>;
  'sfu.produce': { producerId: string };
  'sfu.unproduce': Record<string, never>;
  'sfu.pauseProducer': Record<string, never>;
  'sfu.consume': {
    consumerId: string;
    producerId: string;
    kind: 'audio' | 'video';
    rtpParameters: Record<string, unknown>;
  };
  'sfu.setConsumer': Record<string, never>;
  'sfu.restartIce': { iceParameters: Record<string, unknown> };
  'sfu.leave': Record<string, never>;
}

/** All to the devices that have a place in the room. */
export const sfuDown = [
  /** What there is to consume, whole: the receiver reconciles. Without the receiver's own streams. */
  v.object({ t: v.literal('sfu.streams'), callId: idSchema, streams: v.array(sfuStreamSchema) }),
  /** The loudest now; null in silence. */
  v.object({ t: v.literal('sfu.speaker'), callId: idSchema, participantId: v.nullable(idSchema) }),
  /** The room's worker died or the place was lost: join again; stream ids stay. */
  v.object({ t: v.literal('sfu.lost'), callId: idSchema, reason: v.string() }),
] as const;

import * as v from 'valibot';
import { idSchema } from './ids.ts';

/**
 * The server owns a call; clients send intents and get whole snapshots, of which the highest `revision` wins.
 * Rules, numbered: server/calls/SPEC.md.
 */
const timeSchema = v.number();
export const epochSchema = v.pipe(v.number(), v.integer(), v.minValue(0));

export const sourceSchema = v.picklist(['microphone', 'camera', 'screen', 'screenAudio']);
export type Source = v.InferOutput<typeof sourceSchema>;

/** `active` is what others are shown: an unmuted microphone, a camera that is on. */
export const streamSchema = v.strictObject({ id: idSchema, source: sourceSchema, active: v.boolean() });
export type Stream = v.InferOutput<typeof streamSchema>;
const streamsSchema = v.pipe(
  v.array(streamSchema),
  v.maxLength(4),
  v.check((streams) => new Set(streams.map((s) => s.source)).size === streams.length, 'one stream a source'),
);

export const participantSchema = v.object({
  id: idSchema,
  userId: idSchema,
  joinedAt: timeSchema,
  /** false: its socket is gone and its lease is running. */
  connected: v.boolean(),
  /** Committed to the SFU. Two participants that are both on it use it; every other pair uses a peer link. */
  onSfu: v.boolean(),
  streams: v.array(streamSchema),
});
export type Participant = v.InferOutput<typeof participantSchema>;

/**
 * `epoch` grows with every announcement and every decision. `meshEpoch` names the peer links in force: those of the
 * mesh, and while the kind is sfu those that pairs not both on the SFU keep. It changes only where a switch to a mesh
 * is committed, so no link restarts because a switch was given up. Signals carry `meshEpoch`, or the epoch of a
 * `switching` to mesh; of any other epoch they are refused.
 */
export const topologySchema = v.object({
  kind: v.picklist(['mesh', 'sfu']),
  epoch: epochSchema,
  meshEpoch: epochSchema,
});
export type Topology = v.InferOutput<typeof topologySchema>;

/**
 * Announced, not yet committed: every participant brings the links of `to` up beside those it has and says
 * `call.ready`. At the commit `topology` becomes this (or stays, with a new epoch, where the switch was given up).
 */
export const switchingSchema = v.object({
  to: v.picklist(['mesh', 'sfu']),
  epoch: epochSchema,
  deadline: timeSchema,
});
export type Switching = v.InferOutput<typeof switchingSchema>;

export const endReasonSchema = v.picklist([
  'hangup',
  'declined',
  'cancelled',
  'missed',
  'busy',
  'abandoned', // everyone's lease ran out
  'closed', // the server stopped, or the conversation is gone
]);
export type EndReason = v.InferOutput<typeof endReasonSchema>;

/**
 * Which way media of two strangers takes. Only `direct` shows each other's addresses. In the call of a meeting there is
 * no switching: it has one kind of link from beginning to end.
 */
export const meetPathSchema = v.picklist(['relay', 'sfu', 'direct']);
export type MeetPath = v.InferOutput<typeof meetPathSchema>;

const callBase = {
  id: idSchema,
  /** Of a meeting of strangers: the meeting's id. */
  conversationId: idSchema,
  /** null: the call of a conversation. */
  meeting: v.nullable(meetPathSchema),
  startedBy: idSchema,
  video: v.boolean(),
  startedAt: timeSchema,
  revision: v.number(),
};
export const callSchema = v.variant('state', [
  v.object({
    ...callBase,
    state: v.literal('ringing'),
    /** Users whose devices ring now. */
    ringing: v.array(idSchema),
    participants: v.array(participantSchema),
    topology: topologySchema,
    switching: v.nullable(switchingSchema),
  }),
  v.object({
    ...callBase,
    state: v.literal('active'),
    answeredAt: timeSchema,
    ringing: v.array(idSchema),
    participants: v.array(participantSchema),
    topology: topologySchema,
    switching: v.nullable(switchingSchema),
  }),
  v.object({ ...callBase, state: v.literal('ended'), reason: endReasonSchema, endedAt: timeSchema }),
]);
export type Call = v.InferOutput<typeof callSchema>;
export type LiveCall = Exclude<Call, { state: 'ended' }>;

export const iceServerSchema = v.object({
  urls: v.array(v.string()),
  username: v.optional(v.string()),
  credential: v.optional(v.string()),
});
export type IceServer = v.InferOutput<typeof iceServerSchema>;

const MAX_SDP = 48 * 1024;
/**
 * What peers tell each other, passed on unread. `instance` names the sender's peer connection, `peerInstance` the
 * one it believes to talk to: a description from an unknown instance means "start over". `mids` maps the media
 * sections of the description to the sender's streams.
 */
export const signalSchema = v.strictObject({
  instance: v.pipe(v.string(), v.maxLength(64)),
  peerInstance: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(64))), null),
  description: v.optional(
    v.strictObject({
      type: v.picklist(['offer', 'answer', 'pranswer', 'rollback']),
      sdp: v.pipe(v.string(), v.maxLength(MAX_SDP)),
    }),
  ),
  mids: v.optional(v.record(v.pipe(v.string(), v.maxLength(16)), idSchema)),
  /** null: the end of candidates. */
  candidate: v.optional(
    v.nullable(
      v.strictObject({
        candidate: v.pipe(v.string(), v.maxLength(1024)),
        sdpMid: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(16)))),
        sdpMLineIndex: v.optional(v.nullable(v.number())),
        usernameFragment: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(256)))),
      }),
    ),
  ),
});
export type Signal = v.InferOutput<typeof signalSchema>;

const inCall = { callId: idSchema, participantId: idSchema };

export const callStartSchema = v.strictObject({
  t: v.literal('call.start'),
  conversationId: idSchema,
  video: v.boolean(),
  streams: streamsSchema,
});
/** Accepts a ringing call or joins a running one; this user's other devices stop ringing. */
export const callJoinSchema = v.strictObject({
  t: v.literal('call.join'),
  callId: idSchema,
  streams: streamsSchema,
});
export const callDeclineSchema = v.strictObject({ t: v.literal('call.decline'), callId: idSchema });
export const callLeaveSchema = v.strictObject({ t: v.literal('call.leave'), ...inCall });
/** After the socket came back, within the lease: the participant goes on with its links and streams. */
export const callRejoinSchema = v.strictObject({ t: v.literal('call.rejoin'), ...inCall });
export const callStreamsSchema = v.strictObject({
  t: v.literal('call.streams'),
  ...inCall,
  streams: streamsSchema,
});
export const callSignalSchema = v.strictObject({
  t: v.literal('call.signal'),
  ...inCall,
  to: idSchema,
  epoch: epochSchema,
  signal: signalSchema,
});
/** Every link that `switching` of this epoch asks for is up, and media of every other participant flows on it. */
export const callReadySchema = v.strictObject({ t: v.literal('call.ready'), ...inCall, epoch: epochSchema });
/** This participant cannot bring the new links up; it keeps those it has. */
export const callFailedSchema = v.strictObject({
  t: v.literal('call.failed'),
  ...inCall,
  epoch: epochSchema,
  reason: v.pipe(v.string(), v.maxLength(200)),
});
/** A notice: what this participant can send, in kilobits a second, as its congestion control sees it. */
export const callUplinkSchema = v.strictObject({
  t: v.literal('call.uplink'),
  ...inCall,
  kbps: v.pipe(v.number(), v.minValue(0)),
});
/** A notice, once media of another flows: how long that took from the wish to be in the call, and which way it takes. */
export const callMeasuredSchema = v.strictObject({
  t: v.literal('call.measured'),
  ...inCall,
  tookMs: v.pipe(v.number(), v.minValue(0), v.maxValue(600_000)),
  path: meetPathSchema,
});
/** Fresh STUN and TURN servers; TURN credentials are short-lived. */
export const callIceSchema = v.strictObject({ t: v.literal('call.ice') });

export const callUp = [
  callStartSchema,
  callJoinSchema,
  callDeclineSchema,
  callLeaveSchema,
  callRejoinSchema,
  callStreamsSchema,
  callSignalSchema,
  callReadySchema,
  callFailedSchema,
  callUplinkSchema,
  callMeasuredSchema,
  callIceSchema,
] as const;

export type CallStart = v.InferOutput<typeof callStartSchema>;
export type CallJoin = v.InferOutput<typeof callJoinSchema>;
export type CallSignal = v.InferOutput<typeof callSignalSchema>;

export interface Joined {
  call: LiveCall;
  participantId: string;
  iceServers: IceServer[];
}
export interface CallReplies {
  'call.start': Joined;
  'call.join': Joined;
  'call.rejoin': Joined;
  'call.decline': Record<string, never>;
  'call.leave': Record<string, never>;
  'call.streams': Record<string, never>;
  'call.signal': Record<string, never>;
  'call.ready': Record<string, never>;
  'call.failed': Record<string, never>;
  'call.ice': { iceServers: IceServer[] };
}

export const callDown = [
  /** To every member of the conversation. */
  v.object({ t: v.literal('call.changed'), call: callSchema }),
  /** To the addressed participant's device only. */
  v.object({
    t: v.literal('call.signal'),
    callId: idSchema,
    from: idSchema,
    to: idSchema,
    epoch: epochSchema,
    signal: signalSchema,
  }),
] as const;

/** POST /calls/leave with this as text/plain JSON: `sendBeacon` of a page that closes. */
export const leaveBeaconSchema = v.strictObject(inCall);

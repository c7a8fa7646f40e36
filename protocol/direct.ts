import * as v from 'valibot';
import { type IceServer, signalSchema } from './call.ts';
import { idSchema } from './ids.ts';

/**
 * Off the record: two browsers talk over a data channel of their own. The server knows who sits in a room and passes on
 * what their connections need to find each other; nothing of what is said ever comes by here.
 */
export const MAX_ROOM_NAME_LENGTH = 64;
export const roomNameSchema = v.pipe(
  v.string(),
  v.trim(),
  v.maxLength(MAX_ROOM_NAME_LENGTH),
  v.regex(/^[\p{L}\p{N}._~-]+$/u),
);

/** Who sits across. `reachable`: signals get there now; the seat of a lost socket is kept for a while. */
export const directPeerSchema = v.object({
  seat: idSchema,
  userId: idSchema,
  name: v.string(),
  reachable: v.boolean(),
});
export type DirectPeer = v.InferOutput<typeof directPeerSchema>;

const inRoom = { room: roomNameSchema };

/** `seat` is made by the browser and the same after a reload: whoever comes back gets their own place. */
export const directEnterSchema = v.strictObject({ t: v.literal('direct.enter'), ...inRoom, seat: idSchema });
export const directLeaveSchema = v.strictObject({ t: v.literal('direct.leave'), ...inRoom, seat: idSchema });
export const directSignalSchema = v.strictObject({
  t: v.literal('direct.signal'),
  ...inRoom,
  seat: idSchema,
  /** The seat across. */
  to: idSchema,
  signal: signalSchema,
});

export const directUp = [directEnterSchema, directLeaveSchema, directSignalSchema] as const;

export interface DirectReplies {
  /** `room_full` where two others sit. */
  'direct.enter': { peer: DirectPeer | null; iceServers: IceServer[] };
  'direct.leave': Record<string, never>;
  'direct.signal': Record<string, never>;
}

export const directDown = [
  /** Who sits across now; null: nobody. */
  v.object({ t: v.literal('direct.peer'), room: v.string(), peer: v.nullable(directPeerSchema) }),
  v.object({ t: v.literal('direct.signal'), room: v.string(), from: idSchema, signal: signalSchema }),
] as const;

import * as v from 'valibot';
import { userSchema } from './chat.ts';
import { idSchema } from './ids.ts';

/** `online`: some device is active; `away`: devices are open, none active; `offline`: none open. */
export const presenceStateSchema = v.picklist(['online', 'away', 'offline']);
export type PresenceState = v.InferOutput<typeof presenceStateSchema>;

export const presenceSchema = v.object({
  userId: idSchema,
  state: presenceStateSchema,
  /** Milliseconds since the epoch; null while online or away, or where never seen. */
  lastSeen: v.nullable(v.number()),
});
export type Presence = v.InferOutput<typeof presenceSchema>;

/** A notice of this device's own state: gets no answer. */
export const presenceSetSchema = v.strictObject({
  t: v.literal('presence.set'),
  state: v.picklist(['online', 'away']),
});
export type PresenceSet = v.InferOutput<typeof presenceSetSchema>;

export const presenceUp = [presenceSetSchema] as const;

export const presenceDown = [
  /** Differences, coalesced to at most two frames a second. */
  v.object({ t: v.literal('presence.changed'), people: v.array(presenceSchema) }),
  /** A profile changed (name, status, avatar, role), or someone new signed up. */
  v.object({ t: v.literal('presence.user'), user: userSchema }),
] as const;

import * as v from 'valibot';
import { callSchema } from './call.ts';
import { conversationSchema, followSchema, rulesSchema, userSchema } from './chat.ts';
import { draftSchema } from './draft.ts';
import { wireErrorSchema } from './wire-error.ts';
import { idSchema } from './ids.ts';
import { presenceSchema } from './presence.ts';
import { scheduledSchema } from './scheduled.ts';
import { preferencesSchema } from './settings.ts';

/** The first frame of every connection. Who speaks is told by the session cookie of the upgrade, never here. */
export const helloSchema = v.strictObject({
  t: v.literal('session.hello'),
  version: v.number(),
  /** The same over the life of a page: lets the server know a resumed device from a new one. */
  deviceId: idSchema,
});
export type Hello = v.InferOutput<typeof helloSchema>;

/** A notice, every `HEARTBEAT_MS`; answered by `session.pong`. */
export const pingSchema = v.strictObject({ t: v.literal('session.ping'), sentAt: v.number() });

export const sessionUp = [helloSchema, pingSchema] as const;

/** Why the SFU is not there, in words for the page, the log and /readyz. */
export const mediaStatusSchema = v.variant('state', [
  v.object({ state: v.literal('ready') }),
  v.object({ state: v.literal('preparing'), reason: v.string() }),
  v.object({ state: v.literal('unavailable'), reason: v.string() }),
]);
export type MediaStatus = v.InferOutput<typeof mediaStatusSchema>;

/**
 * Answer to hello, sent after the server subscribed this connection to everything it may see: all of the user's
 * state that is not history. First load and resume are the same: for each conversation whose `lastChange` is past
 * the client's own, the client asks `chat.changes`; events that arrive meanwhile are dropped by their number.
 */
export const welcomeSchema = v.object({
  t: v.literal('session.welcome'),
  me: userSchema,
  serverTime: v.number(),
  conversations: v.array(conversationSchema),
  /** The unread threads that this user follows, newest activity first: at most `MAX_UNREAD_THREADS`. */
  threads: v.array(followSchema),
  /** What this user began to write, newest first: at most `MAX_DRAFTS`; fewer than that are all. */
  drafts: v.array(draftSchema),
  /** What this user has the server send later, the next first. */
  scheduled: v.array(scheduledSchema),
  /** Everyone who is named in `conversations`, and myself. */
  users: v.array(userSchema),
  /** Of everyone in `users`, and of some who are online besides. */
  presence: v.array(presenceSchema),
  /** Calls that ring for this user or run in one of the user's conversations. */
  calls: v.array(callSchema),
  media: mediaStatusSchema,
  settings: v.object({
    uploadLimitBytes: v.number(),
    meshLimit: v.number(),
    rules: rulesSchema,
  }),
  preferences: preferencesSchema,
});
export type Welcome = v.InferOutput<typeof welcomeSchema>;

export const sessionDown = [
  welcomeSchema,
  v.object({ t: v.literal('session.pong'), sentAt: v.number(), serverTime: v.number() }),
  /** The answer to the request with this id; `result` has the shape that `Replies` gives for its type. */
  v.object({ t: v.literal('ok'), id: v.number(), result: v.unknown() }),
  v.object({ t: v.literal('error'), id: v.nullable(v.number()), error: wireErrorSchema }),
  v.object({ t: v.literal('session.media'), media: mediaStatusSchema }),
  /** The owner of this server changed them. */
  v.object({ t: v.literal('session.rules'), rules: rulesSchema }),
] as const;

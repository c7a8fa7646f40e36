import * as v from 'valibot';
import { idSchema } from './ids.ts';
import { type Message, numberSchema } from './message.ts';

/**
 * How one person stands to a thread: state, not history. Every reply, edit and deletion in it is followed by one that was
 * read after it, to everyone who follows it. Of two copies the one with the higher `change` knows more of the thread.
 */
export const followSchema = v.object({
  rootId: idSchema,
  conversationId: idSchema,
  /** The conversation's last change when this was read. */
  change: numberSchema,
  lastNumber: numberSchema,
  /** Only grows. */
  readNumber: numberSchema,
  /** Numbers of the unread replies that name this user: ascending, the newest `MAX_UNREAD_MENTIONS`. */
  mentioned: v.array(numberSchema),
  following: v.boolean(),
  /** Grows with each change of `following`. */
  revision: numberSchema,
});
export type Follow = v.InferOutput<typeof followSchema>;

/** Whoever replies in a thread, wrote its root or is named in it follows it by that alone. */
export const followUpSchema = v.strictObject({
  t: v.literal('chat.follow'),
  rootId: idSchema,
  on: v.boolean(),
});
export type FollowUp = v.InferOutput<typeof followUpSchema>;

export const threadUp = [followUpSchema] as const;

export interface ThreadReplies {
  'chat.follow': { follow: Follow };
}

/** What a page of a thread says beside the replies. */
export interface ThreadHead {
  readonly root: Message;
  /** null: never followed. */
  readonly follow: Follow | null;
}

export const threadDown = [
  /** To this user's devices alone. */
  v.object({ t: v.literal('chat.followed'), follow: followSchema }),
] as const;

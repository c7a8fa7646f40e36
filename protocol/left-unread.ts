import * as v from 'valibot';
import { idSchema } from './ids.ts';
import { numberSchema } from './message.ts';

/**
 * From which message on a member left a conversation unread. Read marks, which others see, only grow: this is
 * beside them, for this user alone, and the latest wins.
 */
export const leftUnreadSchema = v.object({
  /** null: what is past the read mark is unread, as ever. */
  from: v.nullable(numberSchema),
  /** Grows with each change. */
  revision: numberSchema,
});
export type LeftUnread = v.InferOutput<typeof leftUnreadSchema>;

export const unreadSchema = v.strictObject({
  t: v.literal('chat.unread'),
  conversationId: idSchema,
  from: v.nullable(v.pipe(numberSchema, v.minValue(1))),
});
export type Unread = v.InferOutput<typeof unreadSchema>;

export const unreadUp = [unreadSchema] as const;

export interface UnreadReplies {
  'chat.unread': { leftUnread: LeftUnread };
}

export const unreadDown = [
  /** To this user's devices alone. */
  v.object({
    t: v.literal('chat.leftUnread'),
    conversationId: idSchema,
    leftUnread: leftUnreadSchema,
    /** As in the conversation. */
    mentioned: v.array(numberSchema),
  }),
] as const;

import * as v from 'valibot';
import { idSchema } from './ids.ts';
import { MAX_MESSAGE_LENGTH } from './limits.ts';
import { quoteSchema } from './message.ts';

/** What was begun in a conversation, or in one of its threads, and not sent. An empty text: nothing, any more. */
export const draftSchema = v.object({
  conversationId: idSchema,
  threadRootId: v.nullable(idSchema),
  text: v.string(),
  /** Of the message that it answers, as that one stands now. */
  quote: v.nullable(quoteSchema),
  /** Grows with each save; of two copies the higher one is the newer. */
  revision: v.number(),
});
export type Draft = v.InferOutput<typeof draftSchema>;

/** Where nothing was ever begun, the revision is 0. */
export const saveDraftSchema = v.strictObject({
  t: v.literal('draft.save'),
  conversationId: idSchema,
  threadRootId: v.optional(v.nullable(idSchema), null),
  text: v.pipe(v.string(), v.maxLength(MAX_MESSAGE_LENGTH)),
  replyTo: v.optional(v.nullable(idSchema), null),
  /** The revision that it was made from. Where another stands by now, nothing is overwritten. */
  base: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
});
export type SaveDraft = v.InferOutput<typeof saveDraftSchema>;

export const draftUp = [saveDraftSchema] as const;

export interface DraftReplies {
  /** `other`: nothing was saved; the draft is the one that another device saved meanwhile. */
  'draft.save': { outcome: 'saved' | 'other'; draft: Draft };
}

/** State, for this user's devices alone: the highest revision wins, and a welcome brings them afresh. */
export const draftDown = [v.object({ t: v.literal('draft.changed'), draft: draftSchema })] as const;

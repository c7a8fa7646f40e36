import * as v from 'valibot';
import { wireErrorSchema } from './wire-error.ts';
import { idSchema } from './ids.ts';
import { fileSchema, quoteSchema, timeSchema } from './message.ts';

/** A message that the server sends at its time. Its id is the `clientId` that it is sent with, so it is sent once. */
export const scheduledSchema = v.object({
  id: idSchema,
  conversationId: idSchema,
  threadRootId: v.nullable(idSchema),
  text: v.string(),
  /** Of the message that it answers, as that one stands now. */
  quote: v.nullable(quoteSchema),
  files: v.array(fileSchema),
  dueAt: timeSchema,
  /** Why it could not be sent at its time. It stands until its writer changes, sends or removes it. */
  problem: v.nullable(wireErrorSchema),
  /** Grows with each change; of two copies the higher one is the newer. */
  revision: v.number(),
});
export type Scheduled = v.InferOutput<typeof scheduledSchema>;

/** State, for this user's devices alone; a welcome brings them all. */
export const scheduledDown = [
  v.object({ t: v.literal('scheduled.changed'), scheduled: scheduledSchema }),
  /** It was sent, or removed. */
  v.object({ t: v.literal('scheduled.gone'), id: idSchema }),
] as const;

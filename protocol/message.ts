import * as v from 'valibot';
import { idSchema } from './ids.ts';
import { MAX_EMOJI_LENGTH, MAX_VOICE_MS, VOICE_PEAKS } from './limits.ts';
import { pollSchema } from './poll.ts';

/** Times are milliseconds since the epoch; message numbers and change numbers start at 1. */
export const timeSchema = v.number();
export const numberSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const hundredthSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100));

/** What a recording of the composer says of itself. */
export const voiceSchema = v.strictObject({
  durationMs: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_VOICE_MS)),
  /** The loudest of each equal part, in hundredths. */
  peaks: v.pipe(v.array(hundredthSchema), v.length(VOICE_PEAKS)),
});
export type Voice = v.InferOutput<typeof voiceSchema>;

export const fileSchema = v.object({
  id: idSchema,
  ownerId: idSchema,
  name: v.string(),
  /** Bytes. */
  size: v.number(),
  /** The sniffed media type, never the claimed one. */
  type: v.string(),
  /** Pixels, for images only. */
  width: v.nullable(v.number()),
  height: v.nullable(v.number()),
  hasThumbnail: v.boolean(),
  /** Of voice messages only. */
  voice: v.nullable(voiceSchema),
  /** It was deleted, and stands in its message by its name alone. */
  removed: v.boolean(),
  createdAt: timeSchema,
});
export type FileInfo = v.InferOutput<typeof fileSchema>;

/** What a system line in the timeline tells. */
export const systemEventSchema = v.variant('kind', [
  v.object({ kind: v.literal('created') }),
  v.object({ kind: v.literal('joined'), userId: idSchema }),
  v.object({ kind: v.literal('added'), userId: idSchema }),
  v.object({ kind: v.literal('left'), userId: idSchema }),
  v.object({ kind: v.literal('removed'), userId: idSchema }),
  v.object({ kind: v.literal('renamed'), name: v.string() }),
  v.object({ kind: v.literal('opened'), visibility: v.picklist(['public', 'private']) }),
  v.object({ kind: v.literal('handedOver'), userId: idSchema }),
  v.object({ kind: v.literal('archived') }),
  v.object({ kind: v.literal('restored') }),
  v.object({
    kind: v.literal('call'),
    callId: idSchema,
    outcome: v.picklist(['ended', 'missed', 'declined', 'cancelled', 'failed']),
    video: v.boolean(),
    /** 0 where nobody answered. */
    durationMs: v.number(),
  }),
]);
export type SystemEvent = v.InferOutput<typeof systemEventSchema>;

/** What a reply shows of the message that it answers, as that one stands now. */
export const quoteSchema = v.object({
  id: idSchema,
  number: numberSchema,
  senderId: idSchema,
  /** The beginning: see quote.ts. */
  text: v.string(),
  fileCount: v.number(),
  /** Its text is the question of a poll. */
  poll: v.boolean(),
  deleted: v.boolean(),
});
export type Quote = v.InferOutput<typeof quoteSchema>;

/** Kinds stand in the order in which they first came, people in the order in which they chose it. */
export const reactionSchema = v.object({ emoji: v.string(), userIds: v.array(idSchema) });
export type Reaction = v.InferOutput<typeof reactionSchema>;
export const emojiSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_EMOJI_LENGTH));

export const pinSchema = v.object({ userId: idSchema, at: timeSchema });
export type Pin = v.InferOutput<typeof pinSchema>;

/** What the server found behind a link of the text. */
export const previewSchema = v.object({
  /** Its picture stands at `/files/previews/:id`. */
  id: idSchema,
  url: v.string(),
  title: v.string(),
  description: v.string(),
  siteName: v.string(),
  /** Pixels. */
  picture: v.nullable(v.object({ width: v.number(), height: v.number() })),
});
export type Preview = v.InferOutput<typeof previewSchema>;

/** What stands under a message that a thread hangs on. */
export const threadSchema = v.object({
  /** The number of the last reply: deleted ones are counted, for they stay as tombstones. Of two copies the higher is the newer. */
  replies: numberSchema,
  lastAt: timeSchema,
  /** Who replied, the first `MAX_THREAD_FACES` of them. */
  participantIds: v.array(idSchema),
});
export type Thread = v.InferOutput<typeof threadSchema>;

export const messageSchema = v.object({
  id: idSchema,
  conversationId: idSchema,
  /** Place among the conversation's messages, or among the replies of its thread: contiguous from 1. */
  number: numberSchema,
  /** Place among the conversation's changes: contiguous from 1 with the changes that are no messages. */
  change: numberSchema,
  /** The last change that touched it; `change` while none did. Of two copies the higher one is the newer. */
  revision: numberSchema,
  senderId: idSchema,
  clientId: idSchema,
  /** The message whose thread this is a reply in; null: it stands in the conversation itself. */
  threadRootId: v.nullable(idSchema),
  /** The thread that hangs on it, from the first reply on. */
  thread: v.nullable(threadSchema),
  /** Empty once it was deleted, like files, reactions and mentions. */
  text: v.string(),
  replyTo: v.nullable(idSchema),
  quote: v.nullable(quoteSchema),
  files: v.array(fileSchema),
  reactions: v.array(reactionSchema),
  /** Come after the message, as a change of their own; in the order of the links. */
  previews: v.array(previewSchema),
  /** Whom it names by `@username` or, of those who were online, by `@here`. */
  mentions: v.array(idSchema),
  /** It names everyone by `@all`, whoever was a member then. */
  mentionsAll: v.boolean(),
  /** Its text is the question. */
  poll: v.nullable(pollSchema),
  /** Set on system lines, whose text is empty. `senderId` is who caused it. */
  event: v.nullable(systemEventSchema),
  createdAt: timeSchema,
  editedAt: v.nullable(timeSchema),
  deletedAt: v.nullable(timeSchema),
  pinned: v.nullable(pinSchema),
});
export type Message = v.InferOutput<typeof messageSchema>;

/** A text of a message, with the time from which it stood. */
export const versionSchema = v.object({ text: v.string(), at: timeSchema });
export type MessageVersion = v.InferOutput<typeof versionSchema>;

/** What the owner of the server decides about messages. */
export const rulesSchema = v.object({
  /** How long after sending people may edit and delete their own. null: always; 0: never. */
  editWindowMinutes: v.nullable(numberSchema),
  deleteWindowMinutes: v.nullable(numberSchema),
  /** Whether the server looks at what links lead to. */
  linkPreviews: v.boolean(),
});
export type MessageRules = v.InferOutput<typeof rulesSchema>;

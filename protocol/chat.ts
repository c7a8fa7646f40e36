import * as v from 'valibot';
import { idSchema } from './ids.ts';
import {
  MAX_FILES_PER_MESSAGE,
  MAX_GROUP_DESCRIPTION_LENGTH,
  MAX_MESSAGE_LENGTH,
  MAX_NAME_LENGTH,
  MAX_PAGE,
  MAX_STATUS_LENGTH,
} from './limits.ts';

/** Times are milliseconds since the epoch; message numbers and change numbers start at 1. */
const timeSchema = v.number();
const numberSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const pageLimitSchema = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_PAGE));

export const nameSchema = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(MAX_NAME_LENGTH));
export const statusSchema = v.pipe(v.string(), v.trim(), v.maxLength(MAX_STATUS_LENGTH));
export const descriptionSchema = v.pipe(v.string(), v.trim(), v.maxLength(MAX_GROUP_DESCRIPTION_LENGTH));

export const serverRoleSchema = v.picklist(['owner', 'moderator', 'member', 'guest']);
export type ServerRole = v.InferOutput<typeof serverRoleSchema>;
export const groupRoleSchema = v.picklist(['owner', 'moderator', 'member']);
export type GroupRole = v.InferOutput<typeof groupRoleSchema>;
export const visibilitySchema = v.picklist(['public', 'private']);
export type Visibility = v.InferOutput<typeof visibilitySchema>;

/** What everyone signed in may see of a person. */
export const userSchema = v.object({
  id: idSchema,
  username: v.string(),
  name: v.string(),
  status: v.string(),
  avatarFileId: v.nullable(idSchema),
  role: serverRoleSchema,
});
export type User = v.InferOutput<typeof userSchema>;

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

export const messageSchema = v.object({
  id: idSchema,
  conversationId: idSchema,
  /** Place among the conversation's messages: contiguous from 1. */
  number: numberSchema,
  /** Place among the conversation's changes: contiguous from 1 with the changes that are no messages. */
  change: numberSchema,
  senderId: idSchema,
  clientId: idSchema,
  text: v.string(),
  replyTo: v.nullable(idSchema),
  files: v.array(fileSchema),
  /** Set on system lines, whose text is empty. `senderId` is who caused it. */
  event: v.nullable(systemEventSchema),
  createdAt: timeSchema,
});
export type Message = v.InferOutput<typeof messageSchema>;

export const memberSchema = v.object({
  userId: idSchema,
  role: groupRoleSchema,
  readNumber: numberSchema,
  deliveredNumber: numberSchema,
});
export type Member = v.InferOutput<typeof memberSchema>;

/** A conversation as one of its members sees it. `direct` has two members and no name of its own. */
export const conversationSchema = v.object({
  id: idSchema,
  kind: v.picklist(['direct', 'group']),
  name: v.string(),
  description: v.string(),
  visibility: visibilitySchema,
  avatarFileId: v.nullable(idSchema),
  createdAt: timeSchema,
  lastChange: numberSchema,
  lastNumber: numberSchema,
  lastMessage: v.nullable(messageSchema),
  members: v.array(memberSchema),
});
export type Conversation = v.InferOutput<typeof conversationSchema>;

/**
 * A lasting change that members see. Numbers of one conversation are contiguous and in commit order: a gap means
 * "ask with `chat.changes` from my last number".
 */
export const changeSchema = v.variant('kind', [
  v.object({ kind: v.literal('message'), change: numberSchema, message: messageSchema }),
  v.object({
    kind: v.literal('member'),
    change: numberSchema,
    userId: idSchema,
    /** null: no longer a member. */
    member: v.nullable(memberSchema),
    user: v.nullable(userSchema),
  }),
  v.object({
    kind: v.literal('conversation'),
    change: numberSchema,
    name: v.string(),
    description: v.string(),
    visibility: visibilitySchema,
    avatarFileId: v.nullable(idSchema),
  }),
]);
export type Change = v.InferOutput<typeof changeSchema>;

/** Requests (answered by `ok` or `error` with the same id) and their answers. */
export const sendSchema = v.strictObject({
  t: v.literal('chat.send'),
  clientId: idSchema,
  conversationId: idSchema,
  text: v.pipe(v.string(), v.maxLength(MAX_MESSAGE_LENGTH)),
  replyTo: v.optional(v.nullable(idSchema), null),
  fileIds: v.optional(v.pipe(v.array(idSchema), v.maxLength(MAX_FILES_PER_MESSAGE)), []),
});
export type Send = v.InferOutput<typeof sendSchema>;

export const changesSchema = v.strictObject({
  t: v.literal('chat.changes'),
  conversationId: idSchema,
  /** The last change number that the client has applied. */
  after: numberSchema,
  limit: v.optional(pageLimitSchema, MAX_PAGE),
});
export type ChangesQuery = v.InferOutput<typeof changesSchema>;

/** `anchor` is a message number: `before` and `after` exclude it, `around` includes it; `newest` ignores it. */
export const pageSchema = v.strictObject({
  t: v.literal('chat.page'),
  conversationId: idSchema,
  direction: v.picklist(['newest', 'before', 'after', 'around']),
  anchor: v.optional(numberSchema, 0),
  limit: v.optional(pageLimitSchema, 50),
});
export type PageQuery = v.InferOutput<typeof pageSchema>;

/** Both marks only grow; a lower one than stored is no error and changes nothing. */
export const markSchema = v.strictObject({
  t: v.literal('chat.mark'),
  conversationId: idSchema,
  delivered: v.optional(numberSchema),
  read: v.optional(numberSchema),
});
export type Mark = v.InferOutput<typeof markSchema>;

/** A notice: gets no answer. `stopped` ends the indicator at once. */
export const typingSchema = v.strictObject({
  t: v.literal('chat.typing'),
  conversationId: idSchema,
  stopped: v.optional(v.boolean(), false),
});
export type Typing = v.InferOutput<typeof typingSchema>;

export const chatUp = [sendSchema, changesSchema, pageSchema, markSchema, typingSchema] as const;

export interface ChatReplies {
  'chat.send': { message: Message };
  'chat.changes': { changes: Change[]; more: boolean };
  /** Ascending by number. */
  'chat.page': { messages: Message[]; hasBefore: boolean; hasAfter: boolean };
  'chat.mark': { delivered: number; read: number };
}

/** Events. */
export const chatDown = [
  v.object({ t: v.literal('chat.changed'), conversationId: idSchema, change: changeSchema }),
  v.object({
    t: v.literal('chat.marked'),
    conversationId: idSchema,
    userId: idSchema,
    delivered: numberSchema,
    read: numberSchema,
  }),
  v.object({
    t: v.literal('chat.typing'),
    conversationId: idSchema,
    userId: idSchema,
    stopped: v.boolean(),
  }),
  /** This user became a member (created, added, joined): the whole of it, and the people in it. */
  v.object({
    t: v.literal('chat.opened'),
    conversation: conversationSchema,
    users: v.array(userSchema),
  }),
  /** This user is no longer a member. */
  v.object({ t: v.literal('chat.closed'), conversationId: idSchema }),
] as const;

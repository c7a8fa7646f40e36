import * as v from 'valibot';
import { idSchema } from './ids.ts';
import { leftUnreadSchema, unreadDown, type UnreadReplies, unreadUp } from './left-unread.ts';
import {
  MAX_FILES_PER_MESSAGE,
  MAX_GROUP_DESCRIPTION_LENGTH,
  MAX_MESSAGE_LENGTH,
  MAX_NAME_LENGTH,
  MAX_PAGE,
  MAX_STATUS_LENGTH,
} from './limits.ts';
import {
  emojiSchema,
  type Message,
  messageSchema,
  numberSchema,
  pinSchema,
  previewSchema,
  reactionSchema,
  timeSchema,
} from './message.ts';
import { threadDown, type ThreadHead, type ThreadReplies, threadUp } from './thread.ts';
import { type Choice, newPollSchema, pollDown, pollSchema, pollUp } from './poll.ts';

export * from './left-unread.ts';
export * from './message.ts';
export * from './thread.ts';
export type { Draft } from './draft.ts';
export * from './poll.ts';
export type { Scheduled } from './scheduled.ts';

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
  /** Since when it can only be read. */
  archivedAt: v.nullable(timeSchema),
  createdAt: timeSchema,
  lastChange: numberSchema,
  lastNumber: numberSchema,
  lastMessage: v.nullable(messageSchema),
  /** Numbers of the unread messages that name this user: ascending, the newest `MAX_UNREAD_MENTIONS`. Threads have their own. */
  mentioned: v.array(numberSchema),
  leftUnread: leftUnreadSchema,
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
    archivedAt: v.nullable(timeSchema),
  }),
  /** The whole message as it stands: quotes of it change with it. */
  v.object({ kind: v.literal('edited'), change: numberSchema, message: messageSchema }),
  /** The whole message as it stands: without text, files, reactions, pin. `userId` is who deleted it. */
  v.object({
    kind: v.literal('deleted'),
    change: numberSchema,
    userId: idSchema,
    message: messageSchema,
  }),
  v.object({
    kind: v.literal('reacted'),
    change: numberSchema,
    messageId: idSchema,
    /** Who put what on it or took what away. */
    userId: idSchema,
    emoji: v.string(),
    on: v.boolean(),
    /** All of them, as they stand. */
    reactions: v.array(reactionSchema),
  }),
  v.object({
    kind: v.literal('pinned'),
    change: numberSchema,
    messageId: idSchema,
    userId: idSchema,
    /** null: no longer pinned. */
    pinned: v.nullable(pinSchema),
  }),
  v.object({
    kind: v.literal('previewed'),
    change: numberSchema,
    messageId: idSchema,
    /** All of them, as they stand. */
    previews: v.array(previewSchema),
  }),
  /** Somebody voted, voted otherwise, took it back or closed the poll. Who, no change tells: it may be anonymous. */
  v.object({
    kind: v.literal('voted'),
    change: numberSchema,
    messageId: idSchema,
    /** All of it, as it stands; null: the message was deleted since. */
    poll: v.nullable(pollSchema),
  }),
]);
export type Change = v.InferOutput<typeof changeSchema>;

/** Left out or null: the conversation itself. */
const placeSchema = v.optional(v.nullable(idSchema), null);

/** Requests (answered by `ok` or `error` with the same id) and their answers. */
export const sendSchema = v.strictObject({
  t: v.literal('chat.send'),
  clientId: idSchema,
  conversationId: idSchema,
  text: v.pipe(v.string(), v.maxLength(MAX_MESSAGE_LENGTH)),
  /** A message of the same place. */
  replyTo: v.optional(v.nullable(idSchema), null),
  threadRootId: placeSchema,
  fileIds: v.optional(v.pipe(v.array(idSchema), v.maxLength(MAX_FILES_PER_MESSAGE)), []),
  poll: v.optional(newPollSchema),
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
  threadRootId: placeSchema,
  direction: v.picklist(['newest', 'before', 'after', 'around']),
  anchor: v.optional(numberSchema, 0),
  limit: v.optional(pageLimitSchema, 50),
});
export type PageQuery = v.InferOutput<typeof pageSchema>;

/** Both marks only grow; a lower one than stored is no error and changes nothing. */
export const markSchema = v.strictObject({
  t: v.literal('chat.mark'),
  conversationId: idSchema,
  /** Of a thread only `read` is kept, and only for who follows it. */
  threadRootId: placeSchema,
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

/** Of one's own message. The same text as before changes nothing. */
export const editSchema = v.strictObject({
  t: v.literal('chat.edit'),
  messageId: idSchema,
  text: sendSchema.entries.text,
});
export type Edit = v.InferOutput<typeof editSchema>;

/** One's own message, or as owner or moderator of the group anybody's. */
export const deleteSchema = v.strictObject({ t: v.literal('chat.delete'), messageId: idSchema });
export type Delete = v.InferOutput<typeof deleteSchema>;

/** What stands already as asked for is no error and changes nothing; so with pins. */
export const reactSchema = v.strictObject({
  t: v.literal('chat.react'),
  messageId: idSchema,
  emoji: emojiSchema,
  on: v.boolean(),
});
export type React = v.InferOutput<typeof reactSchema>;

/** In groups by the owner and moderators, in direct conversations by both. */
export const pinUpSchema = v.strictObject({ t: v.literal('chat.pin'), messageId: idSchema, on: v.boolean() });
export type PinUp = v.InferOutput<typeof pinUpSchema>;

export const chatUp = [
  sendSchema,
  editSchema,
  deleteSchema,
  reactSchema,
  pinUpSchema,
  ...pollUp,
  changesSchema,
  pageSchema,
  markSchema,
  typingSchema,
  ...threadUp,
  ...unreadUp,
] as const;

export interface ChatReplies extends ThreadReplies, UnreadReplies {
  'chat.send': { message: Message };
  /** The message as it stands after it. */
  'chat.edit': { message: Message };
  'chat.delete': { message: Message };
  'chat.react': { message: Message };
  'chat.pin': { message: Message };
  'chat.vote': { message: Message };
  'chat.closePoll': { message: Message };
  'chat.choices': { choices: Choice[] };
  'chat.changes': { changes: Change[]; more: boolean };
  /** Ascending by number. */
  'chat.page': { messages: Message[]; hasBefore: boolean; hasAfter: boolean; thread?: ThreadHead };
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
  ...pollDown,
  /** This user is no longer a member. */
  v.object({ t: v.literal('chat.closed'), conversationId: idSchema }),
  ...threadDown,
  ...unreadDown,
] as const;

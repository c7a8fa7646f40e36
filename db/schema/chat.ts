import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { time } from './time.ts';
import type { Change, SystemEvent } from '../../protocol/chat.ts';
import type { MessageId, UserId } from '../../protocol/ids.ts';
import { users } from './people.ts';

export const conversations = pgTable(
  'conversations',
  {
    id: uuid('id').primaryKey(),
    kind: text('kind', { enum: ['direct', 'group'] }).notNull(),
    /** Both user ids, the smaller first, joined by ':'; null for groups. */
    directKey: text('direct_key'),
    name: text('name').notNull().default(''),
    description: text('description').notNull().default(''),
    visibility: text('visibility', { enum: ['public', 'private'] })
      .notNull()
      .default('private'),
    avatarFileId: uuid('avatar_file_id'),
    /** Since when it can only be read. */
    archivedAt: time('archived_at'),
    createdBy: uuid('created_by').references(() => users.id, { onDelete: 'set null' }),
    createdAt: time('created_at').notNull().defaultNow(),
    /** The counters: taken by UPDATE … RETURNING in the transaction that makes the change. */
    lastChange: bigint('last_change', { mode: 'number' }).notNull().default(0),
    lastNumber: bigint('last_number', { mode: 'number' }).notNull().default(0),
  },
  (t) => [
    uniqueIndex('conversations_direct_key').on(t.directKey),
    index('conversations_public').on(t.visibility),
    index('conversations_avatar').on(t.avatarFileId).where(sql`${t.avatarFileId} is not null`),
  ],
);

export const memberships = pgTable(
  'memberships',
  {
    conversationId: uuid('conversation_id')
      .notNull()
      .references(() => conversations.id, { onDelete: 'cascade' }),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    role: text('role', { enum: ['owner', 'moderator', 'member'] }).notNull(),
    joinedAt: time('joined_at').notNull().defaultNow(),
    readNumber: bigint('read_number', { mode: 'number' }).notNull().default(0),
    deliveredNumber: bigint('delivered_number', { mode: 'number' }).notNull().default(0),
    /** What others see of `readNumber`: it stands still while the reader gives no read receipts. */
    shownReadNumber: bigint('shown_read_number', { mode: 'number' }).notNull().default(0),
    /** The last message of which a push told this member. */
    pushedNumber: bigint('pushed_number', { mode: 'number' }).notNull().default(0),
    /** null: as the member has it everywhere. */
    level: text('level', { enum: ['all', 'mentions', 'nothing'] }),
    mutedUntil: time('muted_until'),
    /** Left unread from this message on; the read mark itself only grows. */
    unreadFrom: bigint('unread_from', { mode: 'number' }),
    unreadRevision: integer('unread_revision').notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.conversationId, t.userId] }), index('memberships_user').on(t.userId)],
);

export const messages = pgTable(
  'messages',
  {
    id: uuid('id').primaryKey(),
    conversationId: uuid('conversation_id')
      .notNull()
      .references(() => conversations.id, { onDelete: 'cascade' }),
    /** Place in the conversation, or in the thread that it is a reply in. */
    number: bigint('number', { mode: 'number' }).notNull(),
    threadRootId: uuid('thread_root_id'),
    /** A message is its own change row: it stands nowhere else. */
    change: bigint('change', { mode: 'number' }).notNull(),
    senderId: uuid('sender_id')
      .notNull()
      .references(() => users.id),
    clientId: uuid('client_id').notNull(),
    text: text('text').notNull(),
    replyTo: uuid('reply_to'),
    fileCount: integer('file_count').notNull().default(0),
    event: jsonb('event').$type<SystemEvent>(),
    createdAt: time('created_at').notNull().defaultNow(),
    /** The last change that touched it; 0 while none did. */
    revision: bigint('revision', { mode: 'number' }).notNull().default(0),
    editedAt: time('edited_at'),
    deletedAt: time('deleted_at'),
    pinnedAt: time('pinned_at'),
    pinnedBy: uuid('pinned_by').references(() => users.id),
    /** Rows of the tables that hang on it: where there are none, none are looked for. */
    reactionCount: integer('reaction_count').notNull().default(0),
    mentionCount: integer('mention_count').notNull().default(0),
    previewCount: integer('preview_count').notNull().default(0),
    hasThread: boolean('has_thread').notNull().default(false),
    hasPoll: boolean('has_poll').notNull().default(false),
  },
  (t) => [
    uniqueIndex('messages_number').on(t.conversationId, t.number).where(sql`${t.threadRootId} is null`),
    uniqueIndex('messages_thread').on(t.threadRootId, t.number).where(sql`${t.threadRootId} is not null`),
    uniqueIndex('messages_change').on(t.conversationId, t.change),
    uniqueIndex('messages_client').on(t.senderId, t.clientId),
    index('messages_files').on(t.conversationId, t.number).where(sql`${t.fileCount} > 0`),
    index('messages_pinned').on(t.conversationId, t.pinnedAt).where(sql`${t.pinnedAt} is not null`),
    index('messages_pinned_by').on(t.pinnedBy).where(sql`${t.pinnedBy} is not null`),
  ],
);

/** What a change did to a message is kept by the message's id: whoever reads the change later gets the message of then. */
export type StoredChange =
  | Extract<Change, { kind: 'member' | 'conversation' }>
  | Omit<Extract<Change, { kind: 'reacted' }>, 'reactions'>
  | Omit<Extract<Change, { kind: 'pinned' }>, 'pinned'>
  | (Omit<Extract<Change, { kind: 'voted' }>, 'poll'> & { userId: UserId })
  | { kind: 'edited' | 'deleted' | 'previewed'; change: number; messageId: MessageId; userId: UserId };

/** The changes that are no messages. */
export const changes = pgTable(
  'changes',
  {
    conversationId: uuid('conversation_id')
      .notNull()
      .references(() => conversations.id, { onDelete: 'cascade' }),
    change: bigint('change', { mode: 'number' }).notNull(),
    payload: jsonb('payload').$type<StoredChange>().notNull(),
    createdAt: time('created_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.conversationId, t.change] })],
);

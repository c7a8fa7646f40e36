import { sql } from 'drizzle-orm';
import { bigint, index, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { time } from './time.ts';
import { messages } from './chat.ts';
import { users } from './people.ts';

/** The texts that a message had before its present one. Gone when the message is deleted. */
export const messageEdits = pgTable(
  'message_edits',
  {
    messageId: uuid('message_id')
      .notNull()
      .references(() => messages.id, { onDelete: 'cascade' }),
    /** The change that replaced it. */
    change: bigint('change', { mode: 'number' }).notNull(),
    text: text('text').notNull(),
    /** From when on it stood. */
    writtenAt: time('written_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.messageId, t.change] })],
);

export const reactions = pgTable(
  'reactions',
  {
    messageId: uuid('message_id')
      .notNull()
      .references(() => messages.id, { onDelete: 'cascade' }),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id),
    emoji: text('emoji').notNull(),
    /** The change that brought it: the order in which reactions stand. */
    change: bigint('change', { mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.messageId, t.userId, t.emoji] }), index('reactions_user').on(t.userId)],
);

/** Whom a message names; one row without a person for all members of then. */
export const mentions = pgTable(
  'mentions',
  {
    messageId: uuid('message_id')
      .notNull()
      .references(() => messages.id, { onDelete: 'cascade' }),
    userId: uuid('user_id').references(() => users.id),
    /** As with the message: what is unread is found by these alone. */
    conversationId: uuid('conversation_id').notNull(),
    threadRootId: uuid('thread_root_id'),
    number: bigint('number', { mode: 'number' }).notNull(),
    senderId: uuid('sender_id').notNull(),
  },
  (t) => [
    index('mentions_message').on(t.messageId),
    index('mentions_user')
      .on(t.conversationId, t.userId, t.number)
      .where(sql`${t.userId} is not null and ${t.threadRootId} is null`),
    index('mentions_person').on(t.userId).where(sql`${t.userId} is not null`),
    index('mentions_all')
      .on(t.conversationId, t.number)
      .where(sql`${t.userId} is null and ${t.threadRootId} is null`),
    index('mentions_thread').on(t.threadRootId, t.number).where(sql`${t.threadRootId} is not null`),
  ],
);

/** Words of deleted messages, until it is known whether they stand in another one. */
export const forgottenWords = pgTable('forgotten_words', { word: text('word').notNull() });

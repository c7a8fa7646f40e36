import { sql } from 'drizzle-orm';
import { bigint, boolean, index, integer, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core';
import { time } from './time.ts';
import { conversations, messages } from './chat.ts';
import { users } from './people.ts';

/** What hangs on a message from its first reply on. Replies are messages; here is their counter. */
export const threads = pgTable('threads', {
  rootId: uuid('root_id')
    .primaryKey()
    .references(() => messages.id, { onDelete: 'cascade' }),
  conversationId: uuid('conversation_id')
    .notNull()
    .references(() => conversations.id, { onDelete: 'cascade' }),
  /** Taken under the conversation's lock, by whoever takes the reply's change number. */
  lastNumber: bigint('last_number', { mode: 'number' }).notNull(),
  lastReplyAt: time('last_reply_at').notNull(),
  /** Who replied, the first few. */
  participantIds: uuid('participant_ids').array().notNull(),
});

/** A row for whoever follows a thread, or did: a reply writes rows only for who replies and who is new to it. */
export const threadFollows = pgTable(
  'thread_follows',
  {
    rootId: uuid('root_id')
      .notNull()
      .references(() => messages.id, { onDelete: 'cascade' }),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    conversationId: uuid('conversation_id')
      .notNull()
      .references(() => conversations.id, { onDelete: 'cascade' }),
    readNumber: bigint('read_number', { mode: 'number' }).notNull().default(0),
    /** The last reply of which a push told this follower. */
    pushedNumber: bigint('pushed_number', { mode: 'number' }).notNull().default(0),
    following: boolean('following').notNull().default(true),
    revision: integer('revision').notNull().default(1),
  },
  (t) => [
    primaryKey({ columns: [t.rootId, t.userId] }),
    index('thread_follows_user').on(t.userId).where(sql`${t.following}`),
    index('thread_follows_person').on(t.userId),
    index('thread_follows_member').on(t.conversationId, t.userId),
  ],
);

import { bigint, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { time } from './time.ts';
import { conversations, messages } from './chat.ts';
import { users } from './people.ts';

/** One row for each place in which somebody ever began something: an empty one keeps the revision. */
export const drafts = pgTable(
  'drafts',
  {
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    conversationId: uuid('conversation_id')
      .notNull()
      .references(() => conversations.id, { onDelete: 'cascade' }),
    threadRootId: uuid('thread_root_id').references(() => messages.id, { onDelete: 'cascade' }),
    text: text('text').notNull(),
    replyTo: uuid('reply_to'),
    revision: bigint('revision', { mode: 'number' }).notNull(),
    savedAt: time('saved_at').notNull(),
  },
  (t) => [unique('drafts_place').on(t.userId, t.conversationId, t.threadRootId).nullsNotDistinct()],
);

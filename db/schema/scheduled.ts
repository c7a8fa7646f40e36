import { sql } from 'drizzle-orm';
import { foreignKey, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { time } from './time.ts';
import type { WireError } from '../../protocol/errors.ts';
import { conversations } from './chat.ts';
import { files } from './files.ts';
import { users } from './people.ts';

/** Messages to be sent at their time, by whichever process locks the row first. */
export const scheduledMessages = pgTable(
  'scheduled_messages',
  {
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** The `clientId` that it is sent with. */
    id: uuid('id').notNull(),
    conversationId: uuid('conversation_id')
      .notNull()
      .references(() => conversations.id, { onDelete: 'cascade' }),
    threadRootId: uuid('thread_root_id'),
    text: text('text').notNull(),
    replyTo: uuid('reply_to'),
    dueAt: time('due_at').notNull(),
    revision: integer('revision').notNull().default(1),
    /** Set where it was refused: it waits for its writer from then on. */
    problemCode: text('problem_code').$type<WireError['code']>(),
    problem: text('problem').notNull().default(''),
  },
  (t) => [
    primaryKey({ columns: [t.userId, t.id] }),
    index('scheduled_messages_due').on(t.dueAt).where(sql`${t.problemCode} is null`),
  ],
);

export const scheduledFiles = pgTable(
  'scheduled_files',
  {
    userId: uuid('user_id').notNull(),
    scheduledId: uuid('scheduled_id').notNull(),
    fileId: uuid('file_id')
      .notNull()
      .references(() => files.id),
    position: integer('position').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.userId, t.scheduledId, t.position] }),
    foreignKey({
      name: 'scheduled_files_message',
      columns: [t.userId, t.scheduledId],
      foreignColumns: [scheduledMessages.userId, scheduledMessages.id],
    }).onDelete('cascade'),
    index('scheduled_files_file').on(t.fileId),
  ],
);

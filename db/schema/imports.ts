import { bigint, boolean, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { time } from './time.ts';
import type { ImportChoices, ImportProgress, ImportReport, ImportSummary } from '../../protocol/imports.ts';
import { conversations } from './chat.ts';
import { users } from './people.ts';

/** An archive of another system on its way in. Its file lies in DATA_DIR until it is done. */
export const imports = pgTable('imports', {
  id: uuid('id').primaryKey(),
  createdBy: uuid('created_by')
    .notNull()
    .references(() => users.id),
  createdAt: time('created_at').notNull().defaultNow(),
  name: text('name').notNull(),
  size: bigint('size', { mode: 'number' }).notNull(),
  state: text('state', { enum: ['reading', 'ready', 'running', 'done', 'failed'] }).notNull(),
  summary: jsonb('summary').$type<ImportSummary>(),
  choices: jsonb('choices').$type<ImportChoices>(),
  progress: jsonb('progress').$type<ImportProgress>(),
  report: jsonb('report').$type<ImportReport>(),
  /** Words for the owner. */
  problem: text('problem'),
});

/** Who somebody of another system is here, from the first import that they appeared in. */
export const importedPeople = pgTable(
  'imported_people',
  {
    /** System, workspace and person. */
    source: text('source').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** An account that was made for them, and that nobody has signed in to. */
    placeholder: boolean('placeholder').notNull(),
  },
  (t) => [index('imported_people_user').on(t.userId)],
);

export const importedChannels = pgTable('imported_channels', {
  source: text('source').primaryKey(),
  conversationId: uuid('conversation_id')
    .notNull()
    .references(() => conversations.id, { onDelete: 'cascade' }),
  /** Which import makes it. */
  importId: uuid('import_id').notNull(),
  /** Until then it has no members: nobody sees half of it. */
  doneAt: time('done_at'),
});

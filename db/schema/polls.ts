import { bigint, boolean, index, pgTable, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { time } from './time.ts';
import { messages } from './chat.ts';
import { users } from './people.ts';

/** The question is the message's text. Gone when the message is deleted, with its votes. */
export const polls = pgTable('polls', {
  messageId: uuid('message_id')
    .primaryKey()
    .references(() => messages.id, { onDelete: 'cascade' }),
  options: text('options').array().notNull(),
  several: boolean('several').notNull(),
  anonymous: boolean('anonymous').notNull(),
  closesAt: time('closes_at'),
  closedAt: time('closed_at'),
});

/** Of an anonymous poll too, so that nobody votes twice and everyone may take their vote back; it is told to nobody else. */
export const pollVotes = pgTable(
  'poll_votes',
  {
    messageId: uuid('message_id')
      .notNull()
      .references(() => polls.messageId, { onDelete: 'cascade' }),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id),
    /** Its place among the options, from 0. */
    option: smallint('option').notNull(),
    /** The change that brought it: the order in which voters stand. */
    change: bigint('change', { mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.messageId, t.userId, t.option] }), index('poll_votes_user').on(t.userId)],
);

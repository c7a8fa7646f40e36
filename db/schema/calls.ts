import { boolean, index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { time } from './time.ts';
import type { EndReason } from '../../protocol/call.ts';
import { conversations } from './chat.ts';
import { users } from './people.ts';

/** One row a call, for the list of calls; what runs is in the memory of the node that owns it. */
export const calls = pgTable(
  'calls',
  {
    id: uuid('id').primaryKey(),
    conversationId: uuid('conversation_id')
      .notNull()
      .references(() => conversations.id, { onDelete: 'cascade' }),
    startedBy: uuid('started_by')
      .notNull()
      .references(() => users.id),
    video: boolean('video').notNull(),
    startedAt: time('started_at').notNull(),
    answeredAt: time('answered_at'),
    endedAt: time('ended_at'),
    endReason: text('end_reason').$type<EndReason>(),
    /** Everyone who was ever in it. */
    participantIds: uuid('participant_ids').array().notNull().default([]),
  },
  (t) => [
    index('calls_conversation').on(t.conversationId, t.startedAt),
    index('calls_started').on(t.startedAt),
    index('calls_started_by').on(t.startedBy),
  ],
);

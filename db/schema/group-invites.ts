import { boolean, index, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { time } from './time.ts';
import { conversations } from './chat.ts';
import { users } from './people.ts';

/** Links into one group. */
export const groupInvites = pgTable(
  'group_invites',
  {
    id: uuid('id').primaryKey(),
    conversationId: uuid('conversation_id')
      .notNull()
      .references(() => conversations.id, { onDelete: 'cascade' }),
    /** SHA-256, hex: a read of the table lets nobody in. */
    tokenHash: text('token_hash').notNull(),
    createdBy: uuid('created_by').references(() => users.id, { onDelete: 'set null' }),
    createdAt: time('created_at').notNull().defaultNow(),
    expiresAt: time('expires_at'),
    /** null: any number of times. */
    usesLeft: integer('uses_left'),
    /** Whoever has no account here may make one with it. */
    admits: boolean('admits').notNull().default(false),
    revoked: boolean('revoked').notNull().default(false),
  },
  (t) => [
    uniqueIndex('group_invites_token_hash').on(t.tokenHash),
    index('group_invites_conversation').on(t.conversationId),
  ],
);

/** Who used a link. An account that was made with it took its use before it came into the group. */
export const groupInviteUses = pgTable(
  'group_invite_uses',
  {
    inviteId: uuid('invite_id')
      .notNull()
      .references(() => groupInvites.id, { onDelete: 'cascade' }),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    usedAt: time('used_at').notNull().defaultNow(),
    /** null: the use is taken, and they are not in the group yet. */
    joinedAt: time('joined_at'),
  },
  (t) => [primaryKey({ columns: [t.inviteId, t.userId] }), index('group_invite_uses_user').on(t.userId)],
);

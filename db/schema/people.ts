import { sql } from 'drizzle-orm';
import { boolean, index, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { time } from './time.ts';

export const users = pgTable(
  'users',
  {
    id: uuid('id').primaryKey(),
    /** Lower case; null for guests. */
    username: text('username'),
    name: text('name').notNull(),
    status: text('status').notNull().default(''),
    role: text('role', { enum: ['owner', 'moderator', 'member', 'guest'] }).notNull(),
    /** argon2id; null where one cannot sign in by password. */
    passwordHash: text('password_hash'),
    avatarFileId: uuid('avatar_file_id'),
    createdAt: time('created_at').notNull().defaultNow(),
    lastSeenAt: time('last_seen_at'),
    suspendedAt: time('suspended_at'),
    /** In place of the server's own; null: as everyone. */
    quotaMb: integer('quota_mb'),
    /** Said to be 18 or older, which meeting strangers asks for. */
    ageStatedAt: time('age_stated_at'),
    /** After repeated reports: meets nobody until then. */
    meetPausedUntil: time('meet_paused_until'),
  },
  (t) => [
    uniqueIndex('users_username').on(t.username),
    index('users_avatar').on(t.avatarFileId).where(sql`${t.avatarFileId} is not null`),
    index('users_name_search').on(sql`lower(${t.name}) text_pattern_ops`),
  ],
);

export const sessions = pgTable(
  'sessions',
  {
    id: uuid('id').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** SHA-256 of the cookie's token, hex: a read of the table signs nobody in. */
    tokenHash: text('token_hash').notNull(),
    userAgent: text('user_agent').notNull().default(''),
    createdAt: time('created_at').notNull().defaultNow(),
    lastUsedAt: time('last_used_at').notNull().defaultNow(),
    expiresAt: time('expires_at').notNull(),
  },
  (t) => [uniqueIndex('sessions_token_hash').on(t.tokenHash), index('sessions_user').on(t.userId)],
);

/** Links that make accounts. `owner`: printed at the first start, makes the first account the owner's. */
export const invites = pgTable(
  'invites',
  {
    id: uuid('id').primaryKey(),
    kind: text('kind', { enum: ['owner', 'member', 'claim'] }).notNull(),
    /** Of `claim`: the account that was made by an import, for whoever opens the link. */
    userId: uuid('user_id').references(() => users.id, { onDelete: 'cascade' }),
    tokenHash: text('token_hash').notNull(),
    createdBy: uuid('created_by').references(() => users.id, { onDelete: 'set null' }),
    createdAt: time('created_at').notNull().defaultNow(),
    expiresAt: time('expires_at'),
    /** null: any number of times. */
    usesLeft: integer('uses_left'),
    revoked: boolean('revoked').notNull().default(false),
  },
  (t) => [uniqueIndex('invites_token_hash').on(t.tokenHash)],
);

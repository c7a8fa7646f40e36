import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { time } from './time.ts';
import type { QuietHours } from '../../protocol/settings.ts';
import { sessions, users } from './people.ts';

/** A row is there from the first change on: what is not set is as `DEFAULT_SETTINGS` says. */
export const userSettings = pgTable('user_settings', {
  userId: uuid('user_id')
    .primaryKey()
    .references(() => users.id, { onDelete: 'cascade' }),
  groupLevel: text('group_level', { enum: ['all', 'mentions', 'nothing'] })
    .notNull()
    .default('all'),
  quietUntil: time('quiet_until'),
  quietHours: jsonb('quiet_hours').$type<QuietHours>(),
  showText: boolean('show_text').notNull().default(true),
  sound: boolean('sound').notNull().default(true),
  readReceipts: boolean('read_receipts').notNull().default(true),
  typing: boolean('typing').notNull().default(true),
});

/** By which push services know this Parley: made at the first start, the same for all its processes. One row. */
export const pushKeys = pgTable('push_keys', {
  id: boolean('id').primaryKey().default(true),
  publicKey: text('public_key').notNull(),
  privateKey: text('private_key').notNull(),
});

/** Where a device without an open page is reached. Gone with its session. */
export const pushSubscriptions = pgTable(
  'push_subscriptions',
  {
    id: uuid('id').primaryKey(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    sessionId: uuid('session_id')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    endpoint: text('endpoint').notNull(),
    /** The device's public key and secret: what is pushed is encrypted for them. */
    p256dh: text('p256dh').notNull(),
    auth: text('auth').notNull(),
    createdAt: time('created_at').notNull().defaultNow(),
    /** Deliveries in a row that failed. */
    failures: integer('failures').notNull().default(0),
  },
  (t) => [
    uniqueIndex('push_subscriptions_endpoint').on(t.endpoint),
    index('push_subscriptions_user').on(t.userId),
    index('push_subscriptions_session').on(t.sessionId),
  ],
);

/**
 * What a process claimed and has not pushed yet: one row for all whom it found at once, gone when each was told. Where its lease
 * ran out the process has died, and another takes the claims back. It stands for seconds: nothing refers to anything.
 */
export const pushClaims = pgTable('push_claims', {
  id: uuid('id').primaryKey(),
  owner: uuid('owner').notNull(),
  leasedUntil: time('leased_until').notNull(),
  conversationId: uuid('conversation_id').notNull(),
  /** Side by side: the thread, or null; who; the message. */
  rootIds: uuid('root_ids').array().notNull(),
  userIds: uuid('user_ids').array().notNull(),
  numbers: bigint('numbers', { mode: 'number' }).array().notNull(),
});

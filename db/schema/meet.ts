import { sql } from 'drizzle-orm';
import {
  bigint,
  bigserial,
  boolean,
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { time } from './time.ts';
import type { MeetPath } from '../../protocol/call.ts';
import type { MeetEnd } from '../../protocol/meet.ts';
import { sessions, users } from './people.ts';

/** One row a meeting of two strangers. Its people are forgotten with their accounts; what is counted stays. */
export const meetings = pgTable(
  'meetings',
  {
    id: uuid('id').primaryKey(),
    firstUserId: uuid('first_user_id').references(() => users.id, { onDelete: 'set null' }),
    secondUserId: uuid('second_user_id').references(() => users.id, { onDelete: 'set null' }),
    path: text('path').$type<MeetPath>().notNull(),
    /** What both named. */
    tags: text('tags').array().notNull(),
    firstWaitedMs: integer('first_waited_ms').notNull(),
    secondWaitedMs: integer('second_waited_ms').notNull(),
    startedAt: time('started_at').notNull(),
    endedAt: time('ended_at'),
    end: text('end').$type<MeetEnd>(),
    /** Both were in the call. */
    connected: boolean('connected').notNull().default(false),
    extensions: integer('extensions').notNull().default(0),
    /** A report was made: the row is kept. */
    sealedAt: time('sealed_at'),
  },
  (t) => [
    index('meetings_started').on(t.startedAt),
    index('meetings_first').on(t.firstUserId).where(sql`${t.firstUserId} is not null`),
    index('meetings_second').on(t.secondUserId).where(sql`${t.secondUserId} is not null`),
  ],
);

/** Who is in a meeting now. The key is what keeps anyone from being in two: a seat is one page of one person. */
export const meetSeats = pgTable(
  'meet_seats',
  {
    seat: text('seat').primaryKey(),
    meetingId: uuid('meeting_id')
      .notNull()
      .references(() => meetings.id, { onDelete: 'cascade' }),
    /** Of the process that holds the meeting: what it leaves behind is cleared when it is gone. */
    processId: uuid('process_id').notNull(),
  },
  (t) => [index('meet_seats_meeting').on(t.meetingId)],
);

/** Two who met lately, by ids, the smaller first. */
export const metPairs = pgTable(
  'met_pairs',
  {
    low: uuid('low')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    high: uuid('high')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    metAt: time('met_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.low, t.high] }),
    index('met_pairs_high').on(t.high),
    check('met_pairs_order', sql`${t.low} < ${t.high}`),
  ],
);

/** Who wants to see no more of whom; it counts in both directions. */
export const blocks = pgTable(
  'blocks',
  {
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    blockedId: uuid('blocked_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    createdAt: time('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.blockedId] }), index('blocks_blocked').on(t.blockedId)],
);

/** What strangers wrote: only where the operator keeps it. */
export const meetTexts = pgTable(
  'meet_texts',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    meetingId: uuid('meeting_id')
      .notNull()
      .references(() => meetings.id, { onDelete: 'cascade' }),
    /** 0: the first of the meeting's two, 1: the second. */
    sender: smallint('sender').notNull(),
    clientId: uuid('client_id').notNull(),
    text: text('text').notNull(),
    createdAt: time('created_at').notNull(),
  },
  (t) => [index('meet_texts_meeting').on(t.meetingId)],
);

/** What somebody says of whom they met. The picture and the text are what the reporter chose to attach. */
export const meetReports = pgTable(
  'meet_reports',
  {
    id: uuid('id').primaryKey(),
    meetingId: uuid('meeting_id')
      .notNull()
      .references(() => meetings.id, { onDelete: 'cascade' }),
    reporterId: uuid('reporter_id').references(() => users.id, { onDelete: 'set null' }),
    reportedId: uuid('reported_id').references(() => users.id, { onDelete: 'set null' }),
    reasons: text('reasons').array().notNull(),
    text: text('text').notNull().default(''),
    /** A JPEG, base64. */
    picture: text('picture'),
    createdAt: time('created_at').notNull(),
    handledAt: time('handled_at'),
    handledBy: uuid('handled_by').references(() => users.id, { onDelete: 'set null' }),
    action: text('action', { enum: ['dismissed', 'paused', 'banned', 'suspended'] }),
  },
  (t) => [
    uniqueIndex('meet_reports_once').on(t.meetingId, t.reporterId),
    index('meet_reports_reported').on(t.reportedId, t.createdAt),
    index('meet_reports_reporter').on(t.reporterId),
  ],
);

/** The browsers that people were seen in at Meet, by the hash of a cookie of theirs. */
export const meetDevices = pgTable(
  'meet_devices',
  {
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    deviceHash: text('device_hash').notNull(),
    /** The last that was seen in it. */
    sessionId: uuid('session_id').references(() => sessions.id, { onDelete: 'set null' }),
    seenAt: time('seen_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.deviceHash] }), index('meet_devices_session').on(t.sessionId)],
);

/** Who may not meet strangers: an account, and the browsers that it was seen in. */
export const meetBans = pgTable(
  'meet_bans',
  {
    id: uuid('id').primaryKey(),
    userId: uuid('user_id').references(() => users.id, { onDelete: 'set null' }),
    /** As they were called then. */
    name: text('name').notNull(),
    devices: text('devices').array().notNull(),
    reason: text('reason').notNull(),
    /** null: for good. */
    until: time('until'),
    createdBy: uuid('created_by').references(() => users.id, { onDelete: 'set null' }),
    createdAt: time('created_at').notNull(),
    liftedAt: time('lifted_at'),
    liftedBy: uuid('lifted_by').references(() => users.id, { onDelete: 'set null' }),
  },
  (t) => [index('meet_bans_user').on(t.userId), index('meet_bans_devices').using('gin', t.devices)],
);

/** Of a day that is over: what its meetings came to. */
export const meetDays = pgTable('meet_days', {
  /** `2026-11-20`, in UTC. */
  day: text('day').primaryKey(),
  meetings: integer('meetings').notNull(),
  connected: integer('connected').notNull(),
  failed: integer('failed').notNull(),
  reported: integer('reported').notNull(),
  totalMs: bigint('total_ms', { mode: 'number' }).notNull(),
  waitP50Ms: integer('wait_p50_ms').notNull(),
  waitP95Ms: integer('wait_p95_ms').notNull(),
});

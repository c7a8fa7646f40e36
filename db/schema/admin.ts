import { bigint, boolean, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { time } from './time.ts';

/**
 * What owner and moderators did, in order and for good: each row's hash covers the hash before it. Names no other row,
 * so that nothing that is deleted takes an entry along. A trigger refuses every change of a row.
 */
export const auditEntries = pgTable('audit_entries', {
  /** 1, 2, 3 … without a gap. */
  seq: bigint('seq', { mode: 'number' }).primaryKey(),
  at: time('at').notNull(),
  actorId: uuid('actor_id').notNull(),
  actorName: text('actor_name').notNull(),
  action: text('action').notNull(),
  /** What it was done to: an id, '' where it is this server. */
  subjectId: text('subject_id').notNull(),
  subjectName: text('subject_name').notNull(),
  /** JSON, kept as the text that was hashed. */
  details: text('details').notNull(),
  /** SHA-256, hex. */
  hash: text('hash').notNull(),
});

/** One row: where the log ends. Its lock gives each entry its place; entries cut off at the end are missed by it. */
export const auditHead = pgTable('audit_head', {
  id: boolean('id').primaryKey().default(true),
  seq: bigint('seq', { mode: 'number' }).notNull(),
  hash: text('hash').notNull(),
});

/** How it went for somebody to come into a call, as their page told: of whom is not kept. */
export const callJoins = pgTable(
  'call_joins',
  {
    callId: uuid('call_id').notNull(),
    participantId: uuid('participant_id').notNull(),
    /** From the wish to be in it to the first media of another. */
    tookMs: integer('took_ms').notNull(),
    path: text('path', { enum: ['direct', 'relay', 'sfu'] }).notNull(),
    at: time('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.callId, t.participantId] }), index('call_joins_at').on(t.at)],
);

/** Of a day that is over: what was sent, and what its calls came to. Written once. */
export const serverDays = pgTable('server_days', {
  /** `2026-11-20`, in UTC. */
  day: text('day').primaryKey(),
  messages: integer('messages').notNull(),
  senders: integer('senders').notNull(),
  calls: integer('calls').notNull(),
  answered: integer('answered').notNull(),
  failed: integer('failed').notNull(),
  callMs: bigint('call_ms', { mode: 'number' }).notNull(),
  joins: integer('joins').notNull(),
  relayed: integer('relayed').notNull(),
  overSfu: integer('over_sfu').notNull(),
  /** null: nobody told. */
  joinP50Ms: integer('join_p50_ms'),
  joinP95Ms: integer('join_p95_ms'),
});

import type { ISql, TransactionSql } from 'postgres';
import type { User } from '../../protocol/chat.ts';
import { closeCodes, conflict, notFound } from '../../protocol/errors.ts';
import type { UserId } from '../../protocol/ids.ts';
import type { MeetEnd, ReportReason } from '../../protocol/meet.ts';
import type { Context } from '../context.ts';
import { banIn } from '../meet/bans.ts';
import { audited } from './audit.ts';
import { lockBelow, suspendIn } from './people.ts';

const PAGE = 50;
const DAY_MS = 24 * 60 * 60_000;

export const reportActions = ['dismissed', 'paused', 'banned', 'suspended'] as const;
export type ReportAction = (typeof reportActions)[number];

interface Named {
  readonly id: UserId;
  readonly name: string;
}

export interface ReportRow {
  readonly id: string;
  readonly createdAt: number;
  readonly reasons: ReportReason[];
  /** Whether the reporter attached something. */
  readonly hasText: boolean;
  readonly hasPicture: boolean;
  /** null: a guest whose day is over. */
  readonly reporter: Named | null;
  readonly reported: Named | null;
  /** How many reports there are of the same person. */
  readonly ofThem: number;
  readonly meeting: { startedAt: number; endedAt: number | null; end: MeetEnd | null; tags: string[] };
  readonly action: ReportAction | null;
  readonly handledAt: number | null;
  readonly handledBy: string | null;
}

/** Those that wait first, then the newest; `before`: when the oldest that is known was made. */
export async function listReports(
  sql: ISql,
  { open, before }: { readonly open: boolean; readonly before?: number | undefined },
): Promise<ReportRow[]> {
  return await sql<ReportRow[]>`
    select r.id, (extract(epoch from r.created_at) * 1000)::float8 as "createdAt", r.reasons,
      r.text <> '' as "hasText", r.picture is not null as "hasPicture", r.action,
      (extract(epoch from r.handled_at) * 1000)::float8 as "handledAt", h.name as "handledBy",
      case when a.id is not null then json_build_object('id', a.id, 'name', a.name) end as reporter,
      case when b.id is not null then json_build_object('id', b.id, 'name', b.name) end as reported,
      (select count(*)::integer from meet_reports o where o.reported_id = r.reported_id) as "ofThem",
      json_build_object('startedAt', (extract(epoch from m.started_at) * 1000)::float8,
        'endedAt', (extract(epoch from m.ended_at) * 1000)::float8, 'end', m."end", 'tags', m.tags) as meeting
    from meet_reports r join meetings m on m.id = r.meeting_id
      left join users a on a.id = r.reporter_id left join users b on b.id = r.reported_id
      left join users h on h.id = r.handled_by
    where (r.handled_at is null) = ${open}
      and ${before === undefined ? sql`true` : sql`r.created_at < to_timestamp(${before}::float8 / 1000)`}
    order by r.created_at desc limit ${PAGE}`;
}

/** What the reporter chose to attach. The picture is a JPEG, base64. */
export async function readEvidence(sql: ISql, id: string): Promise<{ text: string; picture: string | null }> {
  const [found] = await sql<{ text: string; picture: string | null }[]>`
    select text, picture from meet_reports where id = ${id}`;
  if (!found) throw notFound('This report');
  return found;
}

/**
 * Once for each report. `paused`: out of Meet for some days; `banned`: for good, with every browser of theirs;
 * `suspended`: out of all of this server, and their browsers out of Meet.
 */
export async function handleReport(
  parts: Pick<Context, 'db' | 'clock' | 'fanout' | 'nodes'>,
  actor: User,
  how: HandledReport,
): Promise<void> {
  const { id, action, days } = how;
  const now = parts.clock.now();
  const reportedId = await audited(parts, actor, async (tx) => {
    const [report] = await tx<{ userId: UserId | null; handled: boolean }[]>`
      select reported_id as "userId", handled_at is not null as handled from meet_reports where id = ${id} for update`;
    if (!report) throw notFound('This report');
    if (report.handled) throw conflict('Somebody was quicker: this report is handled.');
    const { userId } = report;
    if (action !== 'dismissed' && userId === null) throw notFound('Who was reported');
    const subject = userId === null ? NOBODY : await act(tx, { ...how, actor, userId, at: now });
    await tx`
      update meet_reports set action = ${action}, handled_by = ${actor.id},
        handled_at = to_timestamp(${now}::float8 / 1000)
      where id = ${id}`;
    const details = { report: id, ...(action === 'paused' ? { days } : {}) };
    return { result: userId, note: { action: `report.${action}`, subject, details } };
  });
  if (reportedId === null || action === 'dismissed') return;
  if (action === 'suspended') parts.fanout.revoke({ userId: reportedId }, closeCodes.suspended);
  else parts.nodes.revoke(reportedId);
}

export interface HandledReport {
  readonly id: string;
  readonly action: ReportAction;
  /** Of a pause. */
  readonly days: number;
}

const NOBODY: Named = { id: '', name: '' };

/** Answers whom it was done to. */
async function act(
  tx: TransactionSql,
  how: HandledReport & { readonly actor: User; readonly userId: UserId; readonly at: number },
): Promise<Named> {
  const { action, actor, userId, at, days } = how;
  // Nobody stands above the owner, and no report may wait for good.
  if (action === 'dismissed' && actor.role === 'owner' && userId === actor.id) return actor;
  if (action === 'dismissed') return await lockBelow(tx, actor, userId);
  if (action === 'paused') {
    const person = await lockBelow(tx, actor, userId);
    const until = (at + days * DAY_MS) / 1000;
    await tx`
      update users set meet_paused_until = greatest(meet_paused_until, to_timestamp(${until}::float8))
      where id = ${userId}`;
    return person;
  }
  const { person } = await banIn(tx, { actor, userId, reason: 'A report', days: null, at });
  if (action === 'suspended') await suspendIn(tx, { actor, userId, at });
  return person;
}

import { and, countDistinct, eq, gt, sql } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import { notFound } from '../../protocol/errors.ts';
import type { UserId } from '../../protocol/ids.ts';
import type { ReportReason } from '../../protocol/meet.ts';
import type { Context } from '../context.ts';

const DAY_MS = 24 * 60 * 60_000;
/** Reports by so many people within a day pause somebody for a day. */
const REPORTS_THAT_PAUSE = 3;

const { meetings, meetReports, users } = schema;

export interface NewReport {
  readonly meetingId: string;
  readonly reasons: readonly ReportReason[];
  readonly text: string;
  /** A JPEG, base64. */
  readonly picture: string | null;
}

/** Seals the meeting's row. Answers whom it was about; a second report of the same meeting changes nothing. */
export async function report(
  { db, clock, log }: Pick<Context, 'db' | 'clock' | 'log'>,
  { reporterId, reportedId }: { readonly reporterId: UserId; readonly reportedId: UserId },
  { meetingId, reasons, text, picture }: NewReport,
): Promise<{ paused: boolean }> {
  const now = new Date(clock.now());
  const paused = await db.transaction(async (tx) => {
    const [sealed] = await tx
      .update(meetings)
      .set({ sealedAt: now })
      .where(eq(meetings.id, meetingId))
      .returning({ id: meetings.id });
    if (!sealed) throw notFound('The meeting');
    const row = { id: Bun.randomUUIDv7(), meetingId, reporterId, reportedId, text, picture, createdAt: now };
    const added = await tx
      .insert(meetReports)
      .values({ ...row, reasons: [...reasons] })
      .onConflictDoNothing()
      .returning({ id: meetReports.id });
    if (added.length === 0) return false;
    const [recent] = await tx
      .select({ reporters: countDistinct(meetReports.reporterId) })
      .from(meetReports)
      .where(
        and(
          eq(meetReports.reportedId, reportedId),
          gt(meetReports.createdAt, new Date(now.getTime() - DAY_MS)),
        ),
      );
    if ((recent?.reporters ?? 0) < REPORTS_THAT_PAUSE) return false;
    const until = new Date(now.getTime() + DAY_MS);
    // A moderator may have paused them for longer.
    const meetPausedUntil = sql`greatest(${users.meetPausedUntil}, ${until.toISOString()}::timestamptz)`;
    await tx.update(users).set({ meetPausedUntil }).where(eq(users.id, reportedId));
    return true;
  });
  log.info({ meeting: meetingId, paused }, 'a stranger was reported');
  return { paused };
}

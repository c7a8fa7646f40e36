import { and, desc, eq, isNotNull, lt } from 'drizzle-orm';
import { type Db, schema } from '../../db/client.ts';
import type { EndReason } from '../../protocol/call.ts';
import type { CallId, ConversationId, UserId } from '../../protocol/ids.ts';
import { PAGE } from '../../protocol/limits.ts';

export interface RecentCall {
  readonly id: CallId;
  readonly conversationId: ConversationId;
  readonly startedBy: UserId;
  readonly video: boolean;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly answeredAt: number | null;
  readonly endedAt: number | null;
  readonly reason: EndReason | null;
}

/** Calls that are over, in conversations that this user is a member of now; newest first, `before` excluded. */
export async function readRecentCalls(db: Db, userId: UserId, before?: number): Promise<RecentCall[]> {
  const { calls, memberships } = schema;
  const rows = await db
    .select({ call: calls })
    .from(calls)
    .innerJoin(memberships, eq(memberships.conversationId, calls.conversationId))
    .where(
      and(
        eq(memberships.userId, userId),
        isNotNull(calls.endedAt),
        before === undefined ? undefined : lt(calls.startedAt, new Date(before)),
      ),
    )
    .orderBy(desc(calls.startedAt))
    .limit(PAGE);
  return rows.map(({ call }) => ({
    id: call.id,
    conversationId: call.conversationId,
    startedBy: call.startedBy,
    video: call.video,
    startedAt: call.startedAt.getTime(),
    answeredAt: call.answeredAt?.getTime() ?? null,
    endedAt: call.endedAt?.getTime() ?? null,
    reason: call.endReason,
  }));
}

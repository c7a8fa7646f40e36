import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import { type Db, schema } from '../../db/client.ts';
import type { EndReason } from '../../protocol/call.ts';
import type { SystemEvent } from '../../protocol/chat.ts';
import { ParleyError } from '../../protocol/errors.ts';
import type { CallId, ConversationId, UserId } from '../../protocol/ids.ts';
import { type AmendParts, amendConversation } from '../groups/amend.ts';
import type { CallSubject, EndedCall } from './call-event.ts';

/** What calls need of the database: who is a member, and the lasting trace of each call. */
export interface CallBooks {
  /** null: no such conversation. */
  conversation(id: ConversationId): Promise<Room | null>;
  opened(call: Omit<CallSubject, 'meeting'>, startedAt: number): Promise<void>;
  ended(call: EndedCall, history: CallHistory): Promise<void>;
  /** Closes the rows that a stopped process left open. */
  recover(): Promise<void>;
}
interface Room {
  readonly kind: 'direct' | 'group';
  readonly members: UserId[];
  readonly isArchived?: boolean;
}
export interface CallHistory {
  readonly answeredAt: number | null;
  readonly everyone: UserId[];
}

export function makeCallBooks(parts: AmendParts): CallBooks {
  const { db } = parts;
  const { calls } = schema;
  return {
    conversation: (id) => readConversation(db, id),
    async opened({ id, conversationId, startedBy, video }, startedAt) {
      const row = { id, conversationId, startedBy, video, startedAt: new Date(startedAt) };
      await db.insert(calls).values(row).onConflictDoNothing();
    },
    ended: (call, { answeredAt, everyone }) =>
      closeRow(parts, call, {
        line: lineOf(call, answeredAt),
        closing: {
          answeredAt: answeredAt === null ? null : new Date(answeredAt),
          endedAt: new Date(call.endedAt),
          endReason: call.reason,
          participantIds: everyone,
        },
      }),
    async recover() {
      const closing = { endedAt: new Date(parts.clock.now()), endReason: 'closed' } as const;
      for (const call of await db.select().from(calls).where(isNull(calls.endedAt))) {
        const { id: callId, video } = call;
        const line = { kind: 'call', callId, outcome: 'failed', video, durationMs: 0 } as const;
        await closeRow(parts, call, { line, closing });
      }
    },
  };
}

interface CallRow {
  readonly id: CallId;
  readonly conversationId: ConversationId;
  readonly startedBy: UserId;
}
interface Ending {
  readonly line: SystemEvent;
  readonly closing: Partial<typeof schema.calls.$inferInsert>;
}

/** The row and its line in one transaction. Only the first finds an open row, so that a retry writes no second line. */
async function closeRow(parts: AmendParts, call: CallRow, { line, closing }: Ending): Promise<void> {
  const { calls } = schema;
  try {
    await amendConversation(parts, call.conversationId, async (draft) => {
      const [row] = await draft.tx
        .update(calls)
        .set(closing)
        .where(and(eq(calls.id, call.id), isNull(calls.endedAt)))
        .returning({ id: calls.id });
      if (row) draft.line(call.startedBy, line);
    });
  } catch (error) {
    // The conversation is gone, and its calls with it.
    if (!(error instanceof ParleyError) || error.code !== 'not_found') throw error;
  }
}

/** The line in the conversation. */
export function lineOf(call: EndedCall, answeredAt: number | null): SystemEvent {
  const durationMs = answeredAt === null ? 0 : Math.max(0, call.endedAt - answeredAt);
  const outcome = answeredAt === null ? UNANSWERED[call.reason] : 'ended';
  return { kind: 'call', callId: call.id, outcome, video: call.video, durationMs };
}

const UNANSWERED = {
  hangup: 'missed',
  missed: 'missed',
  busy: 'missed',
  abandoned: 'missed',
  cancelled: 'cancelled',
  declined: 'declined',
  closed: 'failed',
} as const satisfies Record<EndReason, Extract<SystemEvent, { kind: 'call' }>['outcome']>;

async function readConversation(db: Db, id: ConversationId): ReturnType<CallBooks['conversation']> {
  const { conversations, memberships } = schema;
  const rows = await db
    .select({
      kind: conversations.kind,
      isArchived: isNotNull(conversations.archivedAt).mapWith(Boolean),
      userId: memberships.userId,
    })
    .from(conversations)
    .innerJoin(memberships, eq(memberships.conversationId, conversations.id))
    .where(eq(conversations.id, id));
  const [first] = rows;
  if (!first) return null;
  return { kind: first.kind, isArchived: first.isArchived, members: rows.map((row) => row.userId) };
}

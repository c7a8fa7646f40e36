import { and, eq, isNull } from 'drizzle-orm';
import { type Db, schema } from '../../db/client.ts';
import type { EndReason } from '../../protocol/call.ts';
import type { SystemEvent } from '../../protocol/chat.ts';
import type { ConversationId, UserId } from '../../protocol/ids.ts';
import type { CallSubject, EndedCall } from './call-event.ts';

export type PostLine = (conversationId: ConversationId, by: UserId, event: SystemEvent) => Promise<unknown>;

/** What calls need of the database: who is a member, and the lasting trace of each call. */
export interface CallBooks {
  /** null: no such conversation. */
  conversation(id: ConversationId): Promise<{ kind: 'direct' | 'group'; members: UserId[] } | null>;
  opened(call: CallSubject, startedAt: number): Promise<void>;
  ended(call: EndedCall, history: CallHistory): Promise<void>;
  /** Closes the rows that a stopped process left open. */
  recover(): Promise<void>;
}
export interface CallHistory {
  readonly answeredAt: number | null;
  readonly everyone: UserId[];
}

export function makeCallBooks(db: Db, post: PostLine): CallBooks {
  const { calls } = schema;
  return {
    conversation: (id) => readConversation(db, id),
    async opened({ id, conversationId, startedBy, video }, startedAt) {
      const row = { id, conversationId, startedBy, video, startedAt: new Date(startedAt) };
      await db.insert(calls).values(row).onConflictDoNothing();
    },
    async ended(call, { answeredAt, everyone }) {
      const closing = {
        answeredAt: answeredAt === null ? null : new Date(answeredAt),
        endedAt: new Date(call.endedAt),
        endReason: call.reason,
        participantIds: everyone,
      };
      // Only the first closing finds an open row, so that a retry posts no second line.
      const [row] = await db
        .update(calls)
        .set(closing)
        .where(and(eq(calls.id, call.id), isNull(calls.endedAt)))
        .returning({ id: calls.id });
      if (row) await post(call.conversationId, call.startedBy, lineOf(call, answeredAt));
    },
    async recover() {
      const open = await db
        .update(calls)
        .set({ endedAt: new Date(), endReason: 'closed' })
        .where(isNull(calls.endedAt))
        .returning();
      for (const { id, conversationId, startedBy, video } of open) {
        await post(conversationId, startedBy, {
          kind: 'call',
          callId: id,
          outcome: 'failed',
          video,
          durationMs: 0,
        });
      }
    },
  };
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
    .select({ kind: conversations.kind, userId: memberships.userId })
    .from(conversations)
    .innerJoin(memberships, eq(memberships.conversationId, conversations.id))
    .where(eq(conversations.id, id));
  const [first] = rows;
  return first ? { kind: first.kind, members: rows.map((row) => row.userId) } : null;
}

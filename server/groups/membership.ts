import { and, eq } from 'drizzle-orm';
import { type Db, schema, type Transaction } from '../../db/client.ts';
import type { GroupRole } from '../../protocol/chat.ts';
import { archived, forbidden, notFound } from '../../protocol/errors.ts';
import type { ConversationId, UserId } from '../../protocol/ids.ts';

const { conversations, memberships } = schema;

/** Proof that someone may see a conversation, with what the lookup learned. */
export interface Membership {
  readonly conversationId: ConversationId;
  readonly userId: UserId;
  readonly role: GroupRole;
  readonly kind: 'direct' | 'group';
  readonly lastChange: number;
  readonly lastNumber: number;
}

/** What someone is no member of does not exist for them. */
export async function findMembership(
  db: Db | Transaction,
  userId: UserId,
  conversationId: ConversationId,
): Promise<Membership> {
  const [membership] = await db
    .select({
      conversationId: memberships.conversationId,
      userId: memberships.userId,
      role: memberships.role,
      kind: conversations.kind,
      lastChange: conversations.lastChange,
      lastNumber: conversations.lastNumber,
    })
    .from(memberships)
    .innerJoin(conversations, eq(conversations.id, memberships.conversationId))
    .where(and(eq(memberships.conversationId, conversationId), eq(memberships.userId, userId)));
  if (!membership) throw notFound('The conversation');
  return membership;
}

export async function conversationIdsOf(db: Db, userId: UserId): Promise<ConversationId[]> {
  const rows = await db
    .select({ id: memberships.conversationId })
    .from(memberships)
    .where(eq(memberships.userId, userId));
  return rows.map((row) => row.id);
}

/** What is archived can be read and left. */
export function requireLive({ archivedAt }: { readonly archivedAt: Date | null }): void {
  if (archivedAt) throw archived();
}

export function requireGroup(membership: Membership): void {
  if (membership.kind !== 'group') throw forbidden('A direct conversation stays as it is.');
}

export function requireModerator(membership: Membership): void {
  requireGroup(membership);
  if (membership.role === 'member')
    throw forbidden('Only the owner and moderators of the group may do that.');
}

export function requireOwner(membership: Membership): void {
  requireGroup(membership);
  if (membership.role !== 'owner') throw forbidden('Only the owner of the group may do that.');
}

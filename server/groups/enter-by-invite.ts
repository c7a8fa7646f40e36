import { eq } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import type { Conversation } from '../../protocol/chat.ts';
import { notFound } from '../../protocol/errors.ts';
import type { ConversationId, UserId } from '../../protocol/ids.ts';
import type { Context } from '../context.ts';
import { type AmendParts, amendConversation } from './amend.ts';
import { admitsNow, findGroupInvite, takeUse } from './invites.ts';
import { enter, findMember } from './members.ts';
import { requireLive } from './membership.ts';
import { openFor } from './open.ts';
import { readConversation } from './read-conversations.ts';

const { conversations, memberships } = schema;

/** What whoever holds the link may know before they are in. */
export interface Invitation {
  readonly id: ConversationId;
  readonly name: string;
  readonly description: string;
  readonly memberCount: number;
  readonly isArchived: boolean;
  readonly isMember: boolean;
  /** Without an account here they may make one. */
  readonly maySignUp: boolean;
}

export async function readInvitation(
  parts: Pick<Context, 'db' | 'clock' | 'config'>,
  token: string,
  userId: UserId | null,
): Promise<Invitation> {
  const { db, config } = parts;
  const invite = await findGroupInvite(parts, token);
  const { conversationId: id } = invite;
  const [group] = await db.select().from(conversations).where(eq(conversations.id, id));
  if (!group) throw notFound('The group');
  const members = await db
    .select({ userId: memberships.userId })
    .from(memberships)
    .where(eq(memberships.conversationId, id));
  return {
    ...{ id, name: group.name, description: group.description, memberCount: members.length },
    isArchived: group.archivedAt !== null,
    isMember: members.some((member) => member.userId === userId),
    maySignUp:
      config.registration === 'open' || (config.registration === 'invite' && (await admitsNow(db, invite))),
  };
}

/** Who is a member already just gets the group; that takes no use. */
export async function joinByInvite(parts: AmendParts, userId: UserId, token: string): Promise<Conversation> {
  const { conversationId } = await findGroupInvite(parts, token);
  const isNew = await amendConversation(parts, conversationId, async (draft) => {
    if (await findMember(draft, userId)) return false;
    requireLive(draft.before);
    await takeUse(draft.tx, token, { userId, now: new Date(parts.clock.now()), joined: true });
    await enter(draft, userId, { by: userId, event: { kind: 'joined', userId } });
    return true;
  });
  if (isNew) return (await openFor(parts, conversationId, [userId])).seenBy(userId);
  return (await readConversation(parts.db, conversationId, userId)).conversation;
}

import { and, asc, eq, ne } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import type { Conversation, GroupRole, Member, SystemEvent } from '../../protocol/chat.ts';
import { conflict, forbidden, notFound } from '../../protocol/errors.ts';
import type { ConversationId, UserId } from '../../protocol/ids.ts';
import { type AmendParts, amendConversation, type Draft } from './amend.ts';
import { requirePeople } from './create.ts';
import { findMembership, requireGroup, requireLive, requireModerator, requireOwner } from './membership.ts';
import { openFor } from './open.ts';
import { readConversation } from './read-conversations.ts';

const { conversations, memberships, threadFollows } = schema;

/** Of a public group. Who is a member already just gets it. */
export async function joinGroup(
  parts: AmendParts,
  userId: UserId,
  id: ConversationId,
): Promise<Conversation> {
  const isNew = await amendConversation(parts, id, async (draft) => {
    if (await findMember(draft, userId)) return false;
    if (draft.before.kind !== 'group' || draft.before.visibility !== 'public')
      throw notFound('The conversation');
    requireLive(draft.before);
    await enter(draft, userId, { by: userId, event: { kind: 'joined', userId } });
    return true;
  });
  if (isNew) return (await openFor(parts, id, [userId])).seenBy(userId);
  return (await readConversation(parts.db, id, userId)).conversation;
}

export async function addMember(
  parts: AmendParts,
  actorId: UserId,
  { id, userId }: { id: ConversationId; userId: UserId },
): Promise<void> {
  await amendConversation(parts, id, async (draft) => {
    requireModerator(await findMembership(draft.tx, actorId, id));
    requireLive(draft.before);
    await requirePeople(draft.tx, [userId]);
    if (await findMember(draft, userId)) throw conflict('They are a member already.');
    await enter(draft, userId, { by: actorId, event: { kind: 'added', userId } });
  });
  await openFor(parts, id, [userId]);
}

/**
 * The owner hands the group over first, or archives it: what is archived falls to who has been moderator longest, else
 * member longest. The last one to leave dissolves it.
 */
export async function leaveGroup(parts: AmendParts, userId: UserId, id: ConversationId): Promise<void> {
  await amendConversation(parts, id, async (draft) => {
    const { role } = await requireLeavable(draft, userId);
    const heir = await findHeir(draft, userId);
    if (heir && role === 'owner' && !draft.before.archivedAt) {
      throw conflict('Make somebody else the owner first, or archive the group.');
    }
    await depart(draft, userId);
    if (!heir) {
      await draft.tx.delete(conversations).where(eq(conversations.id, id));
      return draft.dissolve();
    }
    if (role === 'owner') await changeRole(draft, heir, 'owner');
    draft.line(userId, { kind: 'left', userId });
  });
}

/** Moderators remove members; the owner removes anyone. */
export async function removeMember(
  parts: AmendParts,
  actorId: UserId,
  { id, userId }: { id: ConversationId; userId: UserId },
): Promise<void> {
  if (actorId === userId) return leaveGroup(parts, userId, id);
  await amendConversation(parts, id, async (draft) => {
    const actor = await findMembership(draft.tx, actorId, id);
    requireModerator(actor);
    const member = await findMember(draft, userId);
    if (!member) throw notFound('The member');
    if (actor.role !== 'owner' && member.role !== 'member') {
      throw forbidden('Only the owner of the group removes moderators.');
    }
    await depart(draft, userId);
    draft.line(actorId, { kind: 'removed', userId });
  });
}

/** To make somebody else the owner hands the group over: there is one owner. */
export async function setRole(
  parts: AmendParts,
  actorId: UserId,
  { id, userId, role }: { id: ConversationId; userId: UserId; role: GroupRole },
): Promise<void> {
  await amendConversation(parts, id, async (draft) => {
    requireOwner(await findMembership(draft.tx, actorId, id));
    const member = await findMember(draft, userId);
    if (!member) throw notFound('The member');
    if (member.role === role) return;
    if (actorId === userId) throw conflict('Make somebody else the owner first.');
    if (role === 'owner') {
      const actor = await findMember(draft, actorId);
      if (actor) await changeRole(draft, actor, 'moderator');
    }
    await changeRole(draft, member, role);
    if (role === 'owner') draft.line(actorId, { kind: 'handedOver', userId });
  });
}

export async function findMember({ tx, before }: Draft, userId: UserId): Promise<Member | null> {
  const [row] = await tx.select(memberColumns).from(memberships).where(isMember(before.id, userId));
  return row ?? null;
}

/** What was said before does not count as unread, nor does the line that tells of the new member. */
export async function enter(
  draft: Draft,
  userId: UserId,
  line: { readonly by: UserId; readonly event: SystemEvent },
): Promise<void> {
  const number = draft.before.lastNumber + 1;
  const member: Member = { userId, role: 'member', readNumber: number, deliveredNumber: number };
  await draft.tx
    .insert(memberships)
    .values({ conversationId: draft.before.id, ...member, shownReadNumber: number });
  draft.member(userId, member);
  draft.line(line.by, line.event);
}

async function requireLeavable(draft: Draft, userId: UserId) {
  const membership = await findMembership(draft.tx, userId, draft.before.id);
  requireGroup(membership);
  return membership;
}

async function depart(draft: Draft, userId: UserId): Promise<void> {
  await draft.tx.delete(memberships).where(isMember(draft.before.id, userId));
  await draft.tx
    .delete(threadFollows)
    .where(and(eq(threadFollows.conversationId, draft.before.id), eq(threadFollows.userId, userId)));
  draft.member(userId, null);
}

async function findHeir({ tx, before }: Draft, leaverId: UserId): Promise<Member | null> {
  const others = await tx
    .select(memberColumns)
    .from(memberships)
    .where(and(eq(memberships.conversationId, before.id), ne(memberships.userId, leaverId)))
    .orderBy(asc(memberships.joinedAt), asc(memberships.userId));
  return others.find((member) => member.role !== 'member') ?? others[0] ?? null;
}

export async function changeRole(draft: Draft, member: Member, role: GroupRole): Promise<void> {
  await draft.tx.update(memberships).set({ role }).where(isMember(draft.before.id, member.userId));
  draft.member(member.userId, { ...member, role });
}

const memberColumns = {
  userId: memberships.userId,
  role: memberships.role,
  /** What others see. */
  readNumber: memberships.shownReadNumber,
  deliveredNumber: memberships.deliveredNumber,
};

function isMember(conversationId: ConversationId, userId: UserId) {
  return and(eq(memberships.conversationId, conversationId), eq(memberships.userId, userId));
}

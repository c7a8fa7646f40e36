import { and, asc, count, eq, ilike, or, sql } from 'drizzle-orm';
import { type Db, schema } from '../../db/client.ts';
import type { Conversation, Visibility } from '../../protocol/chat.ts';
import type { ConversationId, UserId } from '../../protocol/ids.ts';
import { type AmendParts, amendConversation } from './amend.ts';
import { findMembership, requireModerator } from './membership.ts';
import { readConversation } from './read-conversations.ts';

const { conversations, memberships } = schema;
const MOST_FOUND = 100;

export interface GroupSettings {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly visibility?: Visibility | undefined;
}

export async function updateGroup(
  parts: AmendParts,
  actorId: UserId,
  { id, ...settings }: GroupSettings & { id: ConversationId },
): Promise<Conversation> {
  await amendConversation(parts, id, async ({ tx, before, settings: changeSettings, line }) => {
    requireModerator(await findMembership(tx, actorId, id));
    const { name = before.name, description = before.description, visibility = before.visibility } = settings;
    const isSame =
      name === before.name && description === before.description && visibility === before.visibility;
    if (isSame) return;
    await tx.update(conversations).set({ name, description, visibility }).where(eq(conversations.id, id));
    changeSettings();
    if (name !== before.name) line(actorId, { kind: 'renamed', name });
  });
  return (await readConversation(parts.db, id, actorId)).conversation;
}

export interface PublicGroup {
  readonly id: ConversationId;
  readonly name: string;
  readonly description: string;
  readonly memberCount: number;
  readonly joined: boolean;
}

/** Public groups, the largest first. */
export async function browseGroups(db: Db, userId: UserId, text = ''): Promise<PublicGroup[]> {
  const pattern = `%${text.trim().replace(/[\\%_]/g, '\\$&')}%`;
  const memberCount = count(memberships.userId);
  return db
    .select({
      id: conversations.id,
      name: conversations.name,
      description: conversations.description,
      memberCount,
      joined: sql<boolean>`coalesce(bool_or(${memberships.userId} = ${userId}), false)`,
    })
    .from(conversations)
    .leftJoin(memberships, eq(memberships.conversationId, conversations.id))
    .where(
      and(
        eq(conversations.kind, 'group'),
        eq(conversations.visibility, 'public'),
        or(ilike(conversations.name, pattern), ilike(conversations.description, pattern)),
      ),
    )
    .groupBy(conversations.id)
    .orderBy(sql`${memberCount} desc`, asc(conversations.name))
    .limit(MOST_FOUND);
}

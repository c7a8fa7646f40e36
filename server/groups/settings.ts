import { and, asc, count, eq, ilike, isNull, or, sql } from 'drizzle-orm';
import { type Db, schema } from '../../db/client.ts';
import { escapeLike } from '../../db/like.ts';
import type { Conversation, Visibility } from '../../protocol/chat.ts';
import type { ConversationId, FileId, UserId } from '../../protocol/ids.ts';
import { requirePicture } from '../users/picture.ts';
import { type AmendParts, amendConversation } from './amend.ts';
import { findMembership, requireLive, requireModerator } from './membership.ts';
import { readConversation } from './read-conversations.ts';

const { conversations, memberships } = schema;
/** Groups in one answer: who gets as many asks for what comes after them. */
const PAGE = 50;

export interface GroupSettings {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly visibility?: Visibility | undefined;
  /** null: no picture any more. */
  readonly avatarFileId?: FileId | null | undefined;
}

export async function updateGroup(
  parts: AmendParts,
  actorId: UserId,
  { id, ...settings }: GroupSettings & { id: ConversationId },
): Promise<Conversation> {
  await amendConversation(parts, id, async ({ tx, before, settings: changeSettings, line }) => {
    const membership = await findMembership(tx, actorId, id);
    requireModerator(membership);
    requireLive(before);
    const { name = before.name, description = before.description } = settings;
    const { visibility = before.visibility, avatarFileId = before.avatarFileId } = settings;
    const next = { name, description, visibility, avatarFileId };
    if (avatarFileId && avatarFileId !== before.avatarFileId) await requirePicture(tx, actorId, avatarFileId);
    if (isSame(before, next)) return;
    await tx.update(conversations).set(next).where(eq(conversations.id, id));
    changeSettings();
    if (visibility !== before.visibility) line(actorId, { kind: 'opened', visibility });
    if (name !== before.name) line(actorId, { kind: 'renamed', name });
  });
  return (await readConversation(parts.db, id, actorId)).conversation;
}

type Settings = Required<Pick<Conversation, 'name' | 'description' | 'visibility' | 'avatarFileId'>>;

function isSame(before: Settings, next: Settings): boolean {
  const keys = ['name', 'description', 'visibility', 'avatarFileId'] as const;
  return keys.every((key) => before[key] === next[key]);
}

export interface PublicGroup {
  readonly id: ConversationId;
  readonly name: string;
  readonly description: string;
  readonly avatarFileId: FileId | null;
  readonly memberCount: number;
  readonly joined: boolean;
}

/** Public groups, the largest first; `offset`: how many are known already. */
export async function browseGroups(
  db: Db,
  userId: UserId,
  { text = '', offset = 0 }: { readonly text?: string; readonly offset?: number },
): Promise<PublicGroup[]> {
  const pattern = `%${escapeLike(text.trim())}%`;
  const memberCount = count(memberships.userId);
  return db
    .select({
      id: conversations.id,
      name: conversations.name,
      description: conversations.description,
      avatarFileId: conversations.avatarFileId,
      memberCount,
      joined: sql<boolean>`coalesce(bool_or(${memberships.userId} = ${userId}), false)`,
    })
    .from(conversations)
    .leftJoin(memberships, eq(memberships.conversationId, conversations.id))
    .where(
      and(
        eq(conversations.kind, 'group'),
        eq(conversations.visibility, 'public'),
        isNull(conversations.archivedAt),
        or(ilike(conversations.name, pattern), ilike(conversations.description, pattern)),
      ),
    )
    .groupBy(conversations.id)
    .orderBy(sql`${memberCount} desc`, asc(conversations.name), asc(conversations.id))
    .limit(PAGE)
    .offset(offset);
}

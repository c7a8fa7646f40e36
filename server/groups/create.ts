import { and, eq, inArray, isNull, ne } from 'drizzle-orm';
import { type Db, schema, type Transaction } from '../../db/client.ts';
import type { Conversation, Visibility } from '../../protocol/chat.ts';
import { invalid, notFound } from '../../protocol/errors.ts';
import type { ConversationId, UserId } from '../../protocol/ids.ts';
import type { AmendParts } from './amend.ts';
import { openFor } from './open.ts';
import { readConversation } from './read-conversations.ts';

const { conversations, memberships, messages, users } = schema;

const FIRST_READ = { readNumber: 1, deliveredNumber: 1, shownReadNumber: 1 };

export interface NewGroup {
  readonly name: string;
  readonly description: string;
  readonly visibility: Visibility;
  readonly memberIds: readonly UserId[];
}

/** Its first message and first change is the line that tells who created it. */
export async function createGroup(
  parts: AmendParts,
  creatorId: UserId,
  { memberIds, ...settings }: NewGroup,
): Promise<Conversation> {
  const others = [...new Set(memberIds.map((id) => id.toLowerCase()))].filter((id) => id !== creatorId);
  const id = Bun.randomUUIDv7();
  const createdAt = new Date(parts.clock.now());
  await parts.db.transaction(async (tx) => {
    await requirePeople(tx, others);
    const counters = { lastChange: 1, lastNumber: 1 };
    const row = { id, kind: 'group', ...settings, createdBy: creatorId, createdAt, ...counters } as const;
    await tx.insert(conversations).values(row);
    await tx
      .insert(memberships)
      .values([
        { conversationId: id, userId: creatorId, role: 'owner', ...FIRST_READ },
        ...others.map((userId) => ({ conversationId: id, userId, role: 'member' as const })),
      ]);
    await tx.insert(messages).values({
      id: Bun.randomUUIDv7(),
      conversationId: id,
      number: 1,
      change: 1,
      senderId: creatorId,
      clientId: crypto.randomUUID(),
      text: '',
      event: { kind: 'created' },
      createdAt,
    });
  });
  const { seenBy } = await openFor(parts, id, [creatorId, ...others]);
  return seenBy(creatorId);
}

/** The conversation of two people: found, or made if this is the first word. Two that make it at once get one. */
export async function openDirect(parts: AmendParts, userId: UserId, otherId: UserId): Promise<Conversation> {
  if (userId === otherId) throw invalid('A direct conversation is with somebody else.');
  const directKey = [userId, otherId].toSorted().join(':');
  const existing = await findDirect(parts.db, directKey);
  if (existing) return (await readConversation(parts.db, existing, userId)).conversation;
  const made = await insertDirect(parts, directKey, [userId, otherId]);
  if (made) return (await openFor(parts, made, [userId, otherId])).seenBy(userId);
  const winner = await findDirect(parts.db, directKey);
  if (!winner) throw notFound('The conversation');
  return (await readConversation(parts.db, winner, userId)).conversation;
}

async function findDirect(db: Db, directKey: string): Promise<ConversationId | null> {
  const [row] = await db
    .select({ id: conversations.id })
    .from(conversations)
    .where(eq(conversations.directKey, directKey));
  return row?.id ?? null;
}

/** null: another request was first. */
async function insertDirect(
  { db, clock }: AmendParts,
  directKey: string,
  both: readonly [UserId, UserId],
): Promise<ConversationId | null> {
  return db.transaction(async (tx) => {
    await requirePeople(tx, both);
    const [made] = await tx
      .insert(conversations)
      .values({
        id: Bun.randomUUIDv7(),
        kind: 'direct',
        directKey,
        createdBy: both[0],
        createdAt: new Date(clock.now()),
      })
      .onConflictDoNothing({ target: conversations.directKey })
      .returning({ id: conversations.id });
    if (!made) return null;
    await tx
      .insert(memberships)
      .values(both.map((userId) => ({ conversationId: made.id, userId, role: 'member' as const })));
    return made.id;
  });
}

/** Everyone exists, may sign in and is no guest. */
export async function requirePeople(tx: Transaction, ids: readonly UserId[]): Promise<void> {
  if (ids.length === 0) return;
  const found = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(inArray(users.id, [...ids]), ne(users.role, 'guest'), isNull(users.suspendedAt)));
  if (found.length < ids.length) throw notFound('A person');
}

import { and, eq, isNull } from 'drizzle-orm';
import { type Db, schema, type Transaction } from '../../db/client.ts';
import type { GroupRole } from '../../protocol/chat.ts';
import type { ConversationId, UserId } from '../../protocol/ids.ts';
import { MAX_GROUP_DESCRIPTION_LENGTH, MAX_NAME_LENGTH } from '../../protocol/limits.ts';
import type { AmendParts } from '../groups/amend.ts';
import { openFor } from '../groups/open.ts';
import type { People } from './people.ts';
import { sourceOf } from './people.ts';
import type { ArchivedChannel } from './slack-archive.ts';
import { conversationIdOf, messageIdOf } from './slack-ids.ts';

const { conversations, importedChannels, memberships, messages } = schema;

/** Where a channel comes over into. */
export interface ImportedPlace {
  readonly id: ConversationId;
  /** People live in it: an earlier import made it, or they did. */
  readonly isOld: boolean;
  /** No day of the channel is in it yet, whatever an import did before. */
  readonly isNew: boolean;
}

export interface GroupParts extends AmendParts {
  readonly importId: string;
  readonly workspace: string;
  /** Whose import it is: leads what nobody else could lead. */
  readonly importerId: UserId;
}

/** The group of a channel, found or made. A new one has no members, so that nobody sees it before all of it is there. */
export async function provideGroup(parts: GroupParts, channel: ArchivedChannel): Promise<ImportedPlace> {
  const source = sourceOf(parts.workspace, channel.id);
  return parts.db.transaction(async (tx) => {
    const known = await findPlace(tx, parts, source);
    if (known) return known;
    const createdAt = new Date(channel.created > 0 ? channel.created * 1000 : parts.clock.now());
    const id = await insertGroup(tx, parts, { source, channel, createdAt });
    await tx.insert(importedChannels).values({ source, conversationId: id, importId: parts.importId });
    return { id, isOld: false, isNew: true };
  });
}

/** Where a channel came over into before; what is not whole yet is this import's to finish. */
export async function findPlace(
  tx: Transaction,
  { importId }: Pick<GroupParts, 'importId'>,
  source: string,
): Promise<ImportedPlace | null> {
  const [known] = await tx.select().from(importedChannels).where(eq(importedChannels.source, source));
  if (!known) return null;
  await tx
    .update(importedChannels)
    .set({ importId })
    .where(and(eq(importedChannels.source, source), isNull(importedChannels.doneAt)));
  return { id: known.conversationId, isOld: known.doneAt !== null, isNew: false };
}

/**
 * An id that follows from the channel cannot be used twice: who dissolved the group of an earlier import gets
 * another.
 */
export async function freeIdFor(tx: Transaction, source: string, createdAt: Date): Promise<ConversationId> {
  const wanted = conversationIdOf(source, createdAt.getTime());
  const [taken] = await tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(eq(conversations.id, wanted));
  return taken ? Bun.randomUUIDv7() : wanted;
}

interface NewGroup {
  readonly source: string;
  readonly channel: ArchivedChannel;
  readonly createdAt: Date;
}

async function insertGroup(
  tx: Transaction,
  { importerId }: GroupParts,
  { source, channel, createdAt }: NewGroup,
): Promise<ConversationId> {
  const id = await freeIdFor(tx, source, createdAt);
  const description = (channel.purpose.value || channel.topic.value).replaceAll('\u0000', '');
  await tx.insert(conversations).values({
    ...{ id, createdAt, createdBy: importerId, kind: 'group', visibility: 'private' },
    ...{ name: nameOf(channel), lastChange: 1, lastNumber: 1 },
    description: description.slice(0, MAX_GROUP_DESCRIPTION_LENGTH).toWellFormed(),
  });
  await tx.insert(messages).values({
    ...{
      id: messageIdOf(id, (createdAt.getTime() / 1000).toFixed(6)),
      conversationId: id,
      number: 1,
      change: 1,
      text: '',
      createdAt,
    },
    ...{ senderId: importerId, clientId: crypto.randomUUID(), event: { kind: 'created' } },
  });
  return id;
}

export function nameOf({ title }: ArchivedChannel): string {
  const clean = title.replaceAll(/\p{C}/gu, '').trim().slice(0, MAX_NAME_LENGTH).toWellFormed();
  return clean === '' ? 'Channel' : clean;
}

/**
 * The last step of a group that is new: all of its people come in at once, and have read what there is. Answers false
 * where nobody is left who could read it: then it is not kept.
 */
export async function openGroup(
  parts: GroupParts,
  channel: ArchivedChannel,
  { place, people }: { readonly place: ImportedPlace; readonly people: People },
): Promise<boolean> {
  const { db, clock } = parts;
  await people.provide(channel.members.filter((key) => people.isListed(key)));
  const { leads, userIds } = await membersOf(parts, channel, { place, people });
  if (userIds.length === 0) {
    await db.delete(conversations).where(eq(conversations.id, place.id));
    return false;
  }
  await db.transaction(async (tx) => {
    const [row] = await tx.select().from(conversations).where(eq(conversations.id, place.id)).for('update');
    if (!row) return;
    await insertReaders(tx, row, (userId) => (userId === leads ? 'owner' : 'member'), userIds);
    const archivedAt = channel.is_archived ? new Date(clock.now()) : null;
    const visibility = channel.isPrivate ? 'private' : 'public';
    await tx.update(conversations).set({ visibility, archivedAt }).where(eq(conversations.id, place.id));
    await markDone(tx, parts, channel);
  });
  await openFor(parts, place.id, userIds);
  return true;
}

/**
 * Who imports gets into what everybody could enter, and into nothing else: a private group is led by one of its members,
 * by one who may sign in if there is one. Of some Slack names no members any more: then it is theirs who wrote in it.
 */
async function membersOf(
  { db, importerId }: GroupParts,
  channel: ArchivedChannel,
  { place, people }: { readonly place: ImportedPlace; readonly people: People },
): Promise<{ leads: UserId | undefined; userIds: UserId[] }> {
  const listed = channel.members.flatMap((key) => people.get(key) ?? []);
  const creator = listed.find(({ id }) => id === people.get(channel.creator)?.id);
  if (!channel.isPrivate) {
    const leads = creator && !creator.isPlaceholder ? creator.id : importerId;
    return { leads, userIds: [...new Set([leads, ...listed.map(({ id }) => id)])] };
  }
  const able = [creator, ...listed].find((one) => one && !one.isPlaceholder) ?? creator;
  const ids = listed.map(({ id }) => id);
  const userIds = [...new Set(ids.length > 0 ? ids : await readWriters(db, place.id))];
  return { leads: able?.id ?? userIds[0], userIds };
}

async function readWriters(db: Db, conversationId: ConversationId): Promise<UserId[]> {
  const rows = await db
    .selectDistinct({ id: messages.senderId })
    .from(messages)
    .where(and(eq(messages.conversationId, conversationId), isNull(messages.event)));
  return rows.map((row) => row.id);
}

/** Who comes in when all of it is there has read it. */
export async function insertReaders(
  tx: Transaction,
  { id, lastNumber, createdAt }: typeof conversations.$inferSelect,
  roleOf: (userId: UserId) => GroupRole,
  userIds: readonly UserId[],
): Promise<void> {
  const marks = { readNumber: lastNumber, deliveredNumber: lastNumber, shownReadNumber: lastNumber };
  await tx.insert(memberships).values(
    userIds.map((userId) => ({
      ...{ conversationId: id, userId, role: roleOf(userId), joinedAt: createdAt },
      ...marks,
    })),
  );
}

export async function markDone(
  tx: Transaction,
  { clock, workspace }: Pick<GroupParts, 'clock' | 'workspace'>,
  channel: ArchivedChannel,
): Promise<void> {
  await tx
    .update(importedChannels)
    .set({ doneAt: new Date(clock.now()) })
    .where(eq(importedChannels.source, sourceOf(workspace, channel.id)));
}

import { and, eq, isNull } from 'drizzle-orm';
import { schema, type Transaction } from '../../db/client.ts';
import type { ConversationId, UserId } from '../../protocol/ids.ts';
import { MAX_GROUP_DESCRIPTION_LENGTH, MAX_NAME_LENGTH } from '../../protocol/limits.ts';
import type { AmendParts } from '../groups/amend.ts';
import { openFor } from '../groups/open.ts';
import type { People } from './people.ts';
import { sourceOf } from './people.ts';
import type { ArchivedChannel } from './slack-archive.ts';
import { conversationIdOf, messageIdOf } from './slack-ids.ts';

const { conversations, importedChannels, memberships, messages } = schema;

export interface ImportedGroup {
  readonly id: ConversationId;
  readonly name: string;
  /** An earlier import made it: people live in it. */
  readonly isOld: boolean;
}

export interface GroupParts extends AmendParts {
  readonly importId: string;
  readonly workspace: string;
  /** Whose import it is: leads what nobody else could lead. */
  readonly importerId: UserId;
}

/** The group of a channel, found or made. A new one has no members, so that nobody sees it before all of it is there. */
export async function provideGroup(parts: GroupParts, channel: ArchivedChannel): Promise<ImportedGroup> {
  const source = sourceOf(parts.workspace, channel.id);
  const name = nameOf(channel);
  return parts.db.transaction(async (tx) => {
    const [known] = await tx.select().from(importedChannels).where(eq(importedChannels.source, source));
    if (known) {
      await tx
        .update(importedChannels)
        .set({ importId: parts.importId })
        .where(and(eq(importedChannels.source, source), isNull(importedChannels.doneAt)));
      return { id: known.conversationId, name, isOld: known.doneAt !== null };
    }
    const createdAt = new Date(channel.created > 0 ? channel.created * 1000 : parts.clock.now());
    const id = await insertGroup(tx, parts, { source, channel, createdAt });
    await tx.insert(importedChannels).values({ source, conversationId: id, importId: parts.importId });
    return { id, name, isOld: false };
  });
}

interface NewGroup {
  readonly source: string;
  readonly channel: ArchivedChannel;
  readonly createdAt: Date;
}

/**
 * An id that follows from the channel cannot be used twice: who dissolved the group of an earlier import gets
 * another.
 */
async function insertGroup(
  tx: Transaction,
  { importerId }: GroupParts,
  { source, channel, createdAt }: NewGroup,
): Promise<ConversationId> {
  const wanted = conversationIdOf(source, createdAt.getTime());
  const [taken] = await tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(eq(conversations.id, wanted));
  const id = taken ? Bun.randomUUIDv7() : wanted;
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

function nameOf({ name }: ArchivedChannel): string {
  const clean = name.replaceAll(/\p{C}/gu, '').trim().slice(0, MAX_NAME_LENGTH).toWellFormed();
  return clean === '' ? 'Channel' : clean;
}

/** The last step of a group that is new: all of its people come in at once, and have read what there is. */
export async function openGroup(
  parts: GroupParts,
  channel: ArchivedChannel,
  { group, people }: { readonly group: ImportedGroup; readonly people: People },
): Promise<void> {
  const { db, clock, importerId } = parts;
  await people.provide(channel.members.filter((key) => people.isListed(key)));
  const members = new Map(
    channel.members.flatMap((key) => people.get(key) ?? []).map((one) => [one.id, one]),
  );
  const creator = people.get(channel.creator);
  const leads = creator && !creator.isPlaceholder && members.has(creator.id) ? creator.id : importerId;
  const userIds = [...new Set([leads, ...members.keys()])];
  await db.transaction(async (tx) => {
    const [row] = await tx.select().from(conversations).where(eq(conversations.id, group.id)).for('update');
    if (!row) return;
    const { lastNumber } = row;
    const marks = { readNumber: lastNumber, deliveredNumber: lastNumber, shownReadNumber: lastNumber };
    const joinedAt = row.createdAt;
    await tx.insert(memberships).values(
      userIds.map((userId) => ({
        ...{ conversationId: group.id, userId, joinedAt, ...marks },
        role: userId === leads ? ('owner' as const) : ('member' as const),
      })),
    );
    const archivedAt = channel.is_archived ? new Date(clock.now()) : null;
    const visibility = channel.isPrivate ? 'private' : 'public';
    await tx.update(conversations).set({ visibility, archivedAt }).where(eq(conversations.id, group.id));
    await tx
      .update(importedChannels)
      .set({ doneAt: new Date(clock.now()) })
      .where(eq(importedChannels.source, sourceOf(parts.workspace, channel.id)));
  });
  await openFor(parts, group.id, userIds);
}

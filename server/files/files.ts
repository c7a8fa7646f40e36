import { and, desc, eq, exists, gt, isNotNull, isNull, lt, or, sql } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import type { FileInfo } from '../../protocol/chat.ts';
import { notFound } from '../../protocol/errors.ts';
import type { ConversationId, FileId, UserId } from '../../protocol/ids.ts';
import { MAX_PAGE } from '../../protocol/limits.ts';
import { amendConversation } from '../groups/amend.ts';
import type { FileParts } from './file-parts.ts';
import { toUser } from '../users/user-row.ts';
import { type FileRow, toFileInfo } from './file-row.ts';

/** Removal of bytes that failed is tried again this long. */
const RETRY_REMOVAL_MS = 7 * 24 * 60 * 60 * 1000;

const { conversations, files, memberships, messageFiles, messages, users } = schema;

type Parts = Pick<FileParts, 'db' | 'storage' | 'clock' | 'log'>;

/** The file if this user may read it: its owner, a member of a conversation it was sent to, anyone for an avatar. */
export async function findReadable(db: FileParts['db'], userId: UserId, id: FileId): Promise<FileRow> {
  const [row] = await db
    .select()
    .from(files)
    .where(
      and(
        eq(files.id, id),
        isNull(files.deletedAt),
        or(
          eq(files.ownerId, userId),
          exists(db.select({ id: users.id }).from(users).where(eq(users.avatarFileId, id))),
          exists(
            db.select({ id: conversations.id }).from(conversations).where(eq(conversations.avatarFileId, id)),
          ),
          exists(
            db
              .select({ id: messages.id })
              .from(messageFiles)
              .innerJoin(messages, eq(messages.id, messageFiles.messageId))
              .innerJoin(memberships, eq(memberships.conversationId, messages.conversationId))
              .where(and(eq(messageFiles.fileId, id), eq(memberships.userId, userId))),
          ),
        ),
      ),
    );
  if (!row) throw notFound('This file');
  return row;
}

/** Newest first; `before` is the time of the last one that the client has. */
export async function listOfConversation(
  db: FileParts['db'],
  userId: UserId,
  { id, before }: { id: ConversationId; before?: number | undefined },
): Promise<FileInfo[]> {
  const membership = await db
    .select({ userId: memberships.userId })
    .from(memberships)
    .where(and(eq(memberships.conversationId, id), eq(memberships.userId, userId)));
  if (membership.length === 0) throw notFound('This conversation');
  const rows = await db
    .selectDistinct({ file: files })
    .from(files)
    .innerJoin(messageFiles, eq(messageFiles.fileId, files.id))
    .innerJoin(messages, eq(messages.id, messageFiles.messageId))
    .where(
      and(
        eq(messages.conversationId, id),
        isNull(files.deletedAt),
        before === undefined ? undefined : lt(files.createdAt, new Date(before)),
      ),
    )
    .orderBy(desc(files.createdAt), desc(files.id))
    .limit(MAX_PAGE);
  return rows.map(({ file }) => toFileInfo(file));
}

/** From now on nobody finds it, and nobody wears it; the bytes go at once, or at a later sweep. */
export async function removeFile(
  parts: Parts & Pick<FileParts, 'fanout'>,
  ownerId: UserId,
  id: FileId,
): Promise<void> {
  const { db, clock, log, fanout } = parts;
  await takeOffGroups(parts, ownerId, id);
  const { removed, bare } = await db.transaction(async (tx) => {
    const [row] = await tx
      .update(files)
      .set({ deletedAt: new Date(clock.now()) })
      .where(and(eq(files.id, id), eq(files.ownerId, ownerId), isNull(files.deletedAt)))
      .returning();
    if (!row) throw notFound('This file');
    const without = await tx
      .update(users)
      .set({ avatarFileId: null })
      .where(eq(users.avatarFileId, id))
      .returning();
    return { removed: row, bare: without };
  });
  for (const user of bare) fanout.toEveryone({ t: 'presence.user', user: toUser(user) });
  await removeBytes(parts, removed).catch((error: unknown) => {
    log.warn({ err: error, fileId: id }, 'file: bytes stay for a later sweep');
  });
}

/** Before the file goes: no group wears a picture that is not there. */
async function takeOffGroups(
  parts: Pick<FileParts, 'db' | 'clock' | 'fanout'>,
  ownerId: UserId,
  id: FileId,
): Promise<void> {
  const wearing = await parts.db
    .select({ id: conversations.id })
    .from(conversations)
    .innerJoin(files, and(eq(files.id, conversations.avatarFileId), eq(files.ownerId, ownerId)))
    .where(eq(conversations.avatarFileId, id));
  for (const group of wearing) {
    await amendConversation(parts, group.id, async ({ tx, before, settings }) => {
      if (before.avatarFileId !== id) return;
      await tx.update(conversations).set({ avatarFileId: null }).where(eq(conversations.id, group.id));
      settings();
    });
  }
}

export async function removeDeletedBytes(parts: Parts): Promise<void> {
  const since = new Date(parts.clock.now() - RETRY_REMOVAL_MS);
  const rows = await parts.db
    .select()
    .from(files)
    .where(and(isNotNull(files.deletedAt), gt(files.deletedAt, since)))
    .orderBy(sql`${files.deletedAt} desc`)
    .limit(1000);
  for (const row of rows) await removeBytes(parts, row);
}

async function removeBytes({ storage }: Parts, row: FileRow): Promise<void> {
  await storage.remove(row.storageKey);
  if (row.thumbnailKey) await storage.remove(row.thumbnailKey);
}

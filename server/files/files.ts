import { and, eq, exists, isNull, or } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import { notFound } from '../../protocol/errors.ts';
import type { FileId, UserId } from '../../protocol/ids.ts';
import type { FileParts } from './file-parts.ts';
import type { FileRow } from './file-row.ts';

const { conversations, files, memberships, messageFiles, messages, users } = schema;

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

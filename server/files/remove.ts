import { eq } from 'drizzle-orm';
import type { TransactionSql } from 'postgres';
import { schema } from '../../db/client.ts';
import { notFound, unavailable } from '../../protocol/errors.ts';
import type { User } from '../../protocol/chat.ts';
import type { ConversationId, FileId, MessageId, UserId } from '../../protocol/ids.ts';
import { amendConversation } from '../groups/amend.ts';
import { lockConversations, type Refreshed, refreshMessages } from '../messages/refresh.ts';
import type { FileParts } from './file-parts.ts';
import { type DeletedFile, removeBytes } from './sweep.ts';

/** What begins to hold the file while it is being removed makes it begin again. */
const MOST_ATTEMPTS = 5;

const { conversations } = schema;

type Parts = Pick<FileParts, 'db' | 'storage' | 'clock' | 'log' | 'fanout'>;

interface Request {
  readonly ownerId: UserId;
  readonly id: FileId;
}

interface Removed {
  readonly file: DeletedFile;
  readonly refreshed: readonly Refreshed[];
  /** Who wore it. */
  readonly bare: readonly User[];
}

/**
 * From now on nobody finds it, and nobody wears it; its messages keep its name, and everyone who sees them is told. The
 * bytes go at once, or with a later sweep.
 */
export async function removeFile(parts: Parts, ownerId: UserId, id: FileId): Promise<void> {
  const { file, refreshed, bare } = await removeRow(parts, { ownerId, id });
  for (const user of bare) parts.fanout.toEveryone({ t: 'presence.user', user });
  for (const { conversationId, change } of refreshed)
    parts.fanout.toConversation(conversationId, { t: 'chat.changed', conversationId, change });
  await removeBytes(parts, file).catch((error: unknown) => {
    parts.log.warn({ err: error, fileId: id }, 'file: bytes stay for a later sweep');
  });
}

async function removeRow(parts: Parts, request: Request): Promise<Removed> {
  const { db, clock } = parts;
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    await takeOffGroups(parts, request);
    const removed = await db.$client.begin((tx) => tryRemove(tx, request, clock.now()));
    if (removed) return removed as Removed;
  }
  throw unavailable('The file is being sent again and again.');
}

/** Conversations first, then the file: the order in which a send locks them. null: it was sent, or put on, meanwhile. */
async function tryRemove(tx: TransactionSql, { ownerId, id }: Request, now: number): Promise<Removed | null> {
  const conversationIds = new Set((await messagesWith(tx, id)).map((message) => message.conversationId));
  const lastChanges = await lockConversations(tx, [...conversationIds]);
  const [file] = await tx<DeletedFile[]>`
    select id, storage_key as "storageKey", thumbnail_key as "thumbnailKey" from files
    where id = ${id} and owner_id = ${ownerId} and deleted_at is null for update`;
  if (!file) throw notFound('This file');
  const messages = await messagesWith(tx, id);
  const [worn] = await tx`select from conversations where avatar_file_id = ${id} limit 1`;
  if (worn || messages.some(({ conversationId }) => !lastChanges.has(conversationId))) return null;
  await tx`update files set deleted_at = to_timestamp(${now}::float8 / 1000) where id = ${id}`;
  const bare = await tx<User[]>`
    update users set avatar_file_id = null where avatar_file_id = ${id}
    returning id, coalesce(username, '') as username, name, status, avatar_file_id as "avatarFileId", role`;
  const refreshed = await refreshMessages(tx, messages, { userId: ownerId, lastChanges });
  return { file, refreshed, bare };
}

/** Before the file goes: no group wears a picture that is not there. */
async function takeOffGroups(parts: Parts, { ownerId, id }: Request): Promise<void> {
  const wearing = await parts.db.$client<{ id: ConversationId }[]>`
    select c.id from conversations c join files f on f.id = c.avatar_file_id
    where f.id = ${id} and f.owner_id = ${ownerId}`;
  for (const group of wearing) {
    await amendConversation(parts, group.id, async ({ tx, before, settings }) => {
      if (before.avatarFileId !== id) return;
      await tx.update(conversations).set({ avatarFileId: null }).where(eq(conversations.id, group.id));
      settings();
    });
  }
}

async function messagesWith(
  tx: TransactionSql,
  fileId: FileId,
): Promise<{ id: MessageId; conversationId: ConversationId }[]> {
  return await tx<{ id: MessageId; conversationId: ConversationId }[]>`
    select m.id, m.conversation_id as "conversationId"
    from message_files mf join messages m on m.id = mf.message_id
    where mf.file_id = ${fileId} order by m.conversation_id, m.number`;
}

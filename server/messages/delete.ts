import type { Message } from '../../protocol/chat.ts';
import { forbidden } from '../../protocol/errors.ts';
import type { MessageId, UserId } from '../../protocol/ids.ts';
import { readRules } from '../admin/rules.ts';
import { freeFiles } from '../files/free.ts';
import { isOver } from './edit.ts';
import { noteWords } from './forgotten-words.ts';
import { type ReviseParts, reviseMessage, type Standing } from './revise.ts';

/** The message stays as a tombstone in its place; what it held, and what it held before, is gone. */
export async function deleteMessage(
  parts: ReviseParts,
  userId: UserId,
  { messageId }: { readonly messageId: MessageId },
): Promise<Message> {
  return reviseMessage(parts, { userId, messageId }, async (standing) => {
    if (standing.message.deletedAt !== null) return null;
    await requireDeletable(standing);
    await empty(standing);
    return { kind: 'deleted' };
  });
}

/** One's own as long as the rules allow; as owner or moderator of the group anybody's, whenever. */
async function requireDeletable({ tx, message, userId, kind, role, now }: Standing): Promise<void> {
  if (message.event) throw forbidden('Nobody wrote this line.');
  if (kind === 'group' && role !== 'member') return;
  if (message.senderId !== userId) throw forbidden('Only who wrote a message, or a moderator, deletes it.');
  const { deleteWindowMinutes } = await readRules(tx);
  if (isOver(deleteWindowMinutes, message, now)) {
    throw forbidden('This message can no longer be deleted.');
  }
}

/** Files go with the last message that holds them. */
async function empty({ tx, message: { id, files }, now }: Standing): Promise<void> {
  await Promise.all([
    noteWords(tx, id),
    tx`
      update messages set text = '', reply_to = null, file_count = 0, reaction_count = 0, mention_count = 0,
        preview_count = 0, has_poll = false, edited_at = null, pinned_at = null, pinned_by = null,
        deleted_at = to_timestamp(${now}::float8 / 1000)
      where id = ${id}`,
    tx`delete from message_files where message_id = ${id}`,
    tx`delete from reactions where message_id = ${id}`,
    tx`delete from mentions where message_id = ${id}`,
    tx`delete from message_previews where message_id = ${id}`,
    tx`delete from polls where message_id = ${id}`,
    tx`delete from message_edits where message_id = ${id}`,
  ]);
  await freeFiles(
    tx,
    files.map((file) => file.id),
    now,
  );
}

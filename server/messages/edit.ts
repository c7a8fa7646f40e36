import type { Db } from '../../db/client.ts';
import type { Message, MessageVersion } from '../../protocol/chat.ts';
import { forbidden, invalid, notFound } from '../../protocol/errors.ts';
import type { MessageId, UserId } from '../../protocol/ids.ts';
import { readRules } from '../admin/rules.ts';
import { dropStalePreviews } from '../previews/message-previews.ts';
import { followNamed } from '../threads/follows.ts';
import { insertMentions, resolveMentions, rowCountOf } from './mentions.ts';
import { type MessageRow, messageColumns } from './message-row.ts';
import { requireWritten, type ReviseParts, reviseMessage, type Standing } from './revise.ts';

/** Of one's own message, as long as the rules allow. The text before is kept as history. */
export async function editMessage(
  parts: ReviseParts,
  userId: UserId,
  { messageId, text }: { readonly messageId: MessageId; readonly text: string },
): Promise<Message> {
  if (text.includes('\u0000')) throw invalid('A message has no NUL characters.');
  const next = text.toWellFormed();
  const edited = await reviseMessage(parts, { userId, messageId }, async (standing) => {
    const { message } = standing;
    await requireEditable(standing);
    if (next.trim() === '' && message.files.length === 0) throw invalid('A message has text or files.');
    if (next === message.text) return null;
    await replaceText(standing, next, () => parts.presence.online());
    return { kind: 'edited' };
  });
  parts.previews?.look(edited);
  return edited;
}

async function requireEditable({ tx, message, userId, now }: Standing): Promise<void> {
  requireWritten(message);
  if (message.poll) throw forbidden('A poll keeps its question.');
  if (message.senderId !== userId) throw forbidden('Only who wrote a message edits it.');
  const { editWindowMinutes } = await readRules(tx);
  if (isOver(editWindowMinutes, message, now)) {
    throw forbidden('This message can no longer be edited.');
  }
}

/** Whether the time is over in which people may change their own messages. */
export function isOver(windowMinutes: number | null, message: Message, now: number): boolean {
  return windowMinutes !== null && now - message.createdAt >= windowMinutes * 60_000;
}

async function replaceText(standing: Standing, text: string, online: () => UserId[]): Promise<void> {
  const { tx, message, change, now } = standing;
  const { id, conversationId, threadRootId, senderId, number } = message;
  const [mentions = { userIds: [], all: false }] = await resolveMentions(
    tx,
    [{ conversationId, senderId, text }],
    online,
  );
  const writtenAt = message.editedAt ?? message.createdAt;
  await Promise.all([
    tx`
      insert into message_edits (message_id, change, text, written_at)
      values (${id}, ${change}, ${message.text}, to_timestamp(${writtenAt}::float8 / 1000))`,
    tx`
      update messages set text = ${text}, edited_at = to_timestamp(${now}::float8 / 1000),
        mention_count = ${rowCountOf(mentions)}
      where id = ${id}`,
    tx`delete from mentions where message_id = ${id}`,
    ...insertMentions(tx, [{ messageId: id, conversationId, threadRootId, senderId, number, ...mentions }]),
    ...followNamed(tx, message, mentions.userIds),
    dropStalePreviews(standing, text),
  ]);
}

/** The texts of a message, oldest first; the last is the present one. Of a deleted message nothing is left. */
export async function readHistory(db: Db, userId: UserId, messageId: MessageId): Promise<MessageVersion[]> {
  const sql = db.$client;
  const [row] = await sql<MessageRow[]>`
    select ${messageColumns(sql)} from messages m
    join memberships ms on ms.conversation_id = m.conversation_id and ms.user_id = ${userId}
    where m.id = ${messageId}`;
  if (!row) throw notFound('The message');
  if (row.deletedAt !== null) return [];
  const before = await sql<MessageVersion[]>`
    select text, (extract(epoch from written_at) * 1000)::float8 as at
    from message_edits where message_id = ${row.id} and change <= ${row.revision} order by change`;
  return [...before, { text: row.text, at: row.editedAt ?? row.createdAt }];
}

import { toEmoji } from '../../protocol/emoji.ts';
import type { Message, React } from '../../protocol/chat.ts';
import { conflict, invalid } from '../../protocol/errors.ts';
import type { UserId } from '../../protocol/ids.ts';
import { MAX_REACTION_KINDS, MAX_REACTIONS } from '../../protocol/limits.ts';
import { requireWritten, type ReviseParts, reviseMessage, type Standing } from './revise.ts';

/** Puts one's emoji on a message or takes it off again. */
export async function reactToMessage(
  parts: ReviseParts,
  userId: UserId,
  { messageId, emoji: given, on }: Omit<React, 't'>,
): Promise<Message> {
  const emoji = toEmoji(given);
  if (emoji === null) throw invalid('A reaction is one emoji.');
  return reviseMessage(parts, { userId, messageId }, async (standing) => {
    requireWritten(standing.message);
    const { reactions } = standing.message;
    const stands = reactions.find((one) => one.emoji === emoji)?.userIds.includes(userId) ?? false;
    if (stands === on) return null;
    if (on) requireRoom(standing.message, emoji);
    await (on ? put(standing, emoji) : take(standing, emoji));
    return { kind: 'reacted', emoji, on };
  });
}

function requireRoom({ reactions }: Message, emoji: string): void {
  const isNewKind = reactions.every((one) => one.emoji !== emoji);
  const total = reactions.reduce((sum, one) => sum + one.userIds.length, 0);
  if ((isNewKind && reactions.length >= MAX_REACTION_KINDS) || total >= MAX_REACTIONS) {
    throw conflict('There is no room for another reaction.');
  }
}

async function put({ tx, message, userId, change }: Standing, emoji: string): Promise<void> {
  await Promise.all([
    tx`
      insert into reactions (message_id, user_id, emoji, change)
      values (${message.id}, ${userId}, ${emoji}, ${change})`,
    tx`update messages set reaction_count = reaction_count + 1 where id = ${message.id}`,
  ]);
}

async function take({ tx, message, userId }: Standing, emoji: string): Promise<void> {
  await Promise.all([
    tx`delete from reactions where message_id = ${message.id} and user_id = ${userId} and emoji = ${emoji}`,
    tx`update messages set reaction_count = reaction_count - 1 where id = ${message.id}`,
  ]);
}

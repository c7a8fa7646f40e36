import type { Db } from '../../db/client.ts';
import type { Message, PinUp } from '../../protocol/chat.ts';
import { conflict, forbidden } from '../../protocol/errors.ts';
import type { ConversationId, UserId } from '../../protocol/ids.ts';
import { MAX_PINS } from '../../protocol/limits.ts';
import { findMembership } from '../groups/membership.ts';
import { type MessageRow, messageColumns, toMessages } from './message-row.ts';
import { requireWritten, type ReviseParts, reviseMessage, type Standing } from './revise.ts';

/** In groups the owner and moderators pin, in direct conversations both do. */
export async function pinMessage(
  parts: ReviseParts,
  userId: UserId,
  { messageId, on }: Omit<PinUp, 't'>,
): Promise<Message> {
  return reviseMessage(parts, { userId, messageId }, async (standing) => {
    const { tx, message, kind, role, now } = standing;
    if (kind === 'group' && role === 'member') throw forbidden('Only the owner and moderators pin messages.');
    requireWritten(message);
    if ((message.pinned !== null) === on) return null;
    if (on) await requireRoom(standing);
    await tx`
      update messages set pinned_at = ${on ? tx`to_timestamp(${now}::float8 / 1000)` : null},
        pinned_by = ${on ? userId : null}
      where id = ${message.id}`;
    return { kind: 'pinned' };
  });
}

async function requireRoom({ tx, message }: Standing): Promise<void> {
  const [row] = await tx<{ count: number }[]>`
    select count(*)::integer as count from messages
    where conversation_id = ${message.conversationId} and pinned_at is not null`;
  if (row && row.count >= MAX_PINS) throw conflict('There are too many pinned messages. Unpin one first.');
}

/** Newest pin first. */
export async function listPins(db: Db, userId: UserId, id: ConversationId): Promise<Message[]> {
  const { conversationId } = await findMembership(db, userId, id);
  const sql = db.$client;
  const rows = await sql<MessageRow[]>`
    select ${messageColumns(sql)} from messages m
    where m.conversation_id = ${conversationId} and m.pinned_at is not null
    order by m.pinned_at desc, m.number desc limit ${MAX_PINS}`;
  return toMessages(sql, rows);
}

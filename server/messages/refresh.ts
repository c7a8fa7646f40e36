import type { TransactionSql } from 'postgres';
import type { Change } from '../../protocol/chat.ts';
import type { ConversationId, MessageId, UserId } from '../../protocol/ids.ts';
import { readMessage } from './message-row.ts';
import { storeTouch } from './revise.ts';
import { changeOf, type Touch } from './touches.ts';

export interface Refreshed {
  readonly conversationId: ConversationId;
  readonly change: Change;
}

/** In the one order in which everybody locks them. Answers the number of each one's last change. */
export async function lockConversations(
  tx: TransactionSql,
  ids: readonly ConversationId[],
): Promise<Map<ConversationId, number>> {
  const rows = await tx<{ id: ConversationId; lastChange: number }[]>`
    select id, last_change::float8 as "lastChange" from conversations
    where id = any(${[...ids]}::uuid[]) order by id for no key update`;
  return new Map(rows.map(({ id, lastChange }) => [id, lastChange]));
}

/**
 * Something that hangs on these messages is another one now: each takes the next number of its conversation, whose lock
 * the transaction holds. The changes are told after the commit.
 */
export async function refreshMessages(
  tx: TransactionSql,
  messages: readonly { readonly id: MessageId; readonly conversationId: ConversationId }[],
  by: { readonly userId: UserId; readonly lastChanges: Map<ConversationId, number> },
): Promise<Refreshed[]> {
  const refreshed: Refreshed[] = [];
  for (const { id, conversationId } of messages) {
    const change = (by.lastChanges.get(conversationId) ?? 0) + 1;
    const touch: Touch = { kind: 'edited', change, messageId: id, userId: by.userId };
    await storeTouch(tx, { id, conversationId }, touch);
    by.lastChanges.set(conversationId, change);
    const message = await readMessage(tx, id);
    if (message) refreshed.push({ conversationId, change: changeOf(touch, message) });
  }
  return refreshed;
}

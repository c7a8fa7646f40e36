import type { ConversationId, UserId } from '../../protocol/ids.ts';
import { readChanges } from '../messages/changes.ts';
import type { AmendParts } from './amend.ts';
import { type Conversations, readConversation } from './read-conversations.ts';

/**
 * After the commit that made them members: their devices hear the conversation from now on, and get the whole of it.
 * In this order: subscribe, read, tell, then what was committed while it was read. Doubles are dropped by number.
 */
export async function openFor(
  { db, fanout }: Pick<AmendParts, 'db' | 'fanout'>,
  conversationId: ConversationId,
  userIds: readonly UserId[],
): Promise<{ conversation: Conversations['conversations'][number]; users: Conversations['users'] }> {
  for (const userId of userIds) fanout.joined(userId, conversationId);
  const opened = await readConversation(db, conversationId);
  for (const userId of userIds) fanout.toUser(userId, { t: 'chat.opened', ...opened });
  const { changes } = await readChanges(db, conversationId, { after: opened.conversation.lastChange });
  for (const change of changes) {
    for (const userId of userIds) fanout.toUser(userId, { t: 'chat.changed', conversationId, change });
  }
  return opened;
}

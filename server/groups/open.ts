import type { Change } from '../../protocol/chat.ts';
import type { ConversationId, UserId } from '../../protocol/ids.ts';
import { readChanges } from '../messages/changes.ts';
import type { AmendParts } from './amend.ts';
import { readConversationFor } from './read-conversations.ts';

type Opened = Awaited<ReturnType<typeof readConversationFor>>;

/**
 * After the commit that made them members: their devices hear the conversation from now on, and get the whole of it.
 * In this order: subscribe, read, tell, then what was committed while it was read. Doubles are dropped by number.
 */
export async function openFor(
  { db, fanout }: Pick<AmendParts, 'db' | 'fanout'>,
  conversationId: ConversationId,
  userIds: readonly UserId[],
): Promise<Opened> {
  for (const userId of userIds) fanout.joined(userId, conversationId);
  const opened = await readConversationFor(db, conversationId, userIds);
  const present = userIds.filter((userId) => isMember(userId, opened, []));
  for (const userId of present) {
    fanout.toUser(userId, { t: 'chat.opened', conversation: opened.seenBy(userId), users: opened.users });
  }
  const { changes } = await readChanges(db, conversationId, { after: opened.conversation.lastChange });
  for (const userId of userIds) {
    if (isMember(userId, opened, changes)) {
      for (const change of changes) fanout.toUser(userId, { t: 'chat.changed', conversationId, change });
    } else {
      // Removed meanwhile, and told so perhaps before they were told of the conversation.
      fanout.left(userId, conversationId);
      fanout.toUser(userId, { t: 'chat.closed', conversationId });
    }
  }
  return opened;
}

/** At the end of the changes that came after it was read. */
function isMember(userId: UserId, { conversation }: Opened, changes: readonly Change[]): boolean {
  const last = changes.findLast((change) => change.kind === 'member' && change.userId === userId);
  if (last?.kind === 'member') return last.member !== null;
  return conversation.members.some((member) => member.userId === userId);
}

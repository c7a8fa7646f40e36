import type { SystemEvent } from '../../protocol/chat.ts';
import type { ConversationId, UserId } from '../../protocol/ids.ts';
import { type AmendParts, amendConversation } from '../groups/amend.ts';

/** A line in the timeline that nobody typed, like that of a call. */
export async function postSystemMessage(
  parts: AmendParts,
  conversationId: ConversationId,
  line: { readonly senderId: UserId; readonly event: SystemEvent },
): Promise<void> {
  await amendConversation(parts, conversationId, async (draft) => draft.line(line.senderId, line.event));
}

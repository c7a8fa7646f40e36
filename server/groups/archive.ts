import type { Conversation } from '../../protocol/chat.ts';
import type { ConversationId, UserId } from '../../protocol/ids.ts';
import type { Calls } from '../calls/calls.ts';
import { type AmendParts, amendConversation } from './amend.ts';
import { setArchived } from './lead.ts';
import { findMembership, requireOwner } from './membership.ts';
import { readConversation } from './read-conversations.ts';

/** From then on everyone can read and leave the group, and nothing more, until its owner brings it back. */
export async function archiveGroup(
  parts: AmendParts & { readonly calls: Pick<Calls, 'endIn'> },
  actorId: UserId,
  { id, archived }: { readonly id: ConversationId; readonly archived: boolean },
): Promise<Conversation> {
  await amendConversation(parts, id, async (draft) => {
    requireOwner(await findMembership(draft.tx, actorId, id));
    await setArchived(draft, actorId, archived ? new Date(parts.clock.now()) : null);
  });
  if (archived) parts.calls.endIn(id);
  return (await readConversation(parts.db, id, actorId)).conversation;
}

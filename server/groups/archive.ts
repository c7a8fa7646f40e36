import { eq } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import type { Conversation } from '../../protocol/chat.ts';
import type { ConversationId, UserId } from '../../protocol/ids.ts';
import type { Calls } from '../calls/calls.ts';
import { type AmendParts, amendConversation } from './amend.ts';
import { findMembership, requireOwner } from './membership.ts';
import { readConversation } from './read-conversations.ts';

const { conversations } = schema;

/** From then on everyone can read and leave the group, and nothing more, until its owner brings it back. */
export async function archiveGroup(
  parts: AmendParts & { readonly calls: Pick<Calls, 'endIn'> },
  actorId: UserId,
  { id, archived }: { readonly id: ConversationId; readonly archived: boolean },
): Promise<Conversation> {
  await amendConversation(parts, id, async ({ tx, before, settings, line }) => {
    requireOwner(await findMembership(tx, actorId, id));
    if ((before.archivedAt !== null) === archived) return;
    const archivedAt = archived ? new Date(parts.clock.now()) : null;
    await tx.update(conversations).set({ archivedAt }).where(eq(conversations.id, id));
    settings();
    line(actorId, { kind: archived ? 'archived' : 'restored' });
  });
  if (archived) parts.calls.endIn(id);
  return (await readConversation(parts.db, id, actorId)).conversation;
}

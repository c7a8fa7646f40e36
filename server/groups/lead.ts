import { eq } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import { conflict, notFound } from '../../protocol/errors.ts';
import type { UserId } from '../../protocol/ids.ts';
import type { Draft } from './amend.ts';
import { changeRole, findMember } from './members.ts';
import { requireLive } from './membership.ts';

const { conversations } = schema;

/** What its owner may do, and who leads the server in their place; members see it in the same way. */
export async function setArchived(
  { tx, before, settings, line }: Draft,
  actorId: UserId,
  archivedAt: Date | null,
): Promise<boolean> {
  if ((before.archivedAt !== null) === (archivedAt !== null)) return false;
  await tx.update(conversations).set({ archivedAt }).where(eq(conversations.id, before.id));
  settings();
  line(actorId, { kind: archivedAt ? 'archived' : 'restored' });
  return true;
}

/** Who leads the server does; whoever owned the group until now stays a moderator of it. */
export async function handOver(
  draft: Draft,
  actorId: UserId,
  { from, to }: { readonly from: UserId | null; readonly to: UserId },
): Promise<void> {
  const heir = await findMember(draft, to);
  if (!heir) throw notFound('The member');
  if (heir.role === 'owner') throw conflict('They own the group already.');
  const owner = from === null ? null : await findMember(draft, from);
  if (owner) await changeRole(draft, owner, 'moderator');
  await changeRole(draft, heir, 'owner');
  draft.line(actorId, { kind: 'handedOver', userId: to });
}

/** Out of the list of public groups: from then on people come in by being added. */
export async function makePrivate({ tx, before, settings, line }: Draft, actorId: UserId): Promise<void> {
  requireLive(before);
  if (before.visibility === 'private') throw conflict('The group is private already.');
  await tx.update(conversations).set({ visibility: 'private' }).where(eq(conversations.id, before.id));
  settings();
  line(actorId, { kind: 'opened', visibility: 'private' });
}

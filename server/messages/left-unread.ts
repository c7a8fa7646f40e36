import type { Db } from '../../db/client.ts';
import type { LeftUnread, Unread } from '../../protocol/chat.ts';
import { invalid } from '../../protocol/errors.ts';
import type { UserId } from '../../protocol/ids.ts';
import { findMembership } from '../groups/membership.ts';
import { readOwnViews } from '../groups/own-views.ts';
import type { Fanout } from '../realtime/fanout.ts';

/** From a message on, or no longer. For this user alone: what others see of their reading stays as it is. */
export async function leaveUnread(
  { db, fanout }: { readonly db: Db; readonly fanout: Pick<Fanout, 'toUser'> },
  userId: UserId,
  { conversationId: asked, from }: Omit<Unread, 't'>,
): Promise<LeftUnread> {
  const { conversationId, lastNumber } = await findMembership(db, userId, asked);
  if (from !== null && from > lastNumber) throw invalid('There is no such message.');
  const sql = db.$client;
  const changed = await sql`
    update memberships set unread_from = ${from}, unread_revision = unread_revision + 1
    where conversation_id = ${conversationId} and user_id = ${userId} and unread_from is distinct from ${from}
    returning user_id`;
  const { leftUnread, mentioned } = (await readOwnViews(sql, [conversationId], [userId]))(
    conversationId,
    userId,
  );
  if (changed.length > 0)
    fanout.toUser(userId, { t: 'chat.leftUnread', conversationId, leftUnread, mentioned });
  return leftUnread;
}

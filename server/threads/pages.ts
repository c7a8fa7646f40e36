import type { Db } from '../../db/client.ts';
import type { ChatReplies, PageQuery } from '../../protocol/chat.ts';
import { notFound } from '../../protocol/errors.ts';
import type { Membership } from '../groups/membership.ts';
import { readMessage } from '../messages/message-row.ts';
import { readPage } from '../messages/pages.ts';
import { readFollows, withoutOwner } from './read-follows.ts';

type Query = Pick<PageQuery, 'threadRootId' | 'direction' | 'anchor' | 'limit'>;

/** Of a conversation, or of a thread in it. */
export async function readPageOf(
  db: Db,
  membership: Membership,
  query: Query,
): Promise<ChatReplies['chat.page']> {
  const { conversationId, lastNumber } = membership;
  const { threadRootId: rootId } = query;
  if (rootId === null) return readPage(db, { conversationId, rootId, lastNumber }, query);
  const sql = db.$client;
  const root = await readMessage(sql, rootId);
  if (root?.conversationId !== conversationId || root.threadRootId !== null) throw notFound('The thread');
  const [page, [owned]] = await Promise.all([
    readPage(db, { conversationId, rootId: root.id, lastNumber: root.thread?.replies ?? 0 }, query),
    readFollows(sql, sql`f.root_id = ${root.id} and f.user_id = ${membership.userId}`),
  ]);
  return { ...page, thread: { root, follow: owned ? withoutOwner(owned) : null } };
}

import type { Db } from '../../db/client.ts';
import type { ChatReplies, Mark } from '../../protocol/chat.ts';
import { notFound } from '../../protocol/errors.ts';
import type { ConversationId, UserId } from '../../protocol/ids.ts';
import { findMembership } from '../groups/membership.ts';
import type { Fanout } from '../realtime/fanout.ts';
import { markThread } from '../threads/follows.ts';

type Marks = ChatReplies['chat.mark'];
/** `shown`: the read mark that others see, which stands still while this user gives no read receipts. */
type Stored = Marks & { readonly id: ConversationId; readonly shown: number };

/** Of a conversation, or of a thread in it. */
export async function takeMark(
  parts: { readonly db: Db; readonly fanout: Pick<Fanout, 'toConversation' | 'toUser'> },
  userId: UserId,
  { threadRootId, ...marks }: Omit<Mark, 't'>,
): Promise<Marks> {
  if (threadRootId === null) return markConversation(parts, userId, marks);
  await findMembership(parts.db, userId, marks.conversationId);
  const read = await markThread(parts, userId, { rootId: threadRootId, read: marks.read ?? 0 });
  return { delivered: read, read };
}

/**
 * Marks only grow, up to the last message; what is read was delivered. Everyone hears of it if one grew, and if it stands
 * where it is asked to be: that may be the retry of a mark whose commit was never answered, and so never told.
 */
export async function markConversation(
  { db, fanout }: { readonly db: Db; readonly fanout: Pick<Fanout, 'toConversation' | 'toUser'> },
  userId: UserId,
  { conversationId, read = 0, delivered = 0 }: Omit<Mark, 't' | 'threadRootId'>,
): Promise<Marks> {
  const grown = await grow(db, userId, { conversationId, read, delivered: Math.max(read, delivered) });
  const { id, shown, ...marks } = grown ?? (await readMarks(db, userId, conversationId));
  const stands = (asked: number, mark: number) => asked > 0 && asked >= mark;
  if (!grown && !stands(read, marks.read) && !stands(delivered, marks.delivered)) return marks;
  const event = { t: 'chat.marked', conversationId: id, userId, ...marks } as const;
  fanout.toConversation(id, { ...event, read: shown });
  if (shown < marks.read) fanout.toUser(userId, event);
  return marks;
}

async function grow(
  db: Db,
  userId: UserId,
  { conversationId, read, delivered }: { conversationId: string; read: number; delivered: number },
): Promise<Stored | undefined> {
  const [row] = await db.$client<Stored[]>`
    update memberships ms set
      read_number = greatest(ms.read_number, least(${read}::bigint, c.last_number)),
      delivered_number = greatest(ms.delivered_number, least(${delivered}::bigint, c.last_number)),
      shown_read_number = case when coalesce(us.read_receipts, true)
        then greatest(ms.shown_read_number, least(${read}::bigint, c.last_number))
        else ms.shown_read_number end
    from conversations c left join user_settings us on us.user_id = ${userId}
    where c.id = ms.conversation_id and ms.conversation_id = ${conversationId} and ms.user_id = ${userId}
      and (least(${read}::bigint, c.last_number) > ms.read_number
        or least(${delivered}::bigint, c.last_number) > ms.delivered_number)
    returning ms.conversation_id as id, ms.read_number::float8 as read, ms.delivered_number::float8 as delivered,
      ms.shown_read_number::float8 as shown`;
  return row;
}

async function readMarks(db: Db, userId: UserId, conversationId: string): Promise<Stored> {
  const [marks] = await db.$client<Stored[]>`
    select conversation_id as id, read_number::float8 as read, delivered_number::float8 as delivered,
      shown_read_number::float8 as shown
    from memberships where conversation_id = ${conversationId} and user_id = ${userId}`;
  if (!marks) throw notFound('The conversation');
  return marks;
}

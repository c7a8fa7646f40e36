import type { TransactionSql } from 'postgres';
import type { Db } from '../../db/client.ts';
import type { Follow, FollowUp, Message } from '../../protocol/chat.ts';
import { forbidden, notFound } from '../../protocol/errors.ts';
import type { ConversationId, MessageId, UserId } from '../../protocol/ids.ts';
import type { Fanout } from '../realtime/fanout.ts';
import { readFollows, withoutOwner } from './read-follows.ts';

interface NewFollow {
  readonly rootId: MessageId;
  readonly conversationId: ConversationId;
  readonly userId: UserId;
  /** What stands after it is new to them. */
  readonly readNumber: number;
}

/** Who had stopped following does again: they were named, or wrote. */
export function insertFollows(tx: TransactionSql, follows: readonly NewFollow[]) {
  if (follows.length === 0) return [];
  return [
    tx`
      insert into thread_follows as known (root_id, user_id, conversation_id, read_number)
      select root, follower, conversation, min(read)
      from unnest(${follows.map((row) => row.rootId)}::uuid[], ${follows.map((row) => row.userId)}::uuid[],
        ${follows.map((row) => row.conversationId)}::uuid[], ${follows.map((row) => row.readNumber)}::bigint[])
        as new (root, follower, conversation, read)
      join memberships ms on ms.conversation_id = new.conversation and ms.user_id = new.follower
      group by root, follower, conversation
      on conflict (root_id, user_id) do update set following = true, revision = known.revision + 1,
        read_number = greatest(known.read_number, excluded.read_number)
      where not known.following`,
  ];
}

/** Of a reply that was edited: who is named in it now. */
export function followNamed(tx: TransactionSql, reply: Message, userIds: readonly UserId[]) {
  const { threadRootId: rootId, conversationId, number } = reply;
  if (rootId === null) return [];
  return insertFollows(
    tx,
    userIds.map((userId) => ({ rootId, conversationId, userId, readNumber: number - 1 })),
  );
}

/** Who writes in a thread has read what stands above it. */
export function markWriters(
  tx: TransactionSql,
  replies: readonly Pick<Message, 'threadRootId' | 'senderId' | 'number'>[],
) {
  return tx`
    update thread_follows follow set read_number = greatest(read_number, number)
    from (
      select root, writer, max(number) as number
      from unnest(${replies.map((reply) => reply.threadRootId)}::uuid[],
        ${replies.map((reply) => reply.senderId)}::uuid[], ${replies.map((reply) => reply.number)}::bigint[])
        as reply (root, writer, number) group by root, writer
    ) last
    where follow.root_id = last.root and follow.user_id = last.writer`;
}

interface Parts {
  readonly db: Db;
  readonly fanout: Pick<Fanout, 'toUser'>;
}

/** By hand. What was said until now is not new to who begins to follow. */
export async function followThread(
  { db, fanout }: Parts,
  userId: UserId,
  { rootId, on }: Omit<FollowUp, 't'>,
): Promise<Follow> {
  const sql = db.$client;
  const [root] = await sql<{ id: MessageId; mayHang: boolean }[]>`
    select m.id, m.event is null and m.thread_root_id is null as "mayHang" from messages m
    join memberships ms on ms.conversation_id = m.conversation_id and ms.user_id = ${userId}
    where m.id = ${rootId}`;
  if (!root) throw notFound('The message');
  if (!root.mayHang) throw forbidden('No thread hangs on this message.');
  await sql`
    insert into thread_follows as known (root_id, user_id, conversation_id, read_number, following)
    select m.id, ${userId}, m.conversation_id, coalesce(t.last_number, 0), ${on}
    from messages m left join threads t on t.root_id = m.id where m.id = ${root.id}
    on conflict (root_id, user_id) do update set following = excluded.following, revision = known.revision + 1,
      read_number = greatest(known.read_number, excluded.read_number)
    where known.following <> excluded.following`;
  const [follow] = await readFollows(sql, sql`f.root_id = ${root.id} and f.user_id = ${userId}`);
  if (!follow) throw notFound('The message');
  return tell(fanout, follow);
}

/**
 * Only grows, up to the last reply; of a thread that one never followed nothing is kept. Told also where it stands as
 * asked: that may be the retry of a mark whose commit was never answered.
 */
export async function markThread(
  { db, fanout }: Parts,
  userId: UserId,
  { rootId, read }: { readonly rootId: MessageId; readonly read: number },
): Promise<number> {
  const sql = db.$client;
  const grown = await sql`
    update thread_follows f set read_number = least(${read}::bigint, t.last_number)
    from threads t, memberships ms
    where t.root_id = f.root_id and f.root_id = ${rootId} and f.user_id = ${userId}
      and ms.conversation_id = f.conversation_id and ms.user_id = f.user_id
      and least(${read}::bigint, t.last_number) > f.read_number
    returning f.root_id`;
  const [follow] = await readFollows(sql, sql`f.root_id = ${rootId} and f.user_id = ${userId}`);
  if (follow && (grown.length > 0 || read >= follow.readNumber)) tell(fanout, follow);
  return follow?.readNumber ?? 0;
}

function tell(fanout: Parts['fanout'], owned: Parameters<typeof withoutOwner>[0]): Follow {
  const follow = withoutOwner(owned);
  fanout.toUser(owned.userId, { t: 'chat.followed', follow });
  return follow;
}

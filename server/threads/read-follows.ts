import type { Fragment, ISql } from 'postgres';
import type { Follow } from '../../protocol/chat.ts';
import type { MessageId, UserId } from '../../protocol/ids.ts';
import { MAX_UNREAD_MENTIONS, MAX_UNREAD_THREADS } from '../../protocol/limits.ts';
import type { Logger } from '../log.ts';
import type { Fanout } from '../realtime/fanout.ts';

type Owned = Follow & { readonly userId: UserId };

/** In one statement: all of it is of one moment, which `change` tells. Only of members. Newest activity first. */
export function readFollows(sql: ISql, which: Fragment, limit?: number): Promise<Owned[]> {
  return sql<Owned[]>`
    select f.root_id as "rootId", f.user_id as "userId", f.conversation_id as "conversationId",
      c.last_change::float8 as change, coalesce(t.last_number, 0)::float8 as "lastNumber",
      f.read_number::float8 as "readNumber", f.following, f.revision,
      array(select number::float8 from (
        select distinct number from mentions mn
        where mn.thread_root_id = f.root_id and mn.number > f.read_number
          and (mn.user_id = f.user_id or (mn.user_id is null and mn.sender_id <> f.user_id))
        order by number desc limit ${MAX_UNREAD_MENTIONS}
      ) newest order by number) as mentioned
    from thread_follows f
    join memberships ms on ms.conversation_id = f.conversation_id and ms.user_id = f.user_id
    join conversations c on c.id = f.conversation_id
    left join threads t on t.root_id = f.root_id
    where ${which} order by t.last_reply_at desc nulls last, f.root_id desc limit ${limit ?? null}`;
}

/** For the welcome. */
export async function readUnreadThreads(sql: ISql, userId: UserId): Promise<Follow[]> {
  const isUnread = sql`f.user_id = ${userId} and f.following and t.last_number > f.read_number`;
  return (await readFollows(sql, isUnread, MAX_UNREAD_THREADS)).map(withoutOwner);
}

/** After the commit that changed what is unread in these threads: whoever follows them hears how they stand. */
export async function tellFollowers(
  { sql, fanout, log }: { sql: ISql; fanout: Pick<Fanout, 'toUser'>; log: Logger },
  rootIds: readonly MessageId[],
): Promise<void> {
  if (rootIds.length === 0) return;
  try {
    const follows = await readFollows(sql, sql`f.following and f.root_id = any(${[...rootIds]}::uuid[])`);
    for (const follow of follows) {
      fanout.toUser(follow.userId, { t: 'chat.followed', follow: withoutOwner(follow) });
    }
  } catch (error) {
    // The replies themselves were told; what is unread is read afresh with the next welcome.
    log.warn({ err: error }, 'who follows a thread was not told of it');
  }
}

export function withoutOwner(owned: Owned): Follow {
  const { rootId, conversationId, change, lastNumber, readNumber, mentioned, following, revision } = owned;
  return { rootId, conversationId, change, lastNumber, readNumber, mentioned, following, revision };
}

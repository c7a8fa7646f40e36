import type { Db } from '../../db/client.ts';
import type { Follow, Message } from '../../protocol/chat.ts';
import type { MessageId, UserId } from '../../protocol/ids.ts';
import { type MessageRow, messageColumns, toMessages } from '../messages/message-row.ts';
import { readFollows, withoutOwner } from './read-follows.ts';

const AT_ONCE = 30;

export interface FollowedThread {
  readonly root: Message;
  readonly follow: Follow;
  readonly lastReply: Message;
}

/** Where a page ends: activity moves threads, so the place is told by both. */
export interface ThreadPlace {
  readonly at: number;
  readonly rootId: MessageId;
}

/** The threads that this user follows and that have replies, newest activity first. */
export async function listThreads(
  db: Db,
  userId: UserId,
  before?: ThreadPlace,
): Promise<{ threads: FollowedThread[]; next: ThreadPlace | null }> {
  const sql = db.$client;
  const isOlder = before
    ? sql`(t.last_reply_at, f.root_id) < (to_timestamp(${before.at}::float8 / 1000), ${before.rootId}::uuid)`
    : sql`t.root_id is not null`;
  const found = await readFollows(
    sql,
    sql`f.user_id = ${userId} and f.following and ${isOlder}`,
    AT_ONCE + 1,
  );
  const page = found.slice(0, AT_ONCE);
  const rootIds = page.map((follow) => follow.rootId);
  const [roots, last] = await Promise.all([readRoots(db, rootIds), readLastReplies(db, rootIds)]);
  const threads = page.flatMap((owned) => {
    const [root, lastReply] = [roots.get(owned.rootId), last.get(owned.rootId)];
    return root && lastReply ? { root, lastReply, follow: withoutOwner(owned) } : [];
  });
  const end = threads.at(-1);
  const next = end?.root.thread ? { at: end.root.thread.lastAt, rootId: end.root.id } : null;
  return { threads, next: found.length > AT_ONCE ? next : null };
}

async function readRoots({ $client: sql }: Db, ids: MessageId[]): Promise<Map<MessageId, Message>> {
  const rows = await sql<MessageRow[]>`
    select ${messageColumns(sql)} from messages m where m.id = any(${ids}::uuid[])`;
  return new Map((await toMessages(sql, rows)).map((message) => [message.id, message]));
}

async function readLastReplies({ $client: sql }: Db, ids: MessageId[]): Promise<Map<MessageId, Message>> {
  const rows = await sql<MessageRow[]>`
    select ${messageColumns(sql)} from threads t
    join messages m on m.thread_root_id = t.root_id and m.number = t.last_number
    where t.root_id = any(${ids}::uuid[])`;
  return new Map((await toMessages(sql, rows)).map((message) => [message.threadRootId ?? '', message]));
}

import type { ISql } from 'postgres';
import type { Thread } from '../../protocol/chat.ts';
import type { MessageId } from '../../protocol/ids.ts';

/** What hangs on messages that have a thread. */
export async function readThreads(sql: ISql, rootIds: readonly MessageId[]): Promise<Map<MessageId, Thread>> {
  if (rootIds.length === 0) return new Map();
  const rows = await sql<(Thread & { rootId: MessageId })[]>`
    select root_id as "rootId", last_number::float8 as replies,
      (extract(epoch from last_reply_at) * 1000)::float8 as "lastAt", participant_ids as "participantIds"
    from threads where root_id = any(${[...rootIds]}::uuid[])`;
  return new Map(rows.map(({ rootId, ...thread }) => [rootId, thread]));
}

import type { Sql } from 'postgres';
import type { ConversationId, MessageId } from '../../protocol/ids.ts';
import { type Absence, claimFor, keyOf, type Reader, type Untold, type Wanted } from './claim.ts';
import { type Lease, noteClaims } from './leases.ts';
import type { Written } from './payload.ts';
import { isReachableIn, memberColumns, reachable, readWritten } from './reachable.ts';

/** Changes of the conversation: in which threads something was said is looked for no further back. */
const LOOK_BACK = 1_000;

interface Follower extends Reader {
  readonly rootId: MessageId;
}

/** Who of those that follow a thread is to be told of a reply now: as with messages, to ask is to claim. */
export async function claimUntoldReplies(
  sql: Sql,
  conversationId: ConversationId,
  absence: Absence,
  lease: Lease,
): Promise<Untold[]> {
  return await claimFor(await readFollowers(sql, conversationId), absence, {
    claim: (wanted) => claim(sql, conversationId, { wanted, lease }),
    read: (wanted) => readReplies(sql, wanted),
  });
}

/** Nobody is told who does not follow; who is named in a reply does. */
function readFollowers(sql: Sql, conversationId: ConversationId): Promise<Follower[]> {
  const after = sql`greatest(f.read_number, f.pushed_number)`;
  return sql<Follower[]>`
    select ${memberColumns(sql)}, f.root_id as "rootId",
      (select max(m.number) from messages m
        where m.thread_root_id = f.root_id and m.number > ${after} and m.sender_id <> ms.user_id
          and m.deleted_at is null)::float8 as newest,
      (select max(m.number) from mentions mn join messages m on m.id = mn.message_id
        where mn.thread_root_id = f.root_id and mn.number > ${after} and mn.sender_id <> ms.user_id
          and (mn.user_id = ms.user_id or mn.user_id is null) and m.deleted_at is null)::float8 as naming
    from ${reachable(sql)}
    join thread_follows f on f.user_id = ms.user_id and f.following
    join threads t on t.root_id = f.root_id and t.last_number > ${after}
    where ${isReachableIn(sql, conversationId)} and f.root_id in (
      select m.thread_root_id from messages m
      where m.conversation_id = ${conversationId} and m.thread_root_id is not null and m.change >
        (select last_change - ${LOOK_BACK} from conversations where id = ${conversationId}))`;
}

/** What was read meanwhile is not claimed, nor what is no longer followed. */
async function claim(
  sql: Sql,
  conversationId: ConversationId,
  { wanted, lease }: { readonly wanted: readonly Wanted[]; readonly lease: Lease },
): Promise<ReadonlySet<string>> {
  const rootIds = wanted.map(({ reader }) => reader.rootId);
  const userIds = wanted.map(({ reader }) => reader.userId);
  const numbers = wanted.map(({ number }) => number);
  const rows = await sql<{ rootId: MessageId; userId: string }[]>`
    with claimed as (
      update thread_follows f set pushed_number = wanted.number
      from unnest(${rootIds}::uuid[], ${userIds}::uuid[], ${numbers}::bigint[]) as wanted (root, id, number)
      where f.root_id = wanted.root and f.user_id = wanted.id and f.following
        and f.pushed_number < wanted.number and f.read_number < wanted.number
      returning f.root_id, f.user_id, wanted.number),
    noted as (${noteClaims(sql, conversationId, lease)})
    select root_id as "rootId", user_id as "userId" from claimed`;
  return new Set(rows.map(({ rootId, userId }) => keyOf(rootId, userId)));
}

async function readReplies(sql: Sql, wanted: readonly Wanted[]): Promise<ReadonlyMap<string, Written>> {
  const keys = [...new Map(wanted.map((one) => [keyOf(one.reader.rootId, one.number), one])).values()];
  const rows = await readWritten<string>(sql, {
    key: sql`m.thread_root_id || ' ' || m.number`,
    which: sql`(m.thread_root_id, m.number) in (
      select * from unnest(${keys.map(({ reader }) => reader.rootId)}::uuid[],
        ${keys.map(({ number }) => number)}::bigint[]))`,
  });
  return new Map(rows.map(({ key, ...written }) => [key, written]));
}

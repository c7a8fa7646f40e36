import type { Sql } from 'postgres';
import type { ConversationId, UserId } from '../../protocol/ids.ts';
import { DEFAULT_SETTINGS } from '../../protocol/notify.ts';
import { type Absence, claimFor, keyOf, type Reader, type Untold, type Wanted } from './claim.ts';
import { type Lease, noteClaims } from './leases.ts';
import type { Written } from './payload.ts';
import { isReachableIn, levelNow, type Member, memberColumns, reachable, readWritten } from './reachable.ts';

/** Further back nobody is told of: what counts is that there is something. */
const LOOK_BACK = 200;

/**
 * Who of the members that can be reached by push is to be told now, and of what. To ask is to claim: of several processes,
 * and of several questions, one gets each answer.
 */
export async function claimUntold(
  sql: Sql,
  conversationId: ConversationId,
  absence: Absence,
  lease: Lease,
): Promise<Untold[]> {
  return await claimFor(await readReaders(sql, conversationId), absence, {
    claim: (wanted) => claim(sql, conversationId, { wanted, lease }),
    read: (wanted) => readMessages(sql, conversationId, wanted),
  });
}

/** Those of these people whom a call in this conversation may disturb, with its name. */
export async function readCallable(
  sql: Sql,
  conversationId: ConversationId,
  { userIds, now }: { readonly userIds: readonly UserId[]; readonly now: number },
): Promise<Omit<Untold, 'number' | 'threadRootId' | 'written'>[]> {
  const members = await sql<Member[]>`
    select ${memberColumns(sql)} from ${reachable(sql)}
    where ${isReachableIn(sql, conversationId)} and ms.user_id = any(${userIds}::uuid[])`;
  return members.flatMap((member) => {
    if (levelNow(member, now) === 'nothing') return [];
    return [{ userId: member.userId, group: member.group, settings: member.settings ?? DEFAULT_SETTINGS }];
  });
}

const isTold = (sql: Sql) => sql`
  m.thread_root_id is null and m.deleted_at is null and (m.event is null or
    (m.event->>'kind' = 'call' and m.event->>'outcome' in ('missed', 'cancelled')))`;

function readReaders(sql: Sql, conversationId: ConversationId): Promise<Reader[]> {
  const after = sql`greatest(ms.read_number, ms.pushed_number, c.last_number - ${LOOK_BACK})`;
  return sql<Reader[]>`
    select ${memberColumns(sql)}, null as "rootId",
      (select max(m.number) from messages m
        where m.conversation_id = ms.conversation_id and m.number > ${after} and m.sender_id <> ms.user_id
          and ${isTold(sql)})::float8 as newest,
      (select max(m.number) from mentions mn join messages m on m.id = mn.message_id
        where mn.conversation_id = ms.conversation_id and mn.thread_root_id is null and mn.number > ${after} and mn.sender_id <> ms.user_id
          and (mn.user_id = ms.user_id or mn.user_id is null) and ${isTold(sql)})::float8 as naming
    from ${reachable(sql)}
    where ${isReachableIn(sql, conversationId)} and ms.read_number < c.last_number`;
}

/** What was read meanwhile is not claimed. */
async function claim(
  sql: Sql,
  conversationId: ConversationId,
  { wanted, lease }: { readonly wanted: readonly Wanted[]; readonly lease: Lease },
): Promise<ReadonlySet<string>> {
  const userIds = wanted.map(({ reader }) => reader.userId);
  const numbers = wanted.map(({ number }) => number);
  const rows = await sql<{ userId: UserId }[]>`
    with claimed as (
      update memberships ms set pushed_number = wanted.number
      from unnest(${userIds}::uuid[], ${numbers}::bigint[]) as wanted (id, number)
      where ms.conversation_id = ${conversationId} and ms.user_id = wanted.id
        and ms.pushed_number < wanted.number and ms.read_number < wanted.number
      returning null::uuid as root_id, ms.user_id, wanted.number),
    noted as (${noteClaims(sql, conversationId, lease)})
    select user_id as "userId" from claimed`;
  return new Set(rows.map(({ userId }) => keyOf(null, userId)));
}

async function readMessages(
  sql: Sql,
  conversationId: ConversationId,
  wanted: readonly Wanted[],
): Promise<ReadonlyMap<string, Written>> {
  const numbers = new Set(wanted.map(({ number }) => number));
  const rows = await readWritten<number>(sql, {
    key: sql`m.number::float8`,
    which: sql`m.conversation_id = ${conversationId} and m.thread_root_id is null
      and m.number = any(${[...numbers]}::bigint[])`,
  });
  return new Map(rows.map(({ key, ...written }) => [keyOf(null, key), written]));
}

import type { Sql } from 'postgres';
import type { ConversationId, UserId } from '../../protocol/ids.ts';
import { isQuiet, levelOf } from '../../protocol/notify.ts';
import { DEFAULT_SETTINGS } from '../../protocol/notify.ts';
import type { Level, UserSettings } from '../../protocol/settings.ts';
import { settingsColumn } from '../users/settings.ts';
import type { Written } from './payload.ts';

/** Further back nobody is told of: what counts is that there is something. */
const LOOK_BACK = 200;

/** A message that somebody has not read, and is to be told of. */
export interface Untold {
  readonly userId: UserId;
  readonly number: number;
  readonly settings: UserSettings;
  readonly written: Written;
  /** The name of the group; null in direct conversations. */
  readonly group: string | null;
}

interface Member {
  readonly userId: UserId;
  readonly kind: 'direct' | 'group';
  readonly group: string | null;
  readonly level: Level | null;
  readonly mutedUntil: number | null;
  readonly settings: UserSettings | null;
}
interface Reader extends Member {
  /** The newest unread message that no push told of, and the newest of those that name this reader. */
  readonly newest: number | null;
  readonly naming: number | null;
}

/**
 * Who of the members that can be reached by push is to be told now, and of what. To ask is to claim: of several processes,
 * and of several questions, one gets each answer.
 */
export async function claimUntold(
  sql: Sql,
  conversationId: ConversationId,
  { now, isThere }: { readonly now: number; readonly isThere: (userId: UserId) => boolean },
): Promise<Untold[]> {
  const readers = await readReaders(sql, conversationId);
  const wanted = readers.flatMap((reader) => {
    const number = isThere(reader.userId) ? null : numberFor(reader, now);
    return number === null ? [] : [{ reader, number }];
  });
  if (wanted.length === 0) return [];
  const claimed = await claim(sql, conversationId, wanted);
  const written = await readWritten(
    sql,
    conversationId,
    wanted.map(({ number }) => number),
  );
  return wanted.flatMap(({ reader: { userId, group, settings }, number }) => {
    const message = written.get(number);
    if (!claimed.has(userId) || !message) return [];
    return [{ userId, number, group, settings: settings ?? DEFAULT_SETTINGS, written: message }];
  });
}

/** Those of these people whom a call in this conversation may disturb, with its name. */
export async function readCallable(
  sql: Sql,
  conversationId: ConversationId,
  { userIds, now }: { readonly userIds: readonly UserId[]; readonly now: number },
): Promise<Omit<Untold, 'number' | 'written'>[]> {
  const members = await sql<Member[]>`
    select ${memberColumns(sql)} ${fromReachable(sql, conversationId)} and ms.user_id = any(${userIds}::uuid[])`;
  return members.flatMap((member) => {
    const settings = member.settings ?? DEFAULT_SETTINGS;
    if (
      isQuiet(settings, now) ||
      levelOf({ kind: member.kind, settings: member }, settings, now) === 'nothing'
    )
      return [];
    return [{ userId: member.userId, group: member.group, settings }];
  });
}

function numberFor(reader: Reader, now: number): number | null {
  const mine = reader.settings ?? DEFAULT_SETTINGS;
  if (isQuiet(mine, now)) return null;
  const level = levelOf({ kind: reader.kind, settings: reader }, mine, now);
  if (level === 'all') return reader.newest;
  return level === 'mentions' ? reader.naming : null;
}

const memberColumns = (sql: Sql) => sql`
  ms.user_id as "userId", c.kind, case c.kind when 'group' then c.name end as group, ms.level,
  (extract(epoch from ms.muted_until) * 1000)::float8 as "mutedUntil", ${settingsColumn(sql)} as settings`;

const fromReachable = (sql: Sql, conversationId: ConversationId) => sql`
  from memberships ms
  join conversations c on c.id = ms.conversation_id
  join users u on u.id = ms.user_id and u.suspended_at is null
  left join user_settings us on us.user_id = ms.user_id
  where ms.conversation_id = ${conversationId}
    and exists (select from push_subscriptions ps where ps.user_id = ms.user_id)`;

const isTold = (sql: Sql) => sql`
  m.thread_root_id is null and m.deleted_at is null and (m.event is null or
    (m.event->>'kind' = 'call' and m.event->>'outcome' in ('missed', 'cancelled')))`;

function readReaders(sql: Sql, conversationId: ConversationId): Promise<Reader[]> {
  const after = sql`greatest(ms.read_number, ms.pushed_number, c.last_number - ${LOOK_BACK})`;
  return sql<Reader[]>`
    select ${memberColumns(sql)},
      (select max(m.number) from messages m
        where m.conversation_id = ms.conversation_id and m.number > ${after} and m.sender_id <> ms.user_id
          and ${isTold(sql)})::float8 as newest,
      (select max(m.number) from mentions mn join messages m on m.id = mn.message_id
        where mn.conversation_id = ms.conversation_id and mn.thread_root_id is null and mn.number > ${after} and mn.sender_id <> ms.user_id
          and (mn.user_id = ms.user_id or mn.user_id is null) and ${isTold(sql)})::float8 as naming
    ${fromReachable(sql, conversationId)} and ms.read_number < c.last_number`;
}

/** What was read meanwhile is not claimed. */
async function claim(
  sql: Sql,
  conversationId: ConversationId,
  wanted: readonly { readonly reader: Reader; readonly number: number }[],
): Promise<ReadonlySet<UserId>> {
  const userIds = wanted.map(({ reader }) => reader.userId);
  const numbers = wanted.map(({ number }) => number);
  const rows = await sql<{ userId: UserId }[]>`
    update memberships ms set pushed_number = wanted.number
    from unnest(${userIds}::uuid[], ${numbers}::bigint[]) as wanted (id, number)
    where ms.conversation_id = ${conversationId} and ms.user_id = wanted.id
      and ms.pushed_number < wanted.number and ms.read_number < wanted.number
    returning ms.user_id as "userId"`;
  return new Set(rows.map(({ userId }) => userId));
}

async function readWritten(
  sql: Sql,
  conversationId: ConversationId,
  numbers: readonly number[],
): Promise<ReadonlyMap<number, Written>> {
  const rows = await sql<(Written & { number: number })[]>`
    select m.number::float8 as number, left(m.text, 2000) as text, m.file_count as "fileCount",
      m.event is not null as "isMissedCall", u.name as sender
    from messages m join users u on u.id = m.sender_id
    where m.conversation_id = ${conversationId} and m.number = any(${[...new Set(numbers)]}::bigint[])
      and m.thread_root_id is null and m.deleted_at is null`;
  return new Map(rows.map(({ number, ...written }) => [number, written]));
}

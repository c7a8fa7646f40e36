import type { Fragment, Sql } from 'postgres';
import type { ConversationId, UserId } from '../../protocol/ids.ts';
import { DEFAULT_SETTINGS, isQuiet, levelOf } from '../../protocol/notify.ts';
import type { Level, UserSettings } from '../../protocol/settings.ts';
import { settingsColumn } from '../users/settings.ts';
import type { Written } from './payload.ts';

/** A member that a push can reach, and how far it may. */
export interface Member {
  readonly userId: UserId;
  readonly kind: 'direct' | 'group';
  readonly group: string | null;
  readonly level: Level | null;
  readonly mutedUntil: number | null;
  readonly settings: UserSettings | null;
}
/** The newest unread message that no push told of, and the newest of those that name this reader. */
export interface Unread {
  readonly newest: number | null;
  readonly naming: number | null;
}

/** At which level this member wants to be told now. */
export function levelNow(member: Member, now: number): Level {
  const mine = member.settings ?? DEFAULT_SETTINGS;
  if (isQuiet(mine, now)) return 'nothing';
  return levelOf({ kind: member.kind, settings: member }, mine, now);
}

export function numberFor(reader: Member & Unread, now: number): number | null {
  const level = levelNow(reader, now);
  if (level === 'all') return reader.newest;
  return level === 'mentions' ? reader.naming : null;
}

export const memberColumns = (sql: Sql) => sql`
  ms.user_id as "userId", c.kind, case c.kind when 'group' then c.name end as group, ms.level,
  (extract(epoch from ms.muted_until) * 1000)::float8 as "mutedUntil", ${settingsColumn(sql)} as settings`;

export const reachable = (sql: Sql) => sql`
  memberships ms
  join conversations c on c.id = ms.conversation_id
  join users u on u.id = ms.user_id and u.suspended_at is null
  left join user_settings us on us.user_id = ms.user_id`;

export const isReachableIn = (sql: Sql, conversationId: ConversationId) => sql`
  ms.conversation_id = ${conversationId}
    and exists (select from push_subscriptions ps where ps.user_id = ms.user_id)`;

/** What is written in these messages, as they stand now: `m`. */
export function readWritten<Key>(
  sql: Sql,
  { key, which }: { readonly key: Fragment; readonly which: Fragment },
): Promise<(Written & { key: Key })[]> {
  return sql<(Written & { key: Key })[]>`
    select ${key} as key, left(m.text, 2000) as text, m.file_count as "fileCount", m.has_poll as "isPoll",
      m.event is not null as "isMissedCall", m.thread_root_id is not null as "isReply", u.name as sender,
      m.file_count = 1 and exists (
        select from message_files mf join files f on f.id = mf.file_id
        where mf.message_id = m.id and f.voice is not null) as "isVoice"
    from messages m join users u on u.id = m.sender_id
    where ${which} and m.deleted_at is null`;
}

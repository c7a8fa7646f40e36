import type { ISql } from 'postgres';
import { type Db, schema } from '../../db/client.ts';
import { notFound } from '../../protocol/errors.ts';
import type { UserId } from '../../protocol/ids.ts';
import { DEFAULT_SETTINGS } from '../../protocol/notify.ts';
import type { ConversationSettings, Preferences, UserSettings } from '../../protocol/settings.ts';
import type { Fanout } from '../realtime/fanout.ts';

const { userSettings } = schema;

export interface SettingsParts {
  readonly db: Db;
  readonly fanout: Pick<Fanout, 'toUser' | 'discretion'>;
}
type ChangeOf<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** The columns of `UserSettings`, of the table `user_settings` under the name `us`, as one JSON; null: no row. */
export const settingsColumn = (sql: ISql) => sql`
  case when us.user_id is null then null else json_build_object('groupLevel', us.group_level,
    'quietUntil', (extract(epoch from us.quiet_until) * 1000)::float8, 'quietHours', us.quiet_hours,
    'showText', us.show_text, 'sound', us.sound, 'readReceipts', us.read_receipts, 'typing', us.typing) end`;

export async function readPreferences(sql: ISql, userId: UserId): Promise<Preferences> {
  const [mine, conversations] = await Promise.all([readSettings(sql, userId), readChosen(sql, userId)]);
  return { mine, conversations };
}

export async function readSettings(sql: ISql, userId: UserId): Promise<UserSettings> {
  const [row] = await sql<{ settings: UserSettings }[]>`
    select ${settingsColumn(sql)} as settings from user_settings us where us.user_id = ${userId}`;
  return row?.settings ?? DEFAULT_SETTINGS;
}

/** Those for which this user chose something. */
function readChosen(sql: ISql, userId: UserId): Promise<ConversationSettings[]> {
  return sql<ConversationSettings[]>`
    select conversation_id as "conversationId", level,
      (extract(epoch from muted_until) * 1000)::float8 as "mutedUntil"
    from memberships where user_id = ${userId} and (level is not null or muted_until is not null)`;
}

/** What is left out stays as it is. All devices of this user hear of it. */
export async function updateSettings(
  { db, fanout }: SettingsParts,
  userId: UserId,
  { quietUntil, ...change }: ChangeOf<UserSettings>,
): Promise<UserSettings> {
  const set = { ...change, ...(quietUntil === undefined ? {} : { quietUntil: timeOf(quietUntil) }) };
  const isChange = Object.values(set).some((value) => value !== undefined);
  if (isChange) {
    await db
      .insert(userSettings)
      .values({ userId, ...set })
      .onConflictDoUpdate({ target: userSettings.userId, set });
  }
  const settings = await readSettings(db.$client, userId);
  if (isChange) fanout.toUser(userId, { t: 'settings.changed', settings });
  if (change.readReceipts !== undefined || change.typing !== undefined) fanout.discretion(userId, settings);
  return settings;
}

/** How this member wants to be told of one conversation. */
export async function updateConversationSettings(
  { db, fanout }: SettingsParts,
  userId: UserId,
  {
    conversationId,
    level,
    mutedUntil,
  }: Pick<ConversationSettings, 'conversationId'> & ChangeOf<ConversationSettings>,
): Promise<ConversationSettings> {
  const [settings] = await db.$client<ConversationSettings[]>`
    update memberships set
      level = ${level === undefined ? db.$client`level` : level},
      muted_until = ${mutedUntil === undefined ? db.$client`muted_until` : db.$client`to_timestamp(${mutedUntil}::float8 / 1000)`}
    where conversation_id = ${conversationId} and user_id = ${userId}
    returning conversation_id as "conversationId", level,
      (extract(epoch from muted_until) * 1000)::float8 as "mutedUntil"`;
  if (!settings) throw notFound('The conversation');
  fanout.toUser(userId, { t: 'settings.conversation', settings });
  return settings;
}

/** Which of these users hide what they read, and are not told what others read. */
export async function readHiding(sql: ISql, userIds: readonly UserId[]): Promise<ReadonlySet<UserId>> {
  const rows = await sql<{ id: UserId }[]>`
    select user_id as id from user_settings where user_id = any(${userIds}::uuid[]) and not read_receipts`;
  return new Set(rows.map((row) => row.id));
}

function timeOf(at: number | null): Date | null {
  return at === null ? null : new Date(at);
}

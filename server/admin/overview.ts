import { escapeLike } from '../../db/like.ts';
import type { ISql } from 'postgres';
import type { ServerRole } from '../../protocol/chat.ts';
import type { Context } from '../context.ts';
import { isHeld } from '../files/holders.ts';

const PAGE = 50;
/** People of the list of who stores most. */
const MOST_USERS = 20;

export interface GroupRow {
  readonly id: string;
  readonly name: string;
  readonly visibility: 'public' | 'private';
  readonly members: number;
  readonly messages: number;
  readonly createdAt: number;
  /** Of the newest message; null: there is none. */
  readonly lastMessageAt: number | null;
  readonly archivedAt: number | null;
  /** null: nobody owns it. */
  readonly owner: { readonly name: string; readonly role: ServerRole; readonly suspended: boolean } | null;
}

/** The newest first; nothing of what is said in them. */
export async function listGroups(
  sql: ISql,
  { text, before }: { readonly text: string; readonly before?: number | undefined },
): Promise<GroupRow[]> {
  const wanted = `%${escapeLike(text.toLowerCase())}%`;
  return await sql<GroupRow[]>`
    select c.id, c.name, c.visibility, c.last_number::float8 as messages,
      (select count(*)::integer from memberships m where m.conversation_id = c.id) as members,
      (extract(epoch from c.created_at) * 1000)::float8 as "createdAt",
      (extract(epoch from c.archived_at) * 1000)::float8 as "archivedAt",
      (select (extract(epoch from m.created_at) * 1000)::float8 from messages m
        where m.conversation_id = c.id and m.thread_root_id is null and m.number = c.last_number) as "lastMessageAt",
      (select json_build_object('name', u.name, 'role', u.role, 'suspended', u.suspended_at is not null)
        from memberships m join users u on u.id = m.user_id
        where m.conversation_id = c.id and m.role = 'owner') as owner
    from conversations c
    where c.kind = 'group' and lower(c.name) like ${wanted}
      and ${before === undefined ? sql`true` : sql`c.created_at < to_timestamp(${before}::float8 / 1000)`}
    order by c.created_at desc, c.id desc limit ${PAGE}`;
}

export interface StorageFigures {
  readonly kind: 'disk' | 's3';
  readonly files: number;
  readonly bytes: number;
  /** Deleted, and their bytes not yet taken away by the hourly sweep. */
  readonly deleted: number;
  readonly deletedBytes: number;
  /** Held by no message, face or draft: they go a day after they were last wanted. */
  readonly orphans: number;
  readonly orphanBytes: number;
  /** What each person may store; null: no limit. */
  readonly userQuotaMb: number | null;
  /** Who stores most. */
  readonly people: readonly {
    readonly id: string;
    readonly name: string;
    readonly files: number;
    readonly bytes: number;
    readonly quotaMb: number | null;
  }[];
}

export async function readStorage({ db, config }: Pick<Context, 'db' | 'config'>): Promise<StorageFigures> {
  const sql = db.$client;
  const [all] = await sql<Omit<StorageFigures, 'kind' | 'people'>[]>`
    select count(*) filter (where live)::integer as files,
      coalesce(sum(size) filter (where live), 0)::float8 as bytes,
      count(*) filter (where not live)::integer as deleted,
      coalesce(sum(size) filter (where not live), 0)::float8 as "deletedBytes",
      count(*) filter (where live and not held)::integer as orphans,
      coalesce(sum(size) filter (where live and not held), 0)::float8 as "orphanBytes",
      (select user_quota_mb from settings) as "userQuotaMb"
    from (select f.size, f.deleted_at is null as live, (${isHeld(sql, sql`f.id`)}) as held
      from files f where f.bytes_gone_at is null) f`;
  if (!all) throw new Error('an aggregate gave no row');
  const people = await sql<StorageFigures['people'][number][]>`
    select u.id, u.name, u.quota_mb as "quotaMb", f.files, f.bytes
    from (select owner_id, count(*)::integer as files, sum(size)::float8 as bytes from files
      where deleted_at is null group by owner_id order by sum(size) desc limit ${MOST_USERS}) f
    join users u on u.id = f.owner_id order by f.bytes desc, u.id`;
  return { kind: config.storage.kind, ...all, people };
}

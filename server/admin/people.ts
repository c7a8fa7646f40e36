import { escapeLike } from '../../db/like.ts';
import type { ISql, TransactionSql } from 'postgres';
import type { ServerRole, User } from '../../protocol/chat.ts';
import { closeCodes, conflict, forbidden, notFound } from '../../protocol/errors.ts';
import type { UserId } from '../../protocol/ids.ts';
import { standsAbove } from '../../protocol/rank.ts';
import type { Context } from '../context.ts';
import { audited } from './audit.ts';

const PAGE = 50;

/** What moderators see of somebody. */
export interface PersonRow {
  readonly id: UserId;
  readonly username: string;
  readonly name: string;
  readonly role: ServerRole;
  /** Milliseconds since the epoch, as all times. */
  readonly createdAt: number;
  readonly lastSeenAt: number | null;
  readonly suspendedAt: number | null;
  readonly pausedUntil: number | null;
  readonly sessions: number;
  readonly usedBytes: number;
  /** Of their own; null: as everyone. */
  readonly quotaMb: number | null;
}

export interface PeopleQuery {
  readonly text: string;
  readonly role?: ServerRole | undefined;
  readonly suspended?: boolean | undefined;
  readonly before?: { readonly createdAt: number; readonly id: UserId } | undefined;
}

const time = (sql: ISql, column: string) => sql`(extract(epoch from ${sql(column)}) * 1000)::float8`;

/** The newest account first; without a role asked for, everyone but guests. */
export async function listPeople(
  sql: ISql,
  { text, role, suspended, before }: PeopleQuery,
): Promise<PersonRow[]> {
  const wanted = `%${escapeLike(text.toLowerCase())}%`;
  return await sql<PersonRow[]>`
    select u.id, coalesce(u.username, '') as username, u.name, u.role,
      ${time(sql, 'u.created_at')} as "createdAt", ${time(sql, 'u.last_seen_at')} as "lastSeenAt",
      ${time(sql, 'u.suspended_at')} as "suspendedAt", ${time(sql, 'u.meet_paused_until')} as "pausedUntil",
      (select count(*)::integer from sessions s where s.user_id = u.id and s.expires_at > now()) as sessions,
      (select coalesce(sum(f.size), 0)::float8 from files f where f.owner_id = u.id and f.deleted_at is null)
        as "usedBytes",
      u.quota_mb as "quotaMb"
    from users u
    where (lower(u.name) like ${wanted} or u.username like ${wanted})
      and ${role === undefined ? sql`u.role <> 'guest'` : sql`u.role = ${role}`}
      and ${suspended === undefined ? sql`true` : sql`(u.suspended_at is not null) = ${suspended}`}
      and ${before === undefined ? sql`true` : sql`(u.created_at, u.id) < (to_timestamp(${before.createdAt}::float8 / 1000), ${before.id}::uuid)`}
    order by u.created_at desc, u.id desc limit ${PAGE}`;
}

type Parts = Pick<Context, 'db' | 'clock' | 'fanout'>;

/** By the owner: who is a member becomes a moderator, and back. */
export async function setServerRole(
  parts: Parts,
  actor: User,
  { userId, role }: { readonly userId: UserId; readonly role: 'moderator' | 'member' },
): Promise<void> {
  const changed = await audited(parts, actor, async (tx) => {
    const person = await lockBelow(tx, actor, userId);
    if (person.role === 'guest') throw conflict('Guests have no account.');
    await tx`update users set role = ${role} where id = ${userId}`;
    return {
      result: { ...person, role },
      note: { action: 'user.role', subject: person, details: { from: person.role, to: role } },
    };
  });
  const { id, username, name, status, avatarFileId } = changed;
  parts.fanout.toEveryone({ t: 'presence.user', user: { id, username, name, status, avatarFileId, role } });
}

/** At once and everywhere: every session ends, every socket is closed, and no password opens a new one. */
export async function suspend(
  parts: Parts,
  actor: User,
  { userId, reason }: { readonly userId: UserId; readonly reason: string },
): Promise<void> {
  await audited(parts, actor, async (tx) => {
    const person = await suspendIn(tx, { actor, userId, at: parts.clock.now() });
    return { result: null, note: { action: 'user.suspended', subject: person, details: { reason } } };
  });
  parts.fanout.revoke({ userId }, closeCodes.suspended);
}

/** Within a transaction; whoever calls it closes the sockets after the commit. */
export async function suspendIn(
  tx: TransactionSql,
  { actor, userId, at }: { readonly actor: User; readonly userId: UserId; readonly at: number },
): Promise<Person> {
  const person = await lockBelow(tx, actor, userId);
  await tx`
    update users set suspended_at = coalesce(suspended_at, to_timestamp(${at}::float8 / 1000)) where id = ${userId}`;
  await tx`delete from sessions where user_id = ${userId}`;
  return person;
}

/** A pause of Meet ends with it. */
export async function reinstate(parts: Parts, actor: User, userId: UserId): Promise<void> {
  await audited(parts, actor, async (tx) => {
    const person = await lockBelow(tx, actor, userId);
    await tx`update users set suspended_at = null, meet_paused_until = null where id = ${userId}`;
    return { result: null, note: { action: 'user.reinstated', subject: person } };
  });
}

export async function signOutEverywhere(parts: Parts, actor: User, userId: UserId): Promise<void> {
  await audited(parts, actor, async (tx) => {
    const person = await lockBelow(tx, actor, userId);
    const ended = await tx`delete from sessions where user_id = ${userId} returning id`;
    return {
      result: null,
      note: { action: 'user.signedOut', subject: person, details: { sessions: ended.length } },
    };
  });
  parts.fanout.revoke({ userId }, closeCodes.signedOut);
}

type Person = Pick<User, 'id' | 'username' | 'name' | 'status' | 'avatarFileId' | 'role'>;

/** The person, locked until the commit, if the actor stands above them. */
export async function lockBelow(tx: TransactionSql, actor: User, userId: UserId): Promise<Person> {
  const [person] = await tx<Person[]>`
    select id, coalesce(username, '') as username, name, status, avatar_file_id as "avatarFileId", role
    from users where id = ${userId} for update`;
  if (!person) throw notFound('This person');
  if (!standsAbove(actor.role, person.role)) {
    throw forbidden('Only who stands above somebody here may do that to them.');
  }
  return person;
}

import type { ISql, TransactionSql } from 'postgres';
import type { User } from '../../protocol/chat.ts';
import { conflict, notFound } from '../../protocol/errors.ts';
import type { SessionId, UserId } from '../../protocol/ids.ts';
import { audited } from '../admin/audit.ts';
import { lockBelow } from '../admin/people.ts';
import { hashToken } from '../auth/tokens.ts';
import type { Context } from '../context.ts';

const DAY_MS = 24 * 60 * 60_000;
const SHOWN = 200;

export interface MeetBan {
  readonly id: string;
  /** null: the account is gone, as a guest's is after a day; the devices are kept out nevertheless. */
  readonly userId: UserId | null;
  readonly name: string;
  readonly devices: number;
  readonly reason: string;
  readonly createdAt: number;
  /** null: for good. */
  readonly until: number | null;
}

/** This page comes from that browser: a ban of whoever uses it keeps the browser out, too. */
export async function noteDevice(
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  who: { readonly userId: UserId; readonly sessionId: SessionId },
  deviceToken: string,
): Promise<void> {
  const seenAt = clock.now() / 1000;
  await db.$client`
    insert into meet_devices (user_id, device_hash, session_id, seen_at)
    values (${who.userId}, ${hashToken(deviceToken)}, ${who.sessionId}, to_timestamp(${seenAt}::float8))
    on conflict (user_id, device_hash) do update set session_id = excluded.session_id, seen_at = excluded.seen_at`;
}

/** The account and every browser that it was seen in. What they are in ends at once. */
export async function ban(
  parts: Pick<Context, 'db' | 'clock' | 'nodes'>,
  actor: User,
  {
    userId,
    reason,
    days,
  }: { readonly userId: UserId; readonly reason: string; readonly days: number | null },
): Promise<{ id: string }> {
  const id = await audited(parts, actor, async (tx) => {
    const { ban: made, person } = await banIn(tx, { actor, userId, reason, days, at: parts.clock.now() });
    return { result: made, note: { action: 'meet.banned', subject: person, details: { reason, days } } };
  });
  parts.nodes.revoke(userId);
  return { id };
}

/** Within a transaction; whoever calls it ends what they are in after the commit. */
export async function banIn(
  tx: TransactionSql,
  how: {
    readonly actor: User;
    readonly userId: UserId;
    readonly reason: string;
    readonly days: number | null;
    readonly at: number;
  },
) {
  const { actor, userId, reason, days, at } = how;
  const id = Bun.randomUUIDv7();
  const until = days === null ? null : (at + days * DAY_MS) / 1000;
  const person = await lockBelow(tx, actor, userId);
  await tx`
    insert into meet_bans (id, user_id, name, devices, reason, until, created_by, created_at)
    values (${id}, ${userId}, ${person.name},
      array(select device_hash from meet_devices where user_id = ${userId}), ${reason},
      to_timestamp(${until}::float8), ${actor.id}, to_timestamp(${at / 1000}::float8))`;
  return { ban: id, person };
}

/** By who might ban them: nobody lifts their own. */
export async function unban(
  parts: Pick<Context, 'db' | 'clock'>,
  actor: User,
  { id, reason }: { readonly id: string; readonly reason: string },
): Promise<void> {
  await audited(parts, actor, async (tx) => {
    const [found] = await tx<{ userId: UserId | null; name: string; lifted: boolean }[]>`
      select user_id as "userId", name, lifted_at is not null as lifted from meet_bans where id = ${id} for update`;
    if (!found) throw notFound('This ban');
    if (found.lifted) throw conflict('This ban is lifted already.');
    if (found.userId !== null) await lockBelow(tx, actor, found.userId);
    await tx`
      update meet_bans set lifted_at = to_timestamp(${parts.clock.now() / 1000}::float8), lifted_by = ${actor.id}
      where id = ${id}`;
    const subject = { id: found.userId ?? '', name: found.name };
    return { result: null, note: { action: 'meet.unbanned', subject, details: { reason } } };
  });
}

/** Those that hold, the newest first. */
export async function listBans(sql: ISql, now: number): Promise<MeetBan[]> {
  return await sql<MeetBan[]>`
    select id, user_id as "userId", name, cardinality(devices) as devices, reason,
      (extract(epoch from created_at) * 1000)::float8 as "createdAt",
      (extract(epoch from until) * 1000)::float8 as until
    from meet_bans
    where lifted_at is null and (until is null or until > to_timestamp(${now / 1000}::float8))
    order by meet_bans.created_at desc limit ${SHOWN}`;
}

import { and, desc, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm';
import type { ISql } from 'postgres';
import { type Db, schema, type Transaction } from '../../db/client.ts';
import type { User } from '../../protocol/chat.ts';
import { forbidden, notFound } from '../../protocol/errors.ts';
import type { ConversationId, UserId } from '../../protocol/ids.ts';
import { audited } from '../admin/audit.ts';
import { hashToken, makeToken } from '../auth/tokens.ts';
import type { Clock } from '../clock.ts';
import { findMembership, requireLive, requireModerator } from './membership.ts';

const MINUTE_MS = 60_000;

const { conversations, groupInvites, groupInviteUses, users } = schema;

interface Parts {
  readonly db: Db;
  readonly clock: Clock;
}

export interface NewGroupInvite {
  readonly id: ConversationId;
  /** Left out: it does not end by itself. */
  readonly expiresInMinutes?: number | undefined;
  /** Left out: any number of times. */
  readonly uses?: number | undefined;
  /** Who has no account may make one with it: only the owner and moderators of the server may ask for that. */
  readonly admits: boolean;
}

/** The token is told once: what is kept is its hash. */
export async function createGroupInvite(
  { db, clock }: Parts,
  actor: User,
  { id: conversationId, expiresInMinutes, uses, admits }: NewGroupInvite,
): Promise<{ id: string; token: string }> {
  if (admits && actor.role !== 'owner' && actor.role !== 'moderator') {
    throw forbidden('Only the owner and moderators of this server invite to it.');
  }
  const name = await requireLiveGroup(db, actor.id, conversationId);
  const [id, token, now] = [Bun.randomUUIDv7(), makeToken(), clock.now()];
  const expiresAt =
    expiresInMinutes === undefined ? null : new Date(now + expiresInMinutes * MINUTE_MS).toISOString();
  const write = (on: ISql) => on`
    insert into group_invites (id, conversation_id, admits, created_by, created_at, token_hash, expires_at, uses_left)
    values (${id}, ${conversationId}, ${admits}, ${actor.id}, to_timestamp(${now / 1000}::float8), ${hashToken(token)},
      ${expiresAt}::timestamptz, ${uses ?? null})`;
  if (!admits) {
    await write(db.$client);
    return { id, token };
  }
  return await audited({ db, clock }, actor, async (tx) => {
    await write(tx);
    const subject = { id: conversationId, name };
    const details = { invite: id, expiresInMinutes, uses };
    return { result: { id, token }, note: { action: 'invite.created', subject, details } };
  });
}

/** Answers what the group is called. */
async function requireLiveGroup(db: Db, actorId: UserId, id: ConversationId): Promise<string> {
  requireModerator(await findMembership(db, actorId, id));
  const [group] = await db
    .select({ name: conversations.name, archivedAt: conversations.archivedAt })
    .from(conversations)
    .where(eq(conversations.id, id));
  if (!group) throw notFound('This group');
  requireLive(group);
  return group.name;
}

export interface GroupInvite {
  readonly id: string;
  readonly createdBy: UserId | null;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly usesLeft: number | null;
  readonly admits: boolean;
  /** In the order in which they came. */
  readonly usedBy: UserId[];
}

/** The newest first; revoked ones are gone from the list. */
export async function listGroupInvites(
  { db }: Pick<Parts, 'db'>,
  actorId: UserId,
  id: ConversationId,
): Promise<GroupInvite[]> {
  requireModerator(await findMembership(db, actorId, id));
  const rows = await db
    .select()
    .from(groupInvites)
    .where(and(eq(groupInvites.conversationId, id), eq(groupInvites.revoked, false)))
    .orderBy(desc(groupInvites.createdAt));
  const ids = rows.map((row) => row.id);
  const uses =
    ids.length === 0
      ? []
      : await db
          .select()
          .from(groupInviteUses)
          .where(inArray(groupInviteUses.inviteId, ids))
          .orderBy(groupInviteUses.usedAt);
  return rows.map((row) => ({
    ...{ id: row.id, createdBy: row.createdBy, usesLeft: row.usesLeft, admits: row.admits },
    createdAt: row.createdAt.getTime(),
    expiresAt: row.expiresAt?.getTime() ?? null,
    usedBy: uses.flatMap((use) => (use.inviteId === row.id ? use.userId : [])),
  }));
}

export async function revokeGroupInvite(
  { db }: Pick<Parts, 'db'>,
  actorId: UserId,
  inviteId: string,
): Promise<void> {
  const [invite] = await db.select().from(groupInvites).where(eq(groupInvites.id, inviteId));
  if (!invite) throw notFound('This invite');
  requireModerator(await findMembership(db, actorId, invite.conversationId));
  await db.update(groupInvites).set({ revoked: true }).where(eq(groupInvites.id, inviteId));
}

/** Revoked, too old or used up: for whoever holds the link there is no difference. */
const stillGood = (token: string, now: Date) =>
  and(
    eq(groupInvites.tokenHash, hashToken(token)),
    eq(groupInvites.revoked, false),
    or(isNull(groupInvites.expiresAt), gt(groupInvites.expiresAt, now)),
  );

/**
 * Whether somebody without an account may make one with it now. That is the power of who leads the server: a link of who
 * does so no longer, or is suspended, leads into its group and nowhere else.
 */
export async function admitsNow(db: Db | Transaction, { id }: Pick<Invite, 'id'>): Promise<boolean> {
  const found = await db
    .select({ id: groupInvites.id })
    .from(groupInvites)
    .innerJoin(users, eq(users.id, groupInvites.createdBy))
    .where(and(eq(groupInvites.id, id), madeByLeader()));
  return found.length > 0;
}

const madeByLeader = () =>
  and(eq(groupInvites.admits, true), inArray(users.role, ['owner', 'moderator']), isNull(users.suspendedAt));

/** For who leads the server, from every group; the newest first. */
export async function listAdmitting({ db }: Pick<Parts, 'db'>) {
  return await db
    .select({
      ...{ id: groupInvites.id, createdBy: groupInvites.createdBy, createdAt: groupInvites.createdAt },
      ...{ expiresAt: groupInvites.expiresAt, usesLeft: groupInvites.usesLeft },
      group: { id: conversations.id, name: conversations.name },
    })
    .from(groupInvites)
    .innerJoin(users, eq(users.id, groupInvites.createdBy))
    .innerJoin(conversations, eq(conversations.id, groupInvites.conversationId))
    .where(and(madeByLeader(), eq(groupInvites.revoked, false)))
    .orderBy(desc(groupInvites.createdAt));
}

export type Invite = typeof groupInvites.$inferSelect;

/** Also one that has no use left: who took the last one still finds where it leads. */
export async function findGroupInvite({ db, clock }: Parts, token: string): Promise<Invite> {
  const [invite] = await db
    .select()
    .from(groupInvites)
    .where(stillGood(token, new Date(clock.now())));
  if (!invite) throw notFound('An invite of this link, not revoked and not expired,');
  return invite;
}

/**
 * Takes one use by a single UPDATE, so that two people with one link cannot both have it. Who took one and did not come
 * in yet, because an account was made with it or an answer was lost, needs no second.
 */
export async function takeUse(
  tx: Transaction,
  token: string,
  { userId, now, joined }: { readonly userId: UserId; readonly now: Date; readonly joined: boolean },
): Promise<Invite> {
  const [known] = await tx
    .select({ invite: groupInvites, joinedAt: groupInviteUses.joinedAt })
    .from(groupInvites)
    .innerJoin(groupInviteUses, eq(groupInviteUses.inviteId, groupInvites.id))
    .where(and(stillGood(token, now), eq(groupInviteUses.userId, userId)));
  const invite = known && known.joinedAt === null ? known.invite : await takeFresh(tx, token, now);
  const use = { inviteId: invite.id, userId, usedAt: now, joinedAt: joined ? now : null };
  await tx
    .insert(groupInviteUses)
    .values(use)
    .onConflictDoUpdate({
      target: [groupInviteUses.inviteId, groupInviteUses.userId],
      set: { joinedAt: use.joinedAt },
    });
  return invite;
}

async function takeFresh(tx: Transaction, token: string, now: Date): Promise<Invite> {
  const [invite] = await tx
    .update(groupInvites)
    .set({ usesLeft: sql`${groupInvites.usesLeft} - 1` })
    .where(and(stillGood(token, now), or(isNull(groupInvites.usesLeft), gt(groupInvites.usesLeft, 0))))
    .returning();
  if (!invite) throw notFound('An invite of this link, unused and not expired,');
  return invite;
}

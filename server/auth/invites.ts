import { and, desc, eq, gt, isNull, or, sql } from 'drizzle-orm';
import { type Db, schema, type Transaction } from '../../db/client.ts';
import { notFound } from '../../protocol/errors.ts';
import { type Actor, audited } from '../admin/audit.ts';
import type { Context } from '../context.ts';
import { listAdmitting } from '../groups/invites.ts';
import { hashToken, makeToken } from './tokens.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Any constant will do: it only has to be the same in every process of one Parley. */
const OWNER_LINK_LOCK = 7_310_218;

const { invites, users } = schema;

export async function hasOwner(db: Db | Transaction): Promise<boolean> {
  const owners = await db.select({ id: users.id }).from(users).where(eq(users.role, 'owner')).limit(1);
  return owners.length > 0;
}

/** A fresh link in place of every unused older one; null where there is an owner already. */
export function issueOwnerToken(db: Db): Promise<string | null> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${OWNER_LINK_LOCK})`);
    if (await hasOwner(tx)) return null;
    await tx.update(invites).set({ revoked: true }).where(eq(invites.kind, 'owner'));
    const token = makeToken();
    await tx
      .insert(invites)
      .values({ id: Bun.randomUUIDv7(), kind: 'owner', tokenHash: hashToken(token), usesLeft: 1 });
    return token;
  });
}

type Redeemed = Pick<typeof invites.$inferSelect, 'kind' | 'userId'>;

/** Takes one use by a single UPDATE, so that two people with one link cannot both have it. */
export async function redeemInvite(tx: Transaction, token: string, now: Date): Promise<Redeemed> {
  const [invite] = await tx
    .update(invites)
    .set({ usesLeft: sql`${invites.usesLeft} - 1` })
    .where(
      and(
        eq(invites.tokenHash, hashToken(token)),
        eq(invites.revoked, false),
        or(isNull(invites.expiresAt), gt(invites.expiresAt, now)),
        or(isNull(invites.usesLeft), gt(invites.usesLeft, 0)),
      ),
    )
    .returning({ kind: invites.kind, userId: invites.userId });
  if (!invite) throw notFound('An invite of this link, unused and not expired,');
  return invite;
}

export async function createInvite(
  parts: Pick<Context, 'db' | 'clock'>,
  actor: Actor,
  options: { expiresInDays?: number | undefined; uses?: number | undefined },
): Promise<{ id: string; token: string }> {
  const id = Bun.randomUUIDv7();
  const token = makeToken();
  const { expiresInDays, uses } = options;
  const now = parts.clock.now();
  const expiresAt = expiresInDays === undefined ? null : new Date(now + expiresInDays * DAY_MS).toISOString();
  return audited(parts, actor, async (tx) => {
    await tx`
      insert into invites (id, kind, token_hash, created_by, created_at, expires_at, uses_left)
      values (${id}, 'member', ${hashToken(token)}, ${actor.id}, to_timestamp(${now / 1000}::float8),
        ${expiresAt}::timestamptz, ${uses ?? null})`;
    return { result: { id, token }, note: { action: 'invite.created', details: { invite: id, ...options } } };
  });
}

/** All that an account can be made with, also the links into a group that admit to the server; the newest first. */
export async function listInvites({ db }: Pick<Context, 'db'>) {
  const plain = await db
    .select()
    .from(invites)
    .where(and(eq(invites.kind, 'member'), eq(invites.revoked, false)))
    .orderBy(desc(invites.createdAt));
  const rows = [...plain.map((row) => ({ ...row, group: null })), ...(await listAdmitting({ db }))];
  return rows
    .toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime())
    .map(({ id, createdBy, createdAt, expiresAt, usesLeft, group }) => ({
      ...{ id, createdBy, createdAt: createdAt.getTime(), expiresAt: expiresAt?.getTime() ?? null },
      ...{ usesLeft, group },
    }));
}

export async function revokeInvite(
  parts: Pick<Context, 'db' | 'clock'>,
  actor: Actor,
  id: string,
): Promise<void> {
  await audited(parts, actor, async (tx) => {
    const details = { invite: id };
    const revoked = await tx`
      update invites set revoked = true where id = ${id} and kind = 'member' returning id`;
    if (revoked.length > 0) return { result: null, note: { action: 'invite.revoked', details } };
    const [subject] = await tx<{ id: string; name: string }[]>`
      update group_invites i set revoked = true from conversations c
      where i.id = ${id} and i.admits and c.id = i.conversation_id returning c.id, c.name`;
    if (!subject) throw notFound('This invite');
    return { result: null, note: { action: 'invite.revoked', subject, details } };
  });
}

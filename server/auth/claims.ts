import { and, eq, isNull } from 'drizzle-orm';
import { type Db, schema, type Transaction } from '../../db/client.ts';
import type { User } from '../../protocol/chat.ts';
import { notFound } from '../../protocol/errors.ts';
import type { UserId } from '../../protocol/ids.ts';
import { type Actor, audited } from '../admin/audit.ts';
import type { Context } from '../context.ts';
import { toUser } from '../users/user-row.ts';
import { hashToken, makeToken } from './tokens.ts';

const VALID_MS = 7 * 24 * 60 * 60 * 1000;
const MOST_LISTED = 500;

const { importedPeople, users } = schema;

/** An account that an import made, and that nobody has signed in to. */
const isUnclaimed = and(eq(importedPeople.placeholder, true), isNull(users.passwordHash));

/** By name. */
export async function listUnclaimed(db: Db): Promise<User[]> {
  const rows = await db
    .selectDistinct({ user: users })
    .from(users)
    .innerJoin(importedPeople, eq(importedPeople.userId, users.id))
    .where(isUnclaimed)
    .orderBy(users.name, users.id)
    .limit(MOST_LISTED);
  return rows.map(({ user }) => toUser(user));
}

/** A link that works once: whoever opens it takes the account over, with all that it wrote. */
export async function createClaim(
  parts: Pick<Context, 'db' | 'clock'>,
  actor: Actor,
  userId: UserId,
): Promise<string> {
  const { db, clock } = parts;
  const [unclaimed] = await db
    .select({ id: users.id, name: users.name })
    .from(users)
    .innerJoin(importedPeople, eq(importedPeople.userId, users.id))
    .where(and(eq(users.id, userId), isUnclaimed));
  if (!unclaimed) throw notFound('An account that waits for somebody');
  const [token, now] = [makeToken(), clock.now()];
  return audited(parts, actor, async (tx) => {
    await tx`
      insert into invites (id, kind, user_id, created_by, uses_left, token_hash, created_at, expires_at)
      values (${Bun.randomUUIDv7()}, 'claim', ${userId}, ${actor.id}, 1, ${hashToken(token)},
        to_timestamp(${now / 1000}::float8), to_timestamp(${(now + VALID_MS) / 1000}::float8))`;
    return { result: token, note: { action: 'claim.created', subject: unclaimed } };
  });
}

/** The first who comes with a link of it gets it. */
export async function claimAccount(
  tx: Transaction,
  userId: UserId | null,
  account: { readonly username: string; readonly name: string; readonly passwordHash: string },
): Promise<User> {
  const { username, name, passwordHash } = account;
  if (userId === null) throw notFound('An account that waits for somebody');
  const [row] = await tx
    .update(users)
    .set({ username, name, passwordHash })
    .where(and(eq(users.id, userId), isNull(users.passwordHash), isNull(users.suspendedAt)))
    .returning();
  if (!row) throw notFound('An account that waits for somebody');
  await tx.update(importedPeople).set({ placeholder: false }).where(eq(importedPeople.userId, userId));
  return toUser(row);
}

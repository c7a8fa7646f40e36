import { eq } from 'drizzle-orm';
import { schema, type Transaction } from '../../db/client.ts';
import type { User } from '../../protocol/chat.ts';
import { conflict, forbidden, unauthenticated } from '../../protocol/errors.ts';
import type { UserId } from '../../protocol/ids.ts';
import type { Context } from '../context.ts';
import { isTaken } from '../errors.ts';
import { admitsNow, takeUse } from '../groups/invites.ts';
import type { Fanout } from '../realtime/fanout.ts';
import { toUser } from '../users/user-row.ts';
import { claimAccount } from './claims.ts';
import { redeemInvite } from './invites.ts';

const { users } = schema;

export interface NewAccount {
  readonly username: string;
  readonly name: string;
  readonly password: string;
  /** The token of an owner or invite link. */
  readonly invite?: string | undefined;
  /** The token of a link into a group, which may admit to the server as well. */
  readonly groupInvite?: string | undefined;
}

/** Somebody who proved to be who they are, by the password that they had at that moment. */
export interface Proven {
  readonly user: User;
  readonly passwordHash: string;
}

type Parts = Pick<Context, 'config' | 'db' | 'clock' | 'passwords'> & {
  readonly fanout: Pick<Fanout, 'toEveryone'>;
};

export async function signUp(parts: Parts, account: NewAccount): Promise<Proven> {
  const { config, db, passwords, fanout } = parts;
  if (!mayTry(config.registration, account)) throw notWithout(config.registration);
  const passwordHash = await passwords.hash(account.password);
  const user = await db
    .transaction(async (tx) => insertAccount(parts, tx, { ...account, passwordHash }))
    .catch((error: unknown) => {
      throw isTaken(error) ? conflict('This username is taken.') : error;
    });
  fanout.toEveryone({ t: 'presence.user', user });
  return { user, passwordHash };
}

/**
 * The same refusal, after the same work, for a wrong password and for a name that nobody has. Only who knows the password
 * hears that an account is suspended.
 */
export async function checkPassword(
  { db, passwords }: Pick<Context, 'db' | 'passwords'>,
  username: string,
  password: string,
): Promise<Proven> {
  const [row] = await db.select().from(users).where(eq(users.username, username));
  const matches = await passwords.verify(password, row?.passwordHash ?? null);
  if (!row?.passwordHash || !matches) throw unauthenticated('The username or the password is wrong.');
  if (row.suspendedAt) throw forbidden('This account is suspended.');
  return { user: toUser(row), passwordHash: row.passwordHash };
}

export async function changePassword(
  { db, passwords }: Pick<Context, 'db' | 'passwords'>,
  userId: UserId,
  { current, next }: { current: string; next: string },
): Promise<void> {
  const [row] = await db.select({ hash: users.passwordHash }).from(users).where(eq(users.id, userId));
  if (!(await passwords.verify(current, row?.hash ?? null)))
    throw forbidden('The current password is wrong.');
  const passwordHash = await passwords.hash(next);
  await db.update(users).set({ passwordHash }).where(eq(users.id, userId));
}

async function insertAccount(
  { config, clock }: Parts,
  tx: Transaction,
  account: NewAccount & { passwordHash: string },
): Promise<User> {
  const { username, name, passwordHash, invite, groupInvite } = account;
  const now = new Date(clock.now());
  const link = invite === undefined ? null : await redeemInvite(tx, invite, now);
  // Who takes over an account that is there makes no new one.
  if (link?.kind === 'claim') return claimAccount(tx, link.userId, { username, name, passwordHash });
  const role = link?.kind ?? 'member';
  if (role === 'member' && config.registration === 'closed') throw notWithout('closed');
  const [row] = await tx
    .insert(users)
    .values({ id: Bun.randomUUIDv7(), username, name, role, passwordHash, createdAt: now })
    .returning();
  if (!row) throw new Error('an insert gave no row back');
  if (groupInvite !== undefined) {
    const taken = await takeUse(tx, groupInvite, { userId: row.id, now, joined: false });
    const needsIt = invite === undefined && config.registration !== 'open';
    if (needsIt && !(await admitsNow(tx, taken))) throw notWithout('invite');
  }
  return toUser(row);
}

/** Whether there is anything that could let them in; what the links are worth is looked at later. */
function mayTry(registration: Registration, { invite, groupInvite }: NewAccount): boolean {
  if (invite !== undefined || registration === 'open') return true;
  return groupInvite !== undefined && registration === 'invite';
}

type Registration = Context['config']['registration'];

function notWithout(registration: Registration) {
  return forbidden(
    registration === 'closed'
      ? 'This server makes no new accounts.'
      : 'A new account here needs an invite link.',
  );
}

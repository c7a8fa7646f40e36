import { and, eq, lt, notExists } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import type { User } from '../../protocol/chat.ts';
import { closeCodes } from '../../protocol/errors.ts';
import type { Context } from '../context.ts';
import type { Fanout } from '../realtime/fanout.ts';
import { toUser } from '../users/user-row.ts';
import { makeToken, hashToken } from './tokens.ts';

/** A guest is gone after a day. */
export const GUEST_HOURS = 24;
const GUEST_MS = GUEST_HOURS * 60 * 60_000;
const MAX_USER_AGENT_LENGTH = 300;

const { sessions, users } = schema;

/** Somebody without an account: a session and a nickname, nothing else. Answers the token for the cookie. */
export async function admitGuest(
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  name: string,
  request: Request,
): Promise<{ user: User; token: string }> {
  const token = makeToken();
  const now = new Date(clock.now());
  const user = await db.transaction(async (tx) => {
    const [row] = await tx
      .insert(users)
      .values({ id: Bun.randomUUIDv7(), name, role: 'guest', createdAt: now })
      .returning();
    if (!row) throw new Error('an insert gave no row back');
    await tx.insert(sessions).values({
      id: Bun.randomUUIDv7(),
      userId: row.id,
      tokenHash: hashToken(token),
      userAgent: (request.headers.get('user-agent') ?? '').slice(0, MAX_USER_AGENT_LENGTH),
      createdAt: now,
      lastUsedAt: now,
      expiresAt: new Date(now.getTime() + GUEST_MS),
    });
    return toUser(row);
  });
  return { user, token };
}

/** Those whose day is over, and all that hangs on them; what they had open is closed. */
export async function removeGuests({
  db,
  clock,
  fanout,
}: Pick<Context, 'db' | 'clock'> & { readonly fanout: Pick<Fanout, 'revoke'> }): Promise<void> {
  const live = db.select({ id: sessions.id }).from(sessions).where(eq(sessions.userId, users.id));
  const day = new Date(clock.now() - GUEST_MS);
  const gone = await db
    .delete(users)
    .where(and(eq(users.role, 'guest'), lt(users.createdAt, day), notExists(live)))
    .returning({ id: users.id });
  for (const { id } of gone) fanout.revoke({ userId: id }, closeCodes.signedOut);
}

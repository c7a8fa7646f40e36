import { and, desc, eq, gt, isNull, lt, ne } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import type { User } from '../../protocol/chat.ts';
import { closeCodes, unauthenticated } from '../../protocol/errors.ts';
import type { SessionId, UserId } from '../../protocol/ids.ts';
import type { Context } from '../context.ts';
import type { Fanout } from '../realtime/fanout.ts';
import { toUser } from '../users/user-row.ts';
import type { Proven } from './accounts.ts';
import { readSessionToken, SESSION_DAYS } from './cookies.ts';
import { hashToken, makeToken } from './tokens.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const RENEW_AFTER_MS = 60 * 60 * 1000;
const MAX_USER_AGENT_LENGTH = 300;

const { sessions, users } = schema;

/** A signed-in device. */
export interface Session {
  readonly id: SessionId;
  readonly userId: UserId;
  readonly user: User;
  readonly isGuest: boolean;
  /** It was not made longer for a while: see `renewSession`. */
  readonly isDue: boolean;
}

type Parts = Pick<Context, 'config' | 'db' | 'clock'>;

/** Who sends this request, by its cookie: the one authentication of HTTP and WebSocket. Rejects with `unavailable`. */
export async function authenticate(parts: Parts, request: Request): Promise<Session | null> {
  const token = readSessionToken(parts.config, request);
  if (!token) return null;
  const now = new Date(parts.clock.now());
  const [found] = await parts.db
    .select({ session: sessions, user: users })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(
      and(eq(sessions.tokenHash, hashToken(token)), gt(sessions.expiresAt, now), isNull(users.suspendedAt)),
    );
  if (!found) return null;
  // A guest's day is not made longer.
  const isGuest = found.user.role === 'guest';
  const isDue = !isGuest && now.getTime() - found.session.lastUsedAt.getTime() >= RENEW_AFTER_MS;
  return { id: found.session.id, userId: found.user.id, user: toUser(found.user), isGuest, isDue };
}

/** For whoever sends the cookie again with the same answer: the two run out together. */
export async function renewSession(
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  { id }: Pick<Session, 'id'>,
): Promise<void> {
  const now = new Date(clock.now());
  await db
    .update(sessions)
    .set({ lastUsedAt: now, expiresAt: expiryFrom(now) })
    .where(eq(sessions.id, id));
}

/** Of a session that was authenticated a moment ago: it may have ended since. */
export async function isSessionLive(
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  id: SessionId,
): Promise<boolean> {
  const [found] = await db
    .select({ id: sessions.id })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(
      and(eq(sessions.id, id), gt(sessions.expiresAt, new Date(clock.now())), isNull(users.suspendedAt)),
    );
  return found !== undefined;
}

/**
 * Answers the token for the cookie: it is known to nobody else and stored nowhere. A password that was changed since it
 * was checked opens nothing, as the change ended every session and would not end this one.
 */
export async function openSession(
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  { user, passwordHash }: Proven,
  request: Request,
): Promise<string> {
  const token = makeToken();
  const now = new Date(clock.now());
  await db.transaction(async (tx) => {
    const [still] = await tx
      .select({ id: users.id })
      .from(users)
      .where(and(eq(users.id, user.id), eq(users.passwordHash, passwordHash), isNull(users.suspendedAt)))
      .for('share');
    if (!still) throw unauthenticated('The username or the password is wrong.');
    await tx.insert(sessions).values({
      id: Bun.randomUUIDv7(),
      userId: user.id,
      tokenHash: hashToken(token),
      userAgent: (request.headers.get('user-agent') ?? '').slice(0, MAX_USER_AGENT_LENGTH),
      createdAt: now,
      lastUsedAt: now,
      expiresAt: expiryFrom(now),
    });
  });
  return token;
}

/** Ends a session of this user, and its sockets. False: there is no such session. */
export async function endSession(
  { db, fanout }: Pick<Context, 'db' | 'fanout'>,
  userId: UserId,
  id: SessionId,
): Promise<boolean> {
  const ended = await db
    .delete(sessions)
    .where(and(eq(sessions.id, id), eq(sessions.userId, userId)))
    .returning({ id: sessions.id });
  fanout.revoke({ sessionId: id }, closeCodes.signedOut);
  return ended.length > 0;
}

export async function endOtherSessions(
  { db, fanout }: Pick<Context, 'db' | 'fanout'>,
  session: Session,
): Promise<void> {
  const ended = await db
    .delete(sessions)
    .where(and(eq(sessions.userId, session.userId), ne(sessions.id, session.id)))
    .returning({ id: sessions.id });
  for (const { id } of ended) fanout.revoke({ sessionId: id }, closeCodes.signedOut);
}

export async function listSessions({ db, clock }: Pick<Context, 'db' | 'clock'>, current: Session) {
  const rows = await db
    .select()
    .from(sessions)
    .where(and(eq(sessions.userId, current.userId), gt(sessions.expiresAt, new Date(clock.now()))))
    .orderBy(desc(sessions.lastUsedAt));
  return rows.map((row) => ({
    id: row.id,
    userAgent: row.userAgent,
    createdAt: row.createdAt.getTime(),
    lastUsedAt: row.lastUsedAt.getTime(),
    current: row.id === current.id,
  }));
}

/** And closes the sockets that were opened with them: a socket asks nobody how long it may stay. */
export async function removeExpiredSessions({
  db,
  clock,
  fanout,
}: Pick<Context, 'db' | 'clock'> & { readonly fanout: Pick<Fanout, 'revoke'> }): Promise<void> {
  const ended = await db
    .delete(sessions)
    .where(lt(sessions.expiresAt, new Date(clock.now())))
    .returning({ id: sessions.id });
  for (const { id } of ended) fanout.revoke({ sessionId: id }, closeCodes.signedOut);
}

function expiryFrom(now: Date): Date {
  return new Date(now.getTime() + SESSION_DAYS * DAY_MS);
}

import { closeCodes } from '../../protocol/errors.ts';
import type { ConversationId, SessionId, UserId } from '../../protocol/ids.ts';
import type { Context } from '../context.ts';
import { topics } from './fanout.ts';
import type { Sockets } from './socket.ts';

const LOOK_EVERY_MS = 5_000;
/** Of one question to the database. */
const MOST_AT_ONCE = 500;

/** What one socket of this process is told of. */
export interface Audience {
  readonly userId: UserId;
  readonly sessionId: SessionId;
  readonly conversationIds: readonly ConversationId[];
}

type Parts = Pick<Context, 'bus' | 'db' | 'clock' | 'log' | 'fanout'>;
type Audiences = Pick<Sockets, 'audiences' | 'left' | 'revoke'>;

/**
 * While the bus is away no other process can say who was removed from a conversation or signed out: the database is
 * asked instead, so that nobody goes on hearing what is not theirs for longer than a few seconds.
 */
export function makeStandingCheck(parts: Parts, sockets: Audiences): { close(): void } {
  let isClosed = false;
  const lookLater = (): (() => void) =>
    parts.clock.after(LOOK_EVERY_MS, async () => {
      await parts.bus.ping().catch(() => check(parts, sockets));
      if (!isClosed) cancel = lookLater();
    });
  let cancel = lookLater();
  return {
    close() {
      isClosed = true;
      cancel();
    },
  };
}

/** With the database away too there is nothing new to hear: what is told was committed first. */
async function check(parts: Parts, sockets: Audiences): Promise<void> {
  try {
    const audiences = sockets.audiences();
    for (let start = 0; start < audiences.length; start += MOST_AT_ONCE) {
      await checkSome(parts, sockets, audiences.slice(start, start + MOST_AT_ONCE));
    }
  } catch (error) {
    parts.log.warn({ err: error }, 'who may hear what could not be checked');
  }
}

async function checkSome(
  { db, clock, fanout }: Parts,
  sockets: Audiences,
  audiences: readonly Audience[],
): Promise<void> {
  const userIds = [...new Set(audiences.map(({ userId }) => userId))];
  const sessionIds = audiences.map(({ sessionId }) => sessionId);
  const now = new Date(clock.now()).toISOString();
  const [sessions, memberships] = await Promise.all([
    db.$client<{ id: SessionId; suspended: boolean }[]>`
      select s.id, u.suspended_at is not null as suspended from sessions s join users u on u.id = s.user_id
      where s.id = any(${sessionIds}::uuid[]) and s.expires_at > ${now}::timestamptz`,
    db.$client<{ userId: UserId; id: ConversationId }[]>`
      select user_id as "userId", conversation_id as id from memberships
      where user_id = any(${userIds}::uuid[])`,
  ]);
  const live = new Map(sessions.map(({ id, suspended }) => [id, suspended]));
  const members = new Set(memberships.map(({ userId, id }) => `${userId} ${id}`));
  for (const { userId, sessionId, conversationIds } of audiences) {
    const suspended = live.get(sessionId);
    if (suspended === undefined) sockets.revoke({ sessionId }, closeCodes.signedOut);
    else if (suspended) sockets.revoke({ sessionId }, closeCodes.suspended);
    for (const conversationId of conversationIds) {
      if (members.has(`${userId} ${conversationId}`)) continue;
      sockets.left(userId, conversationId);
      fanout.here(topics.user(userId), { t: 'chat.closed', conversationId });
    }
  }
}

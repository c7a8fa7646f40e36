import { forbidden, ParleyError, unavailable } from '../../protocol/errors.ts';
import type { SessionId, UserId } from '../../protocol/ids.ts';
import type { Clock } from '../clock.ts';
import type { Avoided, MeetBooks } from './meet-books.ts';

interface Who {
  readonly userId: UserId;
  readonly sessionId: SessionId;
}

export interface AdmissionParts {
  readonly books: Pick<MeetBooks, 'entrance'>;
  readonly clock: Clock;
  /** null: media can flow by the path that is set; else why not. */
  readonly obstacle: () => string | null;
}

/**
 * Answers whether they are a member, and whom they are not to meet. Rejects with `forbidden` who may not meet strangers
 * now, or is banned by account or browser, and says why.
 */
export async function admit(
  { books, clock, obstacle }: AdmissionParts,
  { userId, sessionId }: Who,
): Promise<{ isMember: boolean; avoids: Avoided[] }> {
  const now = clock.now();
  const { who, standing, bannedUntil, avoids } = await books.entrance({ userId, sessionId }, now);
  if (bannedUntil !== null) {
    const words = 'Whoever runs this server does not let you meet strangers here.';
    if (bannedUntil === Infinity) throw forbidden(words);
    throw new ParleyError('forbidden', words, { retryAfterMs: bannedUntil - now });
  }
  if (who === 'off') throw forbidden('Meeting strangers is turned off on this server.');
  if (who === 'members' && !standing.isMember) throw forbidden('Only members meet strangers here.');
  if (!standing.hasStatedAge) throw forbidden('Say first that you are 18 or older.');
  const pausedMs = (standing.pausedUntil ?? 0) - now;
  if (pausedMs > 0) {
    const words = 'You were reported several times and are paused for now.';
    throw new ParleyError('forbidden', words, { retryAfterMs: pausedMs });
  }
  const why = obstacle();
  if (why !== null) throw unavailable(why);
  return { isMember: standing.isMember, avoids };
}

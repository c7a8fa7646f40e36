import { forbidden, ParleyError, unavailable } from '../../protocol/errors.ts';
import type { SessionId, UserId } from '../../protocol/ids.ts';
import type { Clock } from '../clock.ts';
import type { MeetBooks } from './meet-books.ts';

interface Who {
  readonly userId: UserId;
  readonly sessionId: SessionId;
}

export interface AdmissionParts {
  readonly books: Pick<MeetBooks, 'policy' | 'standing'>;
  readonly clock: Clock;
  /** Rejects where the account or the browser is banned. */
  readonly refuseBanned: (who: Who) => Promise<void>;
  /** null: media can flow by the path that is set; else why not. */
  readonly obstacle: () => string | null;
}

/** Answers whether they are a member. Rejects with `forbidden` who may not meet strangers now, and says why. */
export async function admit(
  { books, clock, refuseBanned, obstacle }: AdmissionParts,
  { userId, sessionId }: Who,
): Promise<{ isMember: boolean }> {
  const [{ who }, standing] = await Promise.all([
    books.policy(),
    books.standing(userId),
    refuseBanned({ userId, sessionId }),
  ]);
  if (who === 'off') throw forbidden('Meeting strangers is turned off on this server.');
  if (who === 'members' && !standing.isMember) throw forbidden('Only members meet strangers here.');
  if (!standing.hasStatedAge) throw forbidden('Say first that you are 18 or older.');
  const pausedMs = (standing.pausedUntil ?? 0) - clock.now();
  if (pausedMs > 0) {
    const words = 'You were reported several times and are paused for now.';
    throw new ParleyError('forbidden', words, { retryAfterMs: pausedMs });
  }
  const why = obstacle();
  if (why !== null) throw unavailable(why);
  return { isMember: standing.isMember };
}

import type { Scheduled } from '../../../protocol/chat.ts';
import { ParleyError } from '../../../protocol/errors.ts';
import { wordsFor } from '../../ui/words.ts';

/** Why a message still waits although its time is over; null: it is not over. */
export function problemOf({ problem }: Scheduled, isMember: boolean): string | null {
  if (!problem) return null;
  if (problem.code !== 'not_found') return wordsFor(ParleyError.fromWire(problem));
  return isMember
    ? 'A file of it, or the message that it answers, is gone.'
    : 'You are no longer in this conversation.';
}

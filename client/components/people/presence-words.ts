import type { PresenceState } from '../../../protocol/presence.ts';
import { lastSeenLine } from '../../ui/format.ts';

export function presenceWords(state: PresenceState, lastSeen: number | null, now: number): string {
  if (state === 'online') return 'Online';
  return state === 'away' ? 'Away' : lastSeenLine(lastSeen, now);
}

import type { MeetState, PastMeeting } from '../../../protocol/meet.ts';
import { plural } from '../../ui/format.ts';

/** The one line that always tells the truth. `now`: milliseconds since the epoch. */
export function statusOf(
  state: MeetState,
  facts: { now: number; connected: boolean; online: boolean },
): string {
  if (!facts.online && state.state !== 'idle') return 'Reconnecting. Your place is held.';
  switch (state.state) {
    case 'idle':
      return state.past ? pastWords(state.past) : 'Nobody is searched for.';
    case 'searching': {
      const waiting = facts.now < state.widensAt ? searchingFor(state.tags) : 'Looking for anyone.';
      return state.past ? `${pastWords(state.past)} ${waiting}` : waiting;
    }
    case 'meeting': {
      const { partner, shared, waitedMs } = state.meeting;
      if (!partner.present) return `${partner.name} lost the connection. Waiting for them.`;
      if (!facts.connected) return `${partner.name} is here. Connecting.`;
      return `${sharedWords(shared)}${secondsWords(waitedMs)}`;
    }
    default:
      return state satisfies never;
  }
}

/** How the last one ended, for who stayed and for who went. */
export function pastWords({ end, mine }: PastMeeting): string {
  switch (end) {
    case 'next':
      return mine ? 'On to the next.' : 'They went on.';
    case 'stopped':
      return mine ? 'You stopped.' : 'They stopped.';
    case 'time':
      return 'The time was up.';
    case 'lost':
      return mine ? 'You were away for too long.' : 'They are gone.';
    case 'failed':
      return 'No connection came about.';
    case 'reported':
      return mine ? 'Reported. You two will not meet again.' : 'The meeting was ended.';
    case 'blocked':
      return mine ? 'Blocked. You two will not meet again.' : 'The meeting was ended.';
    case 'closed':
      return 'The server ended the meeting.';
    default:
      return end satisfies never;
  }
}

/** What is left, as `4:09`. */
export function leftWords(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** How long something lasts: `5 minutes`. */
export function lengthWords(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return plural(seconds, 'second');
  return seconds % 60 === 0 ? plural(seconds / 60, 'minute') : `${leftWords(ms)} minutes`;
}

/** What a stranger can see of one's whereabouts. */
export const pathWords = {
  relay: 'Picture and sound go through a relay: nobody learns your network address.',
  sfu: 'Picture and sound go through this server: nobody learns your network address.',
  direct: 'Picture and sound go straight to the other: they can see your network address.',
} as const;

function searchingFor(tags: readonly string[]): string {
  return tags.length === 0 ? 'Looking for anyone.' : `Looking for someone who likes ${listOf(tags)}.`;
}

function sharedWords(shared: readonly string[]): string {
  return shared.length === 0 ? 'You two meet by chance.' : `You both like ${listOf(shared)}.`;
}

function secondsWords(ms: number): string {
  return ` Found in ${Math.round(ms / 1000)} s.`;
}

function listOf(tags: readonly string[]): string {
  const named = tags.map((tag) => `#${tag}`);
  return named.length < 2 ? (named[0] ?? '') : `${named.slice(0, -1).join(', ')} and ${named.at(-1)}`;
}

import type { ErrorCode } from '../../../protocol/errors.ts';
import type { DirectState } from '../../direct/direct-engine.ts';
import type { FileLine } from '../../direct/room-book.ts';
import { fileSize } from '../../ui/format.ts';

/** Where the two stand, always in view. */
export function statusWords(state: DirectState): string {
  switch (state.state) {
    case 'entering':
      return 'Looking for the server.';
    case 'alone':
      return 'You are alone here. What you write waits in this browser.';
    case 'refused':
      return state.why === 'room_full' ? 'This room is full.' : 'This room cannot be entered.';
    case 'connecting':
      return `Connecting to ${state.peer.name}.`;
    case 'away':
      return `${state.peer.name} is away. What you write waits in this browser.`;
    case 'open':
      return `Connected with ${state.peer.name}${pathWords[state.path ?? 'direct']}.`;
    default:
      return state satisfies never;
  }
}

const pathWords = {
  direct: ', from browser to browser',
  relay: ', over a relay that cannot read it',
} as const;

/** Why there is no seat, and what to do. */
export function refusalWords(why: ErrorCode): string {
  if (why === 'room_full') return 'Two people are in this room already. A third cannot listen or join.';
  if (why === 'invalid') return 'A room has a name of letters and digits, up to 64 of them.';
  if (why === 'rate_limited') return 'You are in many rooms at once. Leave one, then try again.';
  return 'The server did not let you in. Try again shortly.';
}

export function fileWords({ state, mine, size, moved, place }: FileLine): string {
  const whole = fileSize(size);
  switch (state) {
    case 'offered':
      return mine ? `${whole}, waits for their yes` : whole;
    case 'held':
      return `${fileSize(moved)} of ${whole}, goes on when you two are connected`;
    case 'moving':
      return `${fileSize(moved)} of ${whole}`;
    case 'there':
      if (place) return `${whole}, checked, saved as ${place}`;
      return mine ? `${whole}, arrived and checked` : `${whole}, checked`;
    case 'stopped':
      return `${whole}, stopped`;
    case 'broken':
      return `${whole}, did not arrive as it was sent`;
    case 'gone':
      return `${whole}, not readable here any more. Choose it again, and it goes on.`;
    case 'asks':
      return `${fileSize(moved)} of ${whole}, goes on when you allow ${place ?? 'its file'} to be written`;
    case 'no-room':
      return `${fileSize(moved)} of ${whole}, no room on ${mine ? 'their' : 'this'} device`;
    default:
      return state satisfies never;
  }
}

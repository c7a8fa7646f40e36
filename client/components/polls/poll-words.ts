import type { Poll } from '../../../protocol/poll.ts';
import { isClosed } from '../../../protocol/poll-rules.ts';
import { plural, whenOf } from '../../ui/format.ts';

/** What is chosen after an option was pressed: it joins the others, takes their place, or is taken back. */
export function chosenAfter(before: readonly number[], option: number, several: boolean): number[] {
  if (before.includes(option)) return before.filter((other) => other !== option);
  return several ? [...before, option].toSorted((a, b) => a - b) : [option];
}

/** Below the options: how it is meant, how many voted, how long it lasts. */
export function pollLine(poll: Poll, now: number): string {
  return [
    ...(poll.several ? ['Several answers'] : []),
    ...(poll.anonymous ? ['Anonymous'] : []),
    poll.voters === 0 ? 'No votes yet' : plural(poll.voters, 'person voted', 'people voted'),
    ...endOf(poll, now),
  ].join(' · ');
}

function endOf(poll: Poll, now: number): string[] {
  if (isClosed(poll, now)) return ['Closed'];
  return poll.closesAt === null ? [] : [`Open until ${whenOf(poll.closesAt, now)}`];
}

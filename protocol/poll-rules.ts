import type { NewPoll, Poll } from './poll.ts';

/** Before anybody voted. */
export function unvoted({ options, several, anonymous, closesAt }: NewPoll): Poll {
  return {
    options: options.map((text) => ({ text, count: 0, voterIds: [] })),
    several,
    anonymous,
    voters: 0,
    closesAt,
    closedAt: null,
  };
}

export function isClosed({ closedAt, closesAt }: Poll, now: number): boolean {
  return closedAt !== null || (closesAt !== null && closesAt <= now);
}

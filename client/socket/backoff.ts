/** The first retry waits up to this long; each further one up to twice as long as the one before, to a ceiling. */
const BASE_MS = 500;
export const BACKOFF_CEILING_MS = 15_000;

/** Full jitter: after a restart of the server its clients come back spread out. `attempt` counts from 1. */
export function backoffDelay(attempt: number, random: () => number): number {
  const most = Math.min(BACKOFF_CEILING_MS, BASE_MS * 2 ** Math.min(attempt, 20));
  return Math.round(random() * most);
}

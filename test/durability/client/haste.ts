import type { Clock } from '../../../client/clock.ts';

/** A clock that runs faster than the wall's: the clients' patience, heartbeats and pauses shrink by the factor. */
export function hasten(factor: number): Clock {
  const start = Date.now();
  return {
    now: () => start + (Date.now() - start) * factor,
    after(delayMs, task) {
      const timer = setTimeout(task, delayMs / factor);
      return () => clearTimeout(timer);
    },
  };
}

const HOUR_MS = 60 * 60_000;
const MONDAY = 1;
const MORNING = 9;

export interface LaterTime {
  readonly label: string;
  readonly at: number;
}

/** What is offered at one press, in the time zone of this device: an hour is an hour, a morning is at nine by its clocks. */
export function laterTimes(now: number): LaterTime[] {
  const tomorrow = morningIn(now, 1);
  const monday = morningIn(now, daysToMonday(now));
  return [
    { label: 'In an hour', at: now + HOUR_MS },
    { label: 'Tomorrow', at: tomorrow },
    ...(monday === tomorrow ? [] : [{ label: 'Monday', at: monday }]),
  ];
}

function morningIn(now: number, days: number): number {
  const today = new Date(now);
  return new Date(today.getFullYear(), today.getMonth(), today.getDate() + days, MORNING).getTime();
}

/** On a Monday the next one is meant. */
function daysToMonday(now: number): number {
  return (MONDAY + 7 - new Date(now).getDay()) % 7 || 7;
}

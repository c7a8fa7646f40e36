const DAY_MS = 24 * 60 * 60_000;

const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'short' });
const shortDate = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const longDay = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const longDate = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' });
const dayAndTime = new Intl.DateTimeFormat(undefined, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: 'numeric',
  minute: '2-digit',
});
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' });

export const timeOf = byMinute(clock);
export const fullTimeOf = byMinute(full);

export function startOfDay(ms: number): number {
  return new Date(ms).setHours(0, 0, 0, 0);
}

/** Days between two moments as the calendar counts them. */
export function daysAgo(ms: number, now: number): number {
  return Math.round((startOfDay(now) - startOfDay(ms)) / DAY_MS);
}

/** The short form for lists: the time today, then the day, then the date. */
export function listTime(ms: number, now: number): string {
  const days = daysAgo(ms, now);
  if (days <= 0) return timeOf(ms);
  if (days === 1) return 'Yesterday';
  return days < 7 ? weekday.format(ms) : shortDate.format(ms);
}

/** A moment to come: the time alone where it is today. */
export function whenOf(ms: number, now: number): string {
  return daysAgo(ms, now) === 0 ? timeOf(ms) : dayAndTime.format(ms);
}

/** Within a sentence: "today 14:02", "yesterday 9:15", "3 May". */
export function momentLine(ms: number, now: number): string {
  const days = daysAgo(ms, now);
  if (days > 1) return shortDate.format(ms);
  return `${days === 1 ? 'yesterday' : 'today'} ${timeOf(ms)}`;
}

export function dayLine(ms: number, now: number): string {
  const days = daysAgo(ms, now);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return days < 300 ? longDay.format(ms) : longDate.format(ms);
}

export function fileSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function lastSeenLine(ms: number | null, now: number): string {
  if (ms === null) return 'Offline';
  const minutes = Math.floor((now - ms) / 60_000);
  if (minutes < 1) return 'Last seen just now';
  if (minutes < 60) return `Last seen ${minutes} min ago`;
  const days = daysAgo(ms, now);
  if (days === 0) return `Last seen at ${timeOf(ms)}`;
  return days === 1 ? `Last seen yesterday at ${timeOf(ms)}` : `Last seen ${shortDate.format(ms)}`;
}

/** A moment to come: its time today, with its day within a week, with its date later. */
export function untilTime(ms: number, now: number): string {
  const days = -daysAgo(ms, now);
  if (days <= 0) return timeOf(ms);
  return `${days < 7 ? weekday.format(ms) : shortDate.format(ms)}, ${timeOf(ms)}`;
}

/** "Alice", "Alice and Bob", "Alice, Bob and 2 others". */
export function namesLine(names: readonly string[]): string {
  const [first = '', second = ''] = names;
  if (names.length <= 1) return first;
  if (names.length === 2) return `${first} and ${second}`;
  const others = names.length - 2;
  return `${first}, ${second} and ${others} other${others === 1 ? '' : 's'}`;
}

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** So many minutes of messages are not put into words twice: it takes longer than all else in a row. */
const KEPT = 2_000;

function byMinute(format: Intl.DateTimeFormat): (ms: number) => string {
  const kept = new Map<number, string>();
  return (ms) => {
    const minute = Math.floor(ms / 60_000);
    const known = kept.get(minute);
    if (known !== undefined) return known;
    const words = format.format(ms);
    if (kept.size >= KEPT) kept.clear();
    kept.set(minute, words);
    return words;
  };
}

import type { ConversationSettings, Level, QuietHours, UserSettings } from './settings.ts';

/** Whether a message is to draw somebody's attention. The page and the server decide by the same rules. */

/** Before anybody chose anything. */
export const DEFAULT_SETTINGS: UserSettings = {
  groupLevel: 'all',
  quietUntil: null,
  quietHours: null,
  showText: true,
  sound: true,
  readReceipts: true,
  typing: true,
};

export interface Place {
  readonly kind: 'direct' | 'group';
  readonly settings: Pick<ConversationSettings, 'level' | 'mutedUntil'>;
}

/** Which messages of a conversation call this person now: none of one that is muted. */
export function levelOf({ kind, settings }: Place, mine: UserSettings, now: number): Level {
  if (isMuted(settings, now)) return 'nothing';
  return settings.level ?? (kind === 'direct' ? 'all' : mine.groupLevel);
}

export function isMuted({ mutedUntil }: Place['settings'], now: number): boolean {
  return mutedUntil !== null && now < mutedUntil;
}

/** Of a note in the page and of a push. `group`: the name of the group that it is in. */
export function noteTitle(sender: string, where: { group: string | null; isReply: boolean }): string {
  const { group, isReply } = where;
  if (isReply) return group === null ? `${sender} in a thread` : `${sender} in a thread of ${group}`;
  return group === null ? sender : `${sender} in ${group}`;
}

/** Do not disturb: badges go on counting, nothing appears or sounds. */
export function isQuiet({ quietUntil, quietHours }: UserSettings, now: number): boolean {
  if (quietUntil !== null && now < quietUntil) return true;
  return quietHours !== null && isWithin(quietHours, now);
}

function isWithin({ days, from, to, timeZone }: QuietHours, now: number): boolean {
  const { day, minute } = localTime(now, timeZone);
  const dayBefore = (day + 6) % 7;
  if (from < to) return days.includes(day) && minute >= from && minute < to;
  return (days.includes(day) && minute >= from) || (days.includes(dayBefore) && minute < to);
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

function localTime(now: number, timeZone: string): { day: number; minute: number } {
  const options = {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  } as const;
  const parts = new Intl.DateTimeFormat('en-US', options).formatToParts(now);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? '';
  return { day: DAYS.indexOf(part('weekday')), minute: Number(part('hour')) * 60 + Number(part('minute')) };
}

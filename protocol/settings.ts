import * as v from 'valibot';
import { idSchema } from './ids.ts';
import { FOREVER } from './limits.ts';

/** What a person chose for themselves: the same on all of their devices, and told to nobody else. */

/** Which messages of a conversation notify. */
export const levelSchema = v.picklist(['all', 'mentions', 'nothing']);
export type Level = v.InferOutput<typeof levelSchema>;

const untilSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(FOREVER));

const MINUTES_A_DAY = 24 * 60;
const minuteSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MINUTES_A_DAY - 1));

/** Every week. Where `from` is not before `to` it ends on the day after; `days` are those on which it begins. */
export const quietHoursSchema = v.object({
  /** 0 is Sunday. */
  days: v.pipe(
    v.array(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(6))),
    v.maxLength(7),
    v.check((days) => new Set(days).size === days.length),
  ),
  /** Minutes after midnight, in `timeZone`. */
  from: minuteSchema,
  to: minuteSchema,
  timeZone: v.pipe(v.string(), v.maxLength(64), v.check(isTimeZone)),
});
export type QuietHours = v.InferOutput<typeof quietHoursSchema>;

export const userSettingsSchema = v.object({
  /** In groups that have no level of their own; direct conversations have `all`. */
  groupLevel: levelSchema,
  /** Do not disturb until then; null: not now. */
  quietUntil: v.nullable(untilSchema),
  quietHours: v.nullable(quietHoursSchema),
  /** Whether a notification shows what was written. */
  showText: v.boolean(),
  sound: v.boolean(),
  /** Without it nobody sees what I read, and I do not see what others read. */
  readReceipts: v.boolean(),
  /** Without it nobody sees that I type, and I do not see that others do. */
  typing: v.boolean(),
});
export type UserSettings = v.InferOutput<typeof userSettingsSchema>;

export const conversationSettingsSchema = v.object({
  conversationId: idSchema,
  /** null: as everywhere. */
  level: v.nullable(levelSchema),
  /** null: not muted. */
  mutedUntil: v.nullable(untilSchema),
});
export type ConversationSettings = v.InferOutput<typeof conversationSettingsSchema>;

/** In the welcome: `conversations` are those for which something was chosen. */
export const preferencesSchema = v.object({
  mine: userSettingsSchema,
  conversations: v.array(conversationSettingsSchema),
});
export type Preferences = v.InferOutput<typeof preferencesSchema>;

/** To all devices of whoever changed them. */
export const settingsDown = [
  v.object({ t: v.literal('settings.changed'), settings: userSettingsSchema }),
  v.object({ t: v.literal('settings.conversation'), settings: conversationSettingsSchema }),
] as const;

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

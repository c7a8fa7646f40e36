import { boolean, integer, pgTable, text } from 'drizzle-orm/pg-core';

/** What the owner sets while Parley runs: one row, there from the first change on. */
export const settings = pgTable('settings', {
  id: boolean('id').primaryKey().default(true),
  /** null: always; 0: never. */
  editWindowMinutes: integer('edit_window_minutes'),
  deleteWindowMinutes: integer('delete_window_minutes'),
  linkPreviews: boolean('link_previews').notNull().default(true),
  /** What each person may store; null: as much as there is room for. */
  userQuotaMb: integer('user_quota_mb'),
  /** Whether pictures lose what the camera wrote into them: place, time, device. */
  stripOriginals: boolean('strip_originals').notNull().default(false),
  /** Pictures of strangers stay blurred until both agree. */
  meetBlur: boolean('meet_blur').notNull().default(false),
  /** null: as the setting MEET says. */
  meetWho: text('meet_who', { enum: ['off', 'members', 'everyone'] }),
});

import { sql } from 'drizzle-orm';
import { boolean, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { time } from './time.ts';
import { messages } from './chat.ts';

/** What stood behind an address when it was looked at; also that there was nothing. For hours it answers for the address. */
export const linkPreviews = pgTable(
  'link_previews',
  {
    id: uuid('id').primaryKey(),
    url: text('url').notNull(),
    fetchedAt: time('fetched_at').notNull(),
    found: boolean('found').notNull(),
    title: text('title').notNull().default(''),
    description: text('description').notNull().default(''),
    siteName: text('site_name').notNull().default(''),
    /** A random name in the storage. */
    pictureKey: text('picture_key'),
    pictureWidth: integer('picture_width'),
    pictureHeight: integer('picture_height'),
  },
  (t) => [index('link_previews_url').on(t.url, t.fetchedAt)],
);

/** By the link's own text. One that its sender dismissed stays, so that an edit does not bring it back. */
export const messagePreviews = pgTable(
  'message_previews',
  {
    messageId: uuid('message_id')
      .notNull()
      .references(() => messages.id, { onDelete: 'cascade' }),
    url: text('url').notNull(),
    position: integer('position').notNull(),
    /** null: dismissed. */
    previewId: uuid('preview_id').references(() => linkPreviews.id),
  },
  (t) => [
    primaryKey({ columns: [t.messageId, t.url] }),
    index('message_previews_preview').on(t.previewId).where(sql`${t.previewId} is not null`),
  ],
);

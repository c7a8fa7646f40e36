import { sql } from 'drizzle-orm';
import { bigint, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { time } from './time.ts';
import type { Voice } from '../../protocol/message.ts';
import { messages } from './chat.ts';
import { users } from './people.ts';

/** A finished upload. What is still arriving is known to the upload store alone. */
export const files = pgTable(
  'files',
  {
    id: uuid('id').primaryKey(),
    ownerId: uuid('owner_id')
      .notNull()
      .references(() => users.id),
    name: text('name').notNull(),
    size: bigint('size', { mode: 'number' }).notNull(),
    /** Sniffed from the content. */
    type: text('type').notNull(),
    sha256: text('sha256').notNull(),
    /** Random names in the storage. */
    storageKey: text('storage_key').notNull(),
    thumbnailKey: text('thumbnail_key'),
    width: integer('width'),
    height: integer('height'),
    /** As its recorder said; of sounds only. */
    voice: jsonb('voice').$type<Voice>(),
    createdAt: time('created_at').notNull().defaultNow(),
    /** When its owner's composer last said that it will be sent: what nothing holds lasts a day from here. */
    wantedAt: time('wanted_at').notNull().defaultNow(),
    /** From then on nobody finds it. */
    deletedAt: time('deleted_at'),
    /** The storage has nothing of it any more. */
    bytesGoneAt: time('bytes_gone_at'),
  },
  (t) => [
    index('files_owner').on(t.ownerId),
    // In the order in which a storage lists its keys.
    index('files_storage_key').on(sql`${t.storageKey} collate "C"`),
    index('files_thumbnail_key').on(sql`${t.thumbnailKey} collate "C"`),
    index('files_deleted').on(t.deletedAt).where(sql`${t.deletedAt} is not null`),
  ],
);

/** A file is readable by its owner, by the members of conversations it was sent to, and, as an avatar, by all. */
export const messageFiles = pgTable(
  'message_files',
  {
    messageId: uuid('message_id')
      .notNull()
      .references(() => messages.id, { onDelete: 'cascade' }),
    fileId: uuid('file_id')
      .notNull()
      .references(() => files.id),
    position: integer('position').notNull(),
  },
  (t) => [primaryKey({ columns: [t.messageId, t.position] }), index('message_files_file').on(t.fileId)],
);

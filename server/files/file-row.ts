import type { InferSelectModel } from 'drizzle-orm';
import type { schema } from '../../db/client.ts';
import type { FileInfo } from '../../protocol/chat.ts';

export type FileRow = InferSelectModel<typeof schema.files>;

export function toFileInfo(row: FileRow): FileInfo {
  return {
    id: row.id,
    ownerId: row.ownerId,
    name: row.name,
    size: row.size,
    type: row.type,
    width: row.width,
    height: row.height,
    hasThumbnail: row.thumbnailKey !== null,
    voice: row.voice,
    removed: row.deletedAt !== null,
    createdAt: row.createdAt.getTime(),
  };
}

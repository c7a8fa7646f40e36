import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import { schema, type Transaction } from '../../db/client.ts';
import { invalid } from '../../protocol/errors.ts';
import type { FileId, UserId } from '../../protocol/ids.ts';

const { files } = schema;

/** An image of one's own with a preview: what has none cannot be shown as a small face. Until the commit nobody deletes it. */
export async function requirePicture(db: Transaction, ownerId: UserId, id: FileId): Promise<void> {
  const own = and(eq(files.id, id), eq(files.ownerId, ownerId), isNull(files.deletedAt));
  const [image] = await db
    .select({ id: files.id })
    .from(files)
    .where(and(own, isNotNull(files.thumbnailKey)))
    .for('key share');
  if (!image) throw invalid('A picture must be an image that you uploaded.');
}

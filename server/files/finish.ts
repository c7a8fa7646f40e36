import { copyFile, link, rm } from 'node:fs/promises';
import { eq } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import type { FileInfo } from '../../protocol/chat.ts';
import type { FileId, UserId } from '../../protocol/ids.ts';
import type { FileParts } from './file-parts.ts';
import { toFileInfo } from './file-row.ts';
import { describeImage } from './images.ts';
import { sniffType } from './sniff.ts';

const { files } = schema;

export interface ArrivedFile {
  readonly id: FileId;
  readonly ownerId: UserId;
  readonly name: string;
  /** What the sender's browser said; '' where it said nothing. */
  readonly claimedType: string;
  /** Stays where it is until the caller removes it, so that a finish that failed can be tried again. */
  readonly path: string;
}

type Parts = Pick<FileParts, 'db' | 'storage' | 'clock'>;

/** Checks the content, stores the bytes under random names, and only then writes the row that makes it a file. */
export async function finishFile(parts: Parts, arrived: ArrivedFile): Promise<FileInfo> {
  const type = await sniffType(arrived.path, arrived.name, arrived.claimedType);
  const sha256 = await hashFile(arrived.path);
  const image = await describeImage(arrived.path, type);
  const storageKey = randomKey();
  const thumbnailKey = image && randomKey();
  try {
    if (image && thumbnailKey) await storeThumbnail(parts, arrived.path, thumbnailKey, image.thumbnail);
    await storeOriginal(parts, arrived.path, storageKey, type);
    return await insertRow(parts, {
      id: arrived.id,
      ownerId: arrived.ownerId,
      name: arrived.name,
      size: Bun.file(arrived.path).size,
      type,
      sha256,
      storageKey,
      thumbnailKey,
      width: image?.width ?? null,
      height: image?.height ?? null,
    });
  } catch (error) {
    await removeBytes(parts, storageKey, thumbnailKey).catch(() => {});
    throw error;
  }
}

/** Once the row is there, a repeated finish has nothing to do. */
export async function findFinished(db: FileParts['db'], id: FileId): Promise<FileInfo | null> {
  const [row] = await db.select().from(files).where(eq(files.id, id));
  return row ? toFileInfo(row) : null;
}

async function insertRow(
  parts: Parts,
  values: Omit<typeof files.$inferInsert, 'createdAt'>,
): Promise<FileInfo> {
  const [row] = await parts.db
    .insert(files)
    .values({ ...values, createdAt: new Date(parts.clock.now()) })
    .returning();
  if (!row) throw new Error('an insert gave no row back');
  return toFileInfo(row);
}

/** The storage takes files away from where they lie: it is given a second name of the same bytes, or a copy. */
async function storeOriginal({ storage }: Parts, path: string, key: string, type: string): Promise<void> {
  const copy = `${path}.storing`;
  await rm(copy, { force: true });
  await link(path, copy).catch(() => copyFile(path, copy));
  await storage.putFile(key, copy, type);
}

async function storeThumbnail(
  { storage }: Parts,
  path: string,
  key: string,
  bytes: Uint8Array,
): Promise<void> {
  const local = `${path}.thumbnail`;
  await Bun.write(local, bytes);
  await storage.putFile(key, local, 'image/webp');
}

async function removeBytes({ storage }: Parts, key: string, thumbnailKey: string | null): Promise<void> {
  await storage.remove(key);
  if (thumbnailKey) await storage.remove(thumbnailKey);
}

async function hashFile(path: string): Promise<string> {
  const hasher = new Bun.CryptoHasher('sha256');
  for await (const chunk of Bun.file(path).stream()) hasher.update(chunk);
  return hasher.digest('hex');
}

function randomKey(): string {
  const name = crypto.randomUUID();
  return `${name.slice(0, 2)}/${name}`;
}

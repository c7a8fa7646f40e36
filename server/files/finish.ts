import { copyFile, link, rm } from 'node:fs/promises';
import type { FileInfo, Voice } from '../../protocol/chat.ts';
import { ParleyError } from '../../protocol/errors.ts';
import type { FileId, UserId } from '../../protocol/ids.ts';
import { fileColumns } from '../messages/message-parts.ts';
import type { FileParts } from './file-parts.ts';
import { readFileRules } from './file-rules.ts';
import { describeImage } from './images.ts';
import { claimRoom } from './quota.ts';
import { sniffType } from './sniff.ts';
import { StripError } from './strip/reader.ts';
import { isStrippable, MAX_STRIPPED_BYTES, stripPicture } from './strip/strip.ts';

export interface ArrivedFile {
  readonly id: FileId;
  readonly ownerId: UserId;
  readonly name: string;
  /** What the sender's browser said; '' where it said nothing. */
  readonly claimedType: string;
  /** Counts only where the content is a sound. */
  readonly voice: Voice | null;
  /** Stays where it is until the caller removes it, so that a finish that failed can be tried again. */
  readonly path: string;
}

type Parts = Pick<FileParts, 'db' | 'storage' | 'clock'>;

/** Checks the content, stores the bytes under random names, and only then writes the row that makes it a file. */
export async function finishFile(parts: Parts, arrived: ArrivedFile): Promise<FileInfo> {
  const type = await sniffType(arrived.path, arrived.name, arrived.claimedType);
  const { stripOriginals } = await readFileRules(parts.db.$client);
  const path = stripOriginals ? await strippedCopy(arrived.path, type) : arrived.path;
  try {
    return await storeFile(parts, arrived, { path, type });
  } finally {
    if (path !== arrived.path) await rm(path, { force: true });
  }
}

/** Once the row is there, a repeated finish has nothing to do. */
export async function findFinished(db: FileParts['db'], id: FileId): Promise<FileInfo | null> {
  const [file] = await db.$client<
    FileInfo[]
  >`select ${fileColumns(db.$client)} from files f where f.id = ${id}`;
  return file ?? null;
}

interface Content {
  readonly path: string;
  readonly type: string;
}

async function storeFile(parts: Parts, arrived: ArrivedFile, { path, type }: Content): Promise<FileInfo> {
  const image = await describeImage(path, type);
  const made = {
    ...arrived,
    type,
    size: Bun.file(path).size,
    sha256: await hashFile(path),
    storageKey: randomKey(),
    thumbnailKey: image && randomKey(),
    width: image?.width ?? null,
    height: image?.height ?? null,
    voice: type.startsWith('audio/') ? arrived.voice : null,
  };
  try {
    if (image && made.thumbnailKey) await storeThumbnail(parts, path, made.thumbnailKey, image.thumbnail);
    await storeOriginal(parts, path, made.storageKey, type);
    return await insertRow(parts, made);
  } catch (error) {
    await removeBytes(parts, made.storageKey, made.thumbnailKey).catch(() => {});
    throw error;
  }
}

/** Where the owner of the server wants pictures stripped, one that cannot be is not taken. */
async function strippedCopy(path: string, type: string): Promise<string> {
  if (!isStrippable(type)) return path;
  if (Bun.file(path).size > MAX_STRIPPED_BYTES)
    throw new ParleyError(
      'unsupported_type',
      'This picture is too large to remove its place and device from.',
    );
  const copy = `${path}.stripped`;
  try {
    await Bun.write(copy, stripPicture(await Bun.file(path).bytes(), type));
    return copy;
  } catch (error) {
    if (!(error instanceof StripError)) throw error;
    const words = 'The place and device cannot be removed from this picture: it is broken.';
    throw new ParleyError('unsupported_type', words, { cause: error });
  }
}

interface NewFile extends Omit<ArrivedFile, 'claimedType' | 'path'> {
  readonly type: string;
  readonly size: number;
  readonly sha256: string;
  readonly storageKey: string;
  readonly thumbnailKey: string | null;
  readonly width: number | null;
  readonly height: number | null;
}

/** In one transaction with the look at the quota: uploads that end together cannot exceed it together. */
async function insertRow({ db, clock }: Parts, file: NewFile): Promise<FileInfo> {
  const now = clock.now() / 1000;
  const inserted = await db.$client.begin(async (tx) => {
    await claimRoom(tx, file.ownerId, file.size);
    return await tx<FileInfo[]>`
      insert into files as f (id, owner_id, name, size, type, sha256, storage_key, thumbnail_key, width, height, voice,
        created_at, wanted_at)
      values (${file.id}, ${file.ownerId}, ${file.name}, ${file.size}, ${file.type}, ${file.sha256},
        ${file.storageKey}, ${file.thumbnailKey}, ${file.width}, ${file.height},
        ${file.voice && JSON.stringify(file.voice)}::jsonb, to_timestamp(${now}::float8),
        to_timestamp(${now}::float8))
      returning ${fileColumns(tx)}`;
  });
  const [row] = inserted as FileInfo[];
  if (!row) throw new Error('an insert gave no row back');
  return row;
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

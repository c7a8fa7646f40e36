import type { FileId } from '../../protocol/ids.ts';
import type { FileParts } from './file-parts.ts';
import { freeFiles } from './free.ts';
import { isHeld, namedKeys } from './holders.ts';

/** Nothing that is younger is touched: it may be on its way to being held. */
export const GRACE_MS = 24 * 60 * 60 * 1000;
/** A device that asks how its upload ended is answered this long. */
const FORGET_MS = 7 * GRACE_MS;
const BATCH = 500;
/** A storage that fails so often is away: the next round tries again. */
const MOST_FAILURES = 20;
/** Any constant will do: it only has to be the same in every process of one Parley. */
const SWEEP_LOCK = 7_310_218;
/** As finish.ts names objects, and disk.ts a copy that did not become one. A bucket may hold other things than ours. */
const OWN_KEY = /^([0-9a-f]{2})\/\1[0-9a-f]{6}-[0-9a-f-]{27}(-partial)?$/;

type Parts = Pick<FileParts, 'db' | 'storage' | 'clock' | 'log'>;

export interface Swept {
  /** Files that nothing held. */
  readonly forgotten: number;
  /** Deleted files whose bytes were removed. */
  readonly emptied: number;
  /** Objects that no row names. */
  readonly strays: number;
  /** Rows whose object is not there; they stay as they are. */
  readonly missing: number;
}

/** One process at a time; null: another one is at it. */
export async function sweepFiles(parts: Parts): Promise<Swept | null> {
  const session = await parts.db.$client.reserve();
  try {
    const [lock] = await session<{ isOurs: boolean }[]>`
      select pg_try_advisory_lock(${SWEEP_LOCK}) as "isOurs"`;
    if (!lock?.isOurs) return null;
    try {
      const forgotten = await forgetUnheld(parts);
      const emptied = await removeDeletedBytes(parts);
      const { strays, missing } = await compareStorage(parts);
      await forgetRows(parts);
      if (missing > 0) parts.log.warn({ missing }, 'files: bytes of some are not in the storage');
      return { forgotten, emptied, strays, missing };
    } finally {
      await session`select pg_advisory_unlock(${SWEEP_LOCK})`;
    }
  } finally {
    session.release();
  }
}

/** Uploads that were never sent, and what lost its last holder in a way that told nobody. */
async function forgetUnheld({ db, clock }: Parts): Promise<number> {
  const sql = db.$client;
  const cutoff = (clock.now() - GRACE_MS) / 1000;
  let [forgotten, last] = [0, '00000000-0000-0000-0000-000000000000'];
  for (;;) {
    const rows = await sql<{ id: FileId }[]>`
      select f.id from files f
      where f.id > ${last} and f.deleted_at is null and f.wanted_at < to_timestamp(${cutoff}::float8)
        and not (${isHeld(sql, sql`f.id`)})
      order by f.id limit ${BATCH}`;
    const ids = rows.map(({ id }) => id);
    const freed = await sql.begin((tx) => freeFiles(tx, ids, clock.now()));
    forgotten += freed.length;
    if (rows.length < BATCH) return forgotten;
    last = ids.at(-1) ?? last;
  }
}

async function removeDeletedBytes(parts: Parts): Promise<number> {
  const sql = parts.db.$client;
  let [emptied, failures, last] = [0, 0, '00000000-0000-0000-0000-000000000000'];
  for (;;) {
    const rows = await sql<DeletedFile[]>`
      select id, storage_key as "storageKey", thumbnail_key as "thumbnailKey" from files
      where id > ${last} and deleted_at is not null and bytes_gone_at is null order by id limit ${BATCH}`;
    for (const row of rows) {
      try {
        await removeBytes(parts, row);
        emptied += 1;
      } catch (error) {
        failures += 1;
        if (failures > MOST_FAILURES) throw error;
        parts.log.warn({ err: error, fileId: row.id }, 'file: bytes stay for a later sweep');
      }
    }
    if (rows.length < BATCH) return emptied;
    last = rows.at(-1)?.id ?? last;
  }
}

export interface DeletedFile {
  readonly id: FileId;
  readonly storageKey: string;
  readonly thumbnailKey: string | null;
}

export async function removeBytes({ db, storage, clock }: Parts, file: DeletedFile): Promise<void> {
  await storage.remove(file.storageKey);
  if (file.thumbnailKey) await storage.remove(file.thumbnailKey);
  await db.$client`
    update files set bytes_gone_at = to_timestamp(${clock.now()}::float8 / 1000) where id = ${file.id}`;
}

/** Walks through objects and rows in the one order of their keys, page by page. */
async function compareStorage(parts: Parts): Promise<{ strays: number; missing: number }> {
  const cutoff = parts.clock.now() - GRACE_MS;
  let [strays, missing, after] = [0, 0, ''];
  for await (const page of parts.storage.list()) {
    const upTo = page.at(-1)?.key;
    if (upTo === undefined) continue;
    const named = await readNamed(parts, after, upTo);
    for (const { key, modifiedAt } of page) {
      if (named.delete(key) || modifiedAt >= cutoff || !OWN_KEY.test(key)) continue;
      await parts.storage.remove(key);
      strays += 1;
    }
    missing += countOlder(named, cutoff);
    after = upTo;
  }
  const rest = await readNamed(parts, after, null);
  return { strays, missing: missing + countOlder(rest, cutoff) };
}

async function readNamed({ db }: Parts, after: string, upTo: string | null): Promise<Map<string, number>> {
  const sql = db.$client;
  const rows = await sql<{ key: string; since: number }[]>`
    select key, (extract(epoch from since) * 1000)::float8 as since from (${namedKeys(sql)}) named
    where key > ${after} collate "C" and (${upTo}::text is null or key <= ${upTo}::text collate "C")`;
  return new Map(rows.map(({ key, since }) => [key, since]));
}

const countOlder = (named: ReadonlyMap<string, number>, cutoff: number): number =>
  [...named.values()].filter((since) => since < cutoff).length;

/** A message that names a deleted file keeps its row, for the name. */
async function forgetRows({ db, clock }: Parts): Promise<void> {
  const sql = db.$client;
  await sql`
    delete from files f where f.bytes_gone_at < to_timestamp(${clock.now() - FORGET_MS}::float8 / 1000)
      and not (${isHeld(sql, sql`f.id`)})`;
}

import type { ISql, TransactionSql } from 'postgres';
import type { Db } from '../../db/client.ts';
import { notFound, overQuota } from '../../protocol/errors.ts';
import type { UserId } from '../../protocol/ids.ts';

const MEBIBYTE = 1024 * 1024;

/** What somebody stores, and may. */
export interface FileUse {
  readonly usedBytes: number;
  readonly fileCount: number;
  /** null: no limit. */
  readonly quotaBytes: number | null;
}

/** What is deleted no longer counts, wherever its bytes are by then. */
export async function readUse(sql: ISql, userId: UserId): Promise<FileUse> {
  const [row] = await sql<{ usedBytes: number; fileCount: number; quotaMb: number | null }[]>`
    select coalesce(sum(f.size), 0)::float8 as "usedBytes", count(f.id)::integer as "fileCount",
      coalesce((select quota_mb from users where id = ${userId}), (select user_quota_mb from settings)) as "quotaMb"
    from files f where f.owner_id = ${userId} and f.deleted_at is null`;
  const { usedBytes = 0, fileCount = 0, quotaMb = null } = row ?? {};
  return { usedBytes, fileCount, quotaBytes: quotaMb === null ? null : quotaMb * MEBIBYTE };
}

/** Throws `over_quota`, which tells how much is left, where so many bytes do not fit. */
export async function requireRoom(sql: ISql, userId: UserId, bytes: number): Promise<void> {
  const { usedBytes, quotaBytes } = await readUse(sql, userId);
  if (quotaBytes === null || usedBytes + bytes <= quotaBytes) return;
  throw overQuota(Math.max(0, quotaBytes - usedBytes));
}

/** As above, and until the commit no other file of this person is counted or made. */
export async function claimRoom(tx: TransactionSql, userId: UserId, bytes: number): Promise<void> {
  await tx`select from users where id = ${userId} for no key update`;
  await requireRoom(tx, userId, bytes);
}

/** null: as everyone. */
export async function setQuota({ db }: { readonly db: Db }, userId: UserId, quotaMb: number | null) {
  const changed = await db.$client`update users set quota_mb = ${quotaMb} where id = ${userId} returning id`;
  if (changed.length === 0) throw notFound('This person');
}

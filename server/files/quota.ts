import type { ISql, TransactionSql } from 'postgres';
import { notFound, overQuota } from '../../protocol/errors.ts';
import type { UserId } from '../../protocol/ids.ts';
import { type Actor, audited } from '../admin/audit.ts';
import type { Context } from '../context.ts';

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
export async function setQuota(
  parts: Pick<Context, 'db' | 'clock'>,
  actor: Actor,
  { userId, quotaMb }: { readonly userId: UserId; readonly quotaMb: number | null },
): Promise<void> {
  await audited(parts, actor, async (tx) => {
    const [person] = await tx<{ id: UserId; name: string }[]>`
      update users set quota_mb = ${quotaMb} where id = ${userId} returning id, name`;
    if (!person) throw notFound('This person');
    return { result: null, note: { action: 'files.quota', subject: person, details: { quotaMb } } };
  });
}

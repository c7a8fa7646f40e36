import type { TransactionSql } from 'postgres';
import type { FileId } from '../../protocol/ids.ts';
import { isHeld } from './holders.ts';

/**
 * Deletes those of the files that nothing holds any more; their bytes go with the next sweep. The lock comes first and
 * the look second: who begins to hold a file takes a share of the same lock.
 */
export async function freeFiles(
  tx: TransactionSql,
  fileIds: readonly FileId[],
  now: number,
): Promise<FileId[]> {
  if (fileIds.length === 0) return [];
  const locked = await tx<{ id: FileId }[]>`
    select id from files where id = any(${[...fileIds]}::uuid[]) and deleted_at is null order by id for update`;
  const freed = await tx<{ id: FileId }[]>`
    update files f set deleted_at = to_timestamp(${now}::float8 / 1000)
    where f.id = any(${locked.map(({ id }) => id)}::uuid[]) and not (${isHeld(tx, tx`f.id`)})
    returning f.id`;
  return freed.map(({ id }) => id);
}

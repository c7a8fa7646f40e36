import type { Fragment, ISql } from 'postgres';

/**
 * Everything that keeps a file from being swept away, by the file's id. Whoever makes a table that names files adds it
 * here: what none of these names goes when it is a day old.
 */
const HOLDERS: readonly ((sql: ISql, fileId: Fragment) => Fragment)[] = [
  (sql, fileId) => sql`select from message_files held where held.file_id = ${fileId}`,
  (sql, fileId) => sql`select from scheduled_files held where held.file_id = ${fileId}`,
  (sql, fileId) => sql`select from users held where held.avatar_file_id = ${fileId}`,
  (sql, fileId) => sql`select from conversations held where held.avatar_file_id = ${fileId}`,
];

/** Everything that names an object of the storage: `key`, and since when it is no stray. An object without a row is one. */
const NAMERS: readonly ((sql: ISql) => Fragment)[] = [
  (sql) => sql`
    select storage_key collate "C" as key, created_at as since from files where bytes_gone_at is null`,
  (sql) => sql`
    select thumbnail_key collate "C" as key, created_at as since from files
    where bytes_gone_at is null and thumbnail_key is not null`,
  (sql) => sql`
    select picture_key collate "C" as key, fetched_at as since from link_previews where picture_key is not null`,
];

/** A condition: something holds the file whose id is `fileId`. */
export function isHeld(sql: ISql, fileId: Fragment): Fragment {
  return HOLDERS.map((holder) => sql`exists (${holder(sql, fileId)})`).reduce(
    (one, other) => sql`${one} or ${other}`,
  );
}

/** A relation of all keys that are named: `key`, `since`. */
export function namedKeys(sql: ISql): Fragment {
  return NAMERS.map((namer) => namer(sql)).reduce((one, other) => sql`${one} union all ${other}`);
}

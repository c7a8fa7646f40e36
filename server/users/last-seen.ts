import { inArray } from 'drizzle-orm';
import { type Db, schema } from '../../db/client.ts';
import type { UserId } from '../../protocol/ids.ts';

const { users } = schema;

export interface LastSeenStore {
  read(userIds: readonly UserId[]): Promise<Map<UserId, number>>;
  write(seen: readonly [UserId, number][]): Promise<void>;
}

export function createLastSeenStore(db: Db): LastSeenStore {
  return { read: (userIds) => readLastSeen(db, userIds), write: (seen) => writeLastSeen(db, seen) };
}

async function readLastSeen(db: Db, userIds: readonly UserId[]): Promise<Map<UserId, number>> {
  if (userIds.length === 0) return new Map();
  const rows = await db
    .select({ id: users.id, lastSeenAt: users.lastSeenAt })
    .from(users)
    .where(inArray(users.id, [...userIds]));
  return new Map(rows.flatMap((row) => (row.lastSeenAt ? [[row.id, row.lastSeenAt.getTime()]] : [])));
}

/** A later time that another process wrote stays. */
async function writeLastSeen(db: Db, seen: readonly [UserId, number][]): Promise<void> {
  if (seen.length === 0) return;
  const userIds = seen.map(([userId]) => userId);
  const times = seen.map(([, at]) => at);
  await db.$client`
    update users set last_seen_at = greatest(last_seen_at, to_timestamp(seen.at / 1000.0))
    from unnest(${userIds}::uuid[], ${times}::float8[]) as seen (id, at)
    where users.id = seen.id`;
}

import { and, asc, desc, eq, inArray, lt, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { type Db, schema } from '../../db/client.ts';
import { invalid } from '../../protocol/errors.ts';
import type { SessionId, UserId } from '../../protocol/ids.ts';

const { pushSubscriptions } = schema;

/** Addresses of one person: the oldest gives way. */
const MOST_PER_USER = 20;
/** Deliveries in a row that failed, each after its retries: nobody is there any more. */
const MOST_FAILURES = 5;

const base64 = (bytes: number) =>
  v.pipe(
    v.string(),
    v.maxLength(200),
    v.regex(/^[A-Za-z0-9_-]+=*$/),
    v.check((text) => Buffer.from(text, 'base64url').length === bytes),
  );
/** An uncompressed point of P-256, and a secret of 16 bytes. */
export const pushTargetSchema = v.strictObject({
  endpoint: v.pipe(v.string(), v.maxLength(2000)),
  p256dh: v.pipe(
    base64(65),
    v.check((text) => Buffer.from(text, 'base64url')[0] === 4),
  ),
  auth: base64(16),
});
export type PushTarget = v.InferOutput<typeof pushTargetSchema>;

export interface Subscription extends PushTarget {
  readonly id: string;
  readonly userId: UserId;
}

/** One address is one browser: whoever signs in there next takes it over. */
export async function subscribe(
  { db, mayReach }: { readonly db: Db; readonly mayReach: (endpoint: string) => boolean },
  { userId, sessionId }: { readonly userId: UserId; readonly sessionId: SessionId },
  target: PushTarget,
): Promise<void> {
  if (!mayReach(target.endpoint)) throw invalid('This is no address of a push service.');
  const owner = { userId, sessionId, p256dh: target.p256dh, auth: target.auth, failures: 0 };
  await db
    .insert(pushSubscriptions)
    .values({ id: Bun.randomUUIDv7(), endpoint: target.endpoint, ...owner })
    .onConflictDoUpdate({ target: pushSubscriptions.endpoint, set: owner });
  const kept = db
    .select({ id: pushSubscriptions.id })
    .from(pushSubscriptions)
    .where(eq(pushSubscriptions.userId, userId))
    .orderBy(desc(pushSubscriptions.createdAt), desc(pushSubscriptions.id))
    .offset(MOST_PER_USER);
  await db.delete(pushSubscriptions).where(inArray(pushSubscriptions.id, kept));
}

export async function unsubscribe(db: Db, userId: UserId, endpoint: string): Promise<void> {
  await db
    .delete(pushSubscriptions)
    .where(and(eq(pushSubscriptions.userId, userId), eq(pushSubscriptions.endpoint, endpoint)));
}

export async function subscriptionsOf(db: Db, userIds: readonly UserId[]): Promise<Subscription[]> {
  if (userIds.length === 0) return [];
  const { id, userId, endpoint, p256dh, auth } = pushSubscriptions;
  return db
    .select({ id, userId, endpoint, p256dh, auth })
    .from(pushSubscriptions)
    .where(inArray(userId, [...userIds]))
    .orderBy(asc(id));
}

export async function noteDelivered(db: Db, id: string): Promise<void> {
  await db
    .update(pushSubscriptions)
    .set({ failures: 0 })
    .where(and(eq(pushSubscriptions.id, id), lt(sql`0`, pushSubscriptions.failures)));
}

/** After too many in a row the subscription is dropped. */
export async function noteFailed(db: Db, id: string): Promise<void> {
  const [row] = await db
    .update(pushSubscriptions)
    .set({ failures: sql`${pushSubscriptions.failures} + 1` })
    .where(eq(pushSubscriptions.id, id))
    .returning({ failures: pushSubscriptions.failures });
  if (row && row.failures >= MOST_FAILURES) await drop(db, id);
}

export async function drop(db: Db, id: string): Promise<void> {
  await db.delete(pushSubscriptions).where(eq(pushSubscriptions.id, id));
}

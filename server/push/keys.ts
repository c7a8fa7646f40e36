import { type Db, schema } from '../../db/client.ts';

/** VAPID: push services let only whoever holds the private half send to subscriptions made with the public one. */
export interface PushKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

const { pushKeys } = schema;

/** Made at the first need and kept in the database, so that all processes have the same. */
export async function readPushKeys(db: Db): Promise<PushKeys> {
  const known = await find(db);
  if (known) return known;
  const { generateVAPIDKeys } = await import('web-push');
  await db.insert(pushKeys).values(generateVAPIDKeys()).onConflictDoNothing();
  const stored = await find(db);
  if (!stored) throw new Error('The keys for push messages could not be stored.');
  return stored;
}

async function find(db: Db): Promise<PushKeys | undefined> {
  const [row] = await db
    .select({ publicKey: pushKeys.publicKey, privateKey: pushKeys.privateKey })
    .from(pushKeys);
  return row;
}

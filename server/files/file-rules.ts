import type { ISql } from 'postgres';
import { type Actor, audited } from '../admin/audit.ts';
import type { Context } from '../context.ts';

/** What the owner of the server decided about files. */
export interface FileRules {
  /** What each person may store, unless they have a quota of their own. null: no limit. */
  readonly userQuotaMb: number | null;
  /** Whether pictures lose what the camera wrote into them. */
  readonly stripOriginals: boolean;
}

const NONE: FileRules = { userQuotaMb: null, stripOriginals: false };

export async function readFileRules(sql: ISql): Promise<FileRules> {
  const [rules] = await sql<FileRules[]>`
    select user_quota_mb as "userQuotaMb", strip_originals as "stripOriginals" from settings`;
  return rules ?? NONE;
}

/** What is left out stays as it is. */
export async function updateFileRules(
  parts: Pick<Context, 'db' | 'clock'>,
  actor: Actor,
  change: { [K in keyof FileRules]?: FileRules[K] | undefined },
): Promise<FileRules> {
  return audited(parts, actor, async (tx) => {
    await tx`insert into settings (id) values (true) on conflict (id) do nothing`;
    await tx`select from settings for update`;
    const before = await readFileRules(tx);
    const { userQuotaMb = before.userQuotaMb, stripOriginals = before.stripOriginals } = change;
    await tx`update settings set user_quota_mb = ${userQuotaMb}, strip_originals = ${stripOriginals}`;
    return { result: { userQuotaMb, stripOriginals }, note: { action: 'files.rules', details: change } };
  });
}

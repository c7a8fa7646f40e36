import { gt, sql } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import type { Context } from '../context.ts';

const WEEK_MS = 7 * 24 * 60 * 60_000;
const MOST = 12;

const { meetings } = schema;

/** What strangers had in common lately, the most frequent first: suggestions. Only what two had named is told. */
export async function popularTags({ db, clock }: Pick<Context, 'db' | 'clock'>): Promise<string[]> {
  const tag = sql<string>`unnest(${meetings.tags})`.as('tag');
  const recent = db
    .select({ tag })
    .from(meetings)
    .where(gt(meetings.startedAt, new Date(clock.now() - WEEK_MS)))
    .as('recent');
  const rows = await db
    .select({ tag: recent.tag })
    .from(recent)
    .groupBy(recent.tag)
    .orderBy(sql`count(*) desc`, recent.tag)
    .limit(MOST);
  return rows.map((row) => row.tag);
}

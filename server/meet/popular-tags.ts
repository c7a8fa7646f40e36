import type { Context } from '../context.ts';

const WEEK_MS = 7 * 24 * 60 * 60_000;
const KEPT_MS = 60_000;
const MOST = 12;
/** Fewer could be told by it what one of them likes, or put there what they like. */
const LEAST_PEOPLE = 3;

/**
 * What strangers had in common lately, that of the most people first: suggestions. Whoever asks within a minute gets the
 * same answer: however many open the page, the week is read once.
 */
export function makePopularTags(parts: Pick<Context, 'db' | 'clock'>): () => Promise<string[]> {
  let known: { readonly at: number; readonly tags: Promise<string[]> } | null = null;
  return () => {
    const at = parts.clock.now();
    if (known && at - known.at < KEPT_MS) return known.tags;
    const tags = readPopularTags(parts);
    const fresh = { at, tags };
    known = fresh;
    tags.catch(() => {
      if (known === fresh) known = null;
    });
    return tags;
  };
}

/** Two tabs of one person may meet: that is nobody's word but theirs. */
async function readPopularTags({ db, clock }: Pick<Context, 'db' | 'clock'>): Promise<string[]> {
  const since = (clock.now() - WEEK_MS) / 1000;
  const rows = await db.$client<{ tag: string }[]>`
    select tag
    from meetings, unnest(tags) as tag, lateral (values (first_user_id), (second_user_id)) as people(id)
    where started_at > to_timestamp(${since}::float8) and first_user_id is distinct from second_user_id
    group by tag having count(distinct people.id) >= ${LEAST_PEOPLE}
    order by count(distinct people.id) desc, tag limit ${MOST}`;
  return rows.map(({ tag }) => tag);
}

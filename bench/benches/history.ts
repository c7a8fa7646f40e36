import { atMost, type Bench, milliseconds, type Stage } from '../figure.ts';
import { median, quantile } from '../quantile.ts';
import { searchQueries } from '../world/words.ts';
import { withSql } from '../world/database.ts';
import { fillConversation } from '../world/fill.ts';
import { type Member, signInAs } from '../world/member.ts';
import { startParley } from '../world/targets.ts';

const SHAPE = { groups: 1, people: 10, sessions: 1 };
const MESSAGES = { full: 1_000_000, small: 2_000 };
const PAGES = { full: 100, small: 5 };
const PAGE = 50;
const SCANS = 5;
/** Each query is asked so often. */
const ROUNDS = { full: 3, small: 1 };

/** One conversation with a million messages: its pages, and what is found in it. */
export const history: Bench = async (stage) => {
  const messages = MESSAGES[stage.size];
  const parley = await startParley(stage.postgres, SHAPE);
  try {
    const [person] = parley.groups[0] ?? [];
    if (!person) throw new Error('nobody is there');
    const started = performance.now();
    await fillConversation(parley.databaseUrl, { conversationId: person.conversationId, messages });
    stage.note(`${messages} messages in ${((performance.now() - started) / 1000).toFixed(0)} s`);
    const member = await signInAs(parley, person);
    const pages = await measurePages(stage, member, messages);
    const { search, scan } = await measureSearch(stage, { member, databaseUrl: parley.databaseUrl });
    member.close();
    const depth = messages.toLocaleString('en');
    return [
      atMost(1.2, {
        what: `a page of ${PAGE} at depth ${depth}, median`,
        parley: pages.deep,
        against: pages.newest,
        unit: milliseconds,
        than: 'of the newest page',
      }),
      atMost(0.02, {
        what: `search over ${depth} messages, p95`,
        parley: search,
        against: scan,
        unit: milliseconds,
        than: 'of an ILIKE scan, median',
      }),
    ];
  } finally {
    await parley.close();
  }
};

async function measurePages(stage: Stage, { page }: Member, messages: number) {
  const times = { newest: [] as number[], deep: [] as number[] };
  for (let round = 0; round < PAGES[stage.size]; round += 1) {
    times.newest.push(await timed(() => page('newest', 0, PAGE)));
    // The oldest pages: the whole history lies above them.
    const anchor = Math.min(messages, PAGE + 1 + round * PAGE);
    times.deep.push(await timed(() => page('before', anchor, PAGE)));
  }
  return { newest: median(times.newest), deep: median(times.deep) };
}

async function measureSearch(
  stage: Stage,
  { member, databaseUrl }: { member: Member; databaseUrl: string },
): Promise<{ search: number; scan: number }> {
  const searches: number[] = [];
  const queries = searchQueries();
  const asked = Array.from({ length: ROUNDS[stage.size] }, () => queries).flat();
  for (const { kind, text } of asked) {
    let found = 0;
    const took = await timed(async () => {
      found = await member.search(text);
    });
    searches.push(took);
    stage.note(`search ${kind}: ${milliseconds(took)}, ${found} found`);
  }
  const scans = await withSql(databaseUrl, async (sql) => {
    await sql`set enable_bitmapscan = off`;
    await sql`set enable_indexscan = off`;
    const words = queries.filter(({ scan }) => scan !== null).slice(0, SCANS);
    const times: number[] = [];
    for (const { scan } of words) {
      times.push(
        await timed(
          () => sql`select * from messages where text ilike ${`%${scan}%`} order by id desc limit 31`,
        ),
      );
    }
    return times;
  });
  return { search: quantile(searches, 0.95), scan: median(scans) };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

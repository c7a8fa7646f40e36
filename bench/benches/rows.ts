import type { Bench, Figure, Stage } from '../figure.ts';
import type { Sql } from 'postgres';
import { withSql } from '../world/database.ts';
import { signInAs } from '../world/member.ts';
import { startParley } from '../world/targets.ts';

const SHAPES = {
  full: { groups: 1, people: 10_000, sessions: 1 },
  small: { groups: 1, people: 100, sessions: 1 },
} as const;
const MESSAGES = 10;
const MENTIONS = 3;
/** A backend that is idle tells its counts after ten seconds at the latest (PGSTAT_IDLE_INTERVAL). */
const SETTLED_MS = 11_000;
const POLL_MS = 500;

interface Written {
  readonly inserted: number;
  readonly updated: number;
}

/** What PostgreSQL counts as written while messages are sent into a group of ten thousand. */
export const rows: Bench = async (stage) => {
  const population = SHAPES[stage.size];
  const parley = await startParley(stage.postgres, population);
  try {
    const [person] = parley.groups[0] ?? [];
    if (!person) throw new Error('nobody is there');
    const names = Array.from({ length: MENTIONS }, (_, n) => `@bench${n + 1}`).join(' ');
    // A socket that is silent while counts settle is closed: each time a new one.
    const write = async (...texts: string[]) => {
      const member = await signInAs(parley, person);
      for (const text of texts) await member.send(text);
      member.close();
    };
    const often = (text: string) => Array.from({ length: MESSAGES }, () => text);
    const unheard = Array.from({ length: MESSAGES }, (_, n) => `to everyone: unheard${n}`);
    // Their words are known from then on.
    await write('to everyone', `${names} a word`);
    const count = (texts: string[]) => written(parley.databaseUrl, () => write(...texts));
    const plain = await count(often('to everyone'));
    const naming = await count(often(`${names} a word`));
    const newWords = await count(unheard);
    const { people } = population;
    return [
      figureOf(stage, people, { what: 'with 0 mentions', rows: 1, ...plain }),
      figureOf(stage, people, { what: `with ${MENTIONS} mentions`, rows: 1 + MENTIONS, ...naming }),
      figureOf(stage, people, { what: 'with a word that nobody wrote before', rows: 2, ...newWords }),
    ];
  } finally {
    await parley.close();
  }
};

/** A word is written into the search's vocabulary when it is first used, once for all messages that have it. */
function figureOf(
  stage: Stage,
  people: number,
  { what, rows: expected, inserted, updated }: Written & { what: string; rows: number },
): Figure {
  const each = inserted / MESSAGES;
  stage.note(`${what}: ${inserted} rows inserted, ${updated} updated by ${MESSAGES} messages`);
  return {
    what: `rows written per message ${what} in a group of ${people.toLocaleString('en')}`,
    parley: `${each} inserted, ${updated / MESSAGES} updated (the counter)`,
    against: '1 + mentions + words never written before',
    ratio: String(each / expected),
    target: '= 1',
    isMet: each === expected && updated <= MESSAGES,
  };
}

async function written(url: string, work: () => Promise<void>): Promise<Written> {
  return await withSql(url, async (sql) => {
    const before = await settledCounts(sql);
    await work();
    const after = await settledCounts(sql);
    return { inserted: after.inserted - before.inserted, updated: after.updated - before.updated };
  });
}

/** What did not change for so long that every idle backend has told its counts. */
async function settledCounts(sql: Sql): Promise<Written> {
  let last = await readCounts(sql);
  for (let still = 0; still < SETTLED_MS; still += POLL_MS) {
    await Bun.sleep(POLL_MS);
    const next = await readCounts(sql);
    if (next.inserted !== last.inserted || next.updated !== last.updated) still = 0;
    last = next;
  }
  return last;
}

/** In all tables but those of people, their sessions and invitations: who was seen when, and the owner's link. */
async function readCounts(sql: Sql): Promise<Written> {
  const [row] = await sql<Written[]>`
    select sum(n_tup_ins)::float8 as inserted, sum(n_tup_upd)::float8 as updated from pg_stat_user_tables
    where schemaname = 'public' and relname not in ('users', 'sessions', 'invites')`;
  return row ?? { inserted: 0, updated: 0 };
}

import type { Bench, Figure, Stage } from '../figure.ts';
import type { Sql } from 'postgres';
import { withSql } from '../world/database.ts';
import { signInAs } from '../world/member.ts';
import { type ParleyTarget, startParley } from '../world/targets.ts';

const SHAPES = {
  full: { groups: 1, people: 10_000, sessions: 1 },
  small: { groups: 1, people: 100, sessions: 1 },
} as const;
const MESSAGES = 10;
const MENTIONS = 3;
const PATIENCE_MS = 15_000;
const POLL_MS = 50;

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
    const write = async (...texts: string[]) => {
      const member = await signInAs(parley, person);
      for (const text of texts) await member.send(text);
      member.close();
    };
    const often = (text: string) => Array.from({ length: MESSAGES }, () => text);
    const unheard = Array.from({ length: MESSAGES }, (_, n) => `to everyone: unheard${n}`);
    // Their words are known from then on.
    await write('to everyone', `${names} a word`);
    const counts = [await countAll(parley)];
    for (const texts of [often('to everyone'), often(`${names} a word`), unheard]) {
      await write(...texts);
      counts.push(await countAll(parley));
    }
    const [plain, naming, newWords] = [writtenBy(counts, 1), writtenBy(counts, 2), writtenBy(counts, 3)];
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

/** Between the count of this place and the one before. */
function writtenBy(counts: readonly Written[], at: number): Written {
  const [before, after] = [counts[at - 1], counts[at]];
  if (!before || !after) throw new Error('nothing was counted');
  return { inserted: after.inserted - before.inserted, updated: after.updated - before.updated };
}

/** A backend tells its counts when it ends, seconds before which it may keep them: nobody is connected while they are read. */
async function countAll(parley: ParleyTarget): Promise<Written> {
  await parley.stop();
  const counts = await withSql(parley.databaseUrl, async (sql) => {
    for (let waited = 0; (await countOthers(sql)) > 0; waited += POLL_MS) {
      if (waited > PATIENCE_MS) throw new Error('somebody else is still connected');
      await Bun.sleep(POLL_MS);
    }
    return await readCounts(sql);
  });
  await parley.restart();
  return counts;
}

async function countOthers(sql: Sql): Promise<number> {
  const [row] = await sql<{ others: number }[]>`
    select count(*)::int as others from pg_stat_activity
    where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()`;
  return row?.others ?? 0;
}

/** In all tables but those of people, their sessions and invitations: who was seen when, and the owner's link. */
async function readCounts(sql: Sql): Promise<Written> {
  const [row] = await sql<Written[]>`
    select sum(n_tup_ins)::float8 as inserted, sum(n_tup_upd)::float8 as updated from pg_stat_user_tables
    where schemaname = 'public' and relname not in ('users', 'sessions', 'invites')`;
  return row ?? { inserted: 0, updated: 0 };
}

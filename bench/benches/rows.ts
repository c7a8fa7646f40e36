import type { Bench, Figure, Stage } from '../figure.ts';
import type { Sql } from 'postgres';
import { withSql } from '../world/database.ts';
import { signInAs } from '../world/member.ts';
import { startParley } from '../world/targets.ts';

const SHAPES = {
  full: { groups: 1, people: 10_000, sessions: 1 },
  small: { groups: 1, people: 100, sessions: 1 },
} as const;
const MESSAGES = 20;
const MENTIONS = 3;
const PATIENCE_MS = 15_000;
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
    const member = await signInAs(parley, person);
    const names = Array.from({ length: MENTIONS }, (_, n) => `@bench${n + 1}`).join(' ');
    const write = async (text: string) => {
      for (let n = 0; n < MESSAGES / 2; n += 1) await member.send(text);
    };
    // A word that nobody wrote before is written once into the search's vocabulary: these are known from then on.
    for (const text of ['to everyone', `${names} a word`]) await member.send(text);
    const plain = await written(parley.databaseUrl, () => write('to everyone'), MESSAGES / 2);
    const naming = await written(
      parley.databaseUrl,
      () => write(`${names} a word`),
      (MESSAGES / 2) * (1 + MENTIONS),
    );
    member.close();
    const { people } = population;
    return [
      figureOf(stage, people, { mentions: 0, ...plain }),
      figureOf(stage, people, { mentions: MENTIONS, ...naming }),
    ];
  } finally {
    await parley.close();
  }
};

function figureOf(
  stage: Stage,
  people: number,
  { mentions, inserted, updated }: Written & { mentions: number },
): Figure {
  const each = inserted / (MESSAGES / 2);
  stage.note(
    `${mentions} mentions: ${inserted} rows inserted, ${updated} updated by ${MESSAGES / 2} messages`,
  );
  return {
    what: `rows written per message with ${mentions} mentions in a group of ${people.toLocaleString('en')}`,
    parley: `${each} inserted, ${updated / (MESSAGES / 2)} updated (the counter)`,
    against: '1 + mentions',
    ratio: String(each / (1 + mentions)),
    target: '= 1',
    isMet: each === 1 + mentions && updated <= MESSAGES / 2,
  };
}

/** A backend tells its counts when it has been idle for a while. */
async function written(url: string, work: () => Promise<void>, expected: number): Promise<Written> {
  return await withSql(url, async (sql) => {
    const before = await settledCounts(sql);
    await work();
    for (let waited = 0; waited < PATIENCE_MS; waited += POLL_MS) {
      await Bun.sleep(POLL_MS);
      if ((await readCounts(sql)).inserted - before.inserted >= expected) break;
    }
    const after = await settledCounts(sql);
    return { inserted: after.inserted - before.inserted, updated: after.updated - before.updated };
  });
}

/** What does not change any more. */
async function settledCounts(sql: Sql): Promise<Written> {
  for (let last = await readCounts(sql); ; ) {
    await Bun.sleep(3 * POLL_MS);
    const next = await readCounts(sql);
    if (next.inserted === last.inserted && next.updated === last.updated) return next;
    last = next;
  }
}

/** In all tables but those of people, their sessions and invitations: who was seen when, and the owner's link. */
async function readCounts(sql: Sql): Promise<Written> {
  const [row] = await sql<Written[]>`
    select sum(n_tup_ins)::float8 as inserted, sum(n_tup_upd)::float8 as updated from pg_stat_user_tables
    where schemaname = 'public' and relname not in ('users', 'sessions', 'invites')`;
  return row ?? { inserted: 0, updated: 0 };
}

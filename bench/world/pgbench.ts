import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import { perSecond, type Stage } from '../figure.ts';
import { withSql } from './database.ts';

/** Long enough that 64 clients sign in and still have time. */
const SECONDS = 6;
const DEBIAN = '/usr/lib/postgresql';
const INSERT = `\\set room random(1, 1000)
\\set sender random(1, 2000)
insert into plain (room, sender, body) values (:room, :sender, '${'lorem ipsum dolor '.repeat(4)}');
`;

interface Load {
  readonly clients: number;
  readonly until: string;
  readonly seconds: number;
}

/** Single rows a second, each a commit of its own, into a small table with one index. */
export async function measureInserts(stage: Stage): Promise<{ name: string; rate: number }> {
  const url = await stage.postgres.create('plain');
  await withSql(
    url,
    (sql) => sql`create table plain (
      id bigserial primary key, room integer not null, sender integer not null, body text not null,
      at timestamptz not null default now())`,
  );
  const load: Load =
    stage.size === 'small'
      ? { clients: 4, until: '--transactions=50', seconds: 0.5 }
      : { clients: 64, until: `--time=${SECONDS}`, seconds: SECONDS };
  const pgbench = findPgbench();
  const [name, rate] = pgbench
    ? [
        `of pgbench, ${load.clients} clients`,
        await runPgbench(pgbench, { url, load, folder: stage.postgres.folder }),
      ]
    : [`of ${load.clients} connections of our own (no pgbench here)`, await runOwnLoop(url, load)];
  stage.note(`${perSecond(rate)} single-row inserts ${name}`);
  return { name, rate };
}

function findPgbench(): string | null {
  const inPath = Bun.which('pgbench');
  if (inPath || !existsSync(DEBIAN)) return inPath;
  const paths = readdirSync(DEBIAN).map((version) => join(DEBIAN, version, 'bin/pgbench'));
  return paths.find((path) => existsSync(path)) ?? null;
}

async function runPgbench(
  pgbench: string,
  { url, load, folder }: { url: string; load: Load; folder: string },
): Promise<number> {
  const script = join(folder, 'insert.sql');
  await Bun.write(script, INSERT);
  const options = ['--no-vacuum', '--protocol=prepared', `--client=${load.clients}`, '--jobs=2', load.until];
  const child = Bun.spawn([pgbench, ...options, `--file=${script}`, url], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [said, complaint] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  const rate = /tps = ([\d.]+)/.exec(said)?.[1];
  if (!rate) throw new Error(`pgbench told no rate: ${said} ${complaint}`);
  return Number(rate);
}

async function runOwnLoop(url: string, { clients, seconds }: Load): Promise<number> {
  const sql = postgres(url, { max: clients, onnotice: () => undefined });
  const end = performance.now() + seconds * 1000;
  let rows = 0;
  const insert = async () => {
    while (performance.now() < end) {
      await sql`insert into plain (room, sender, body) values (${rows % 1000}, ${rows % 2000}, 'lorem ipsum')`;
      rows += 1;
    }
  };
  await Promise.all(Array.from({ length: clients }, insert));
  await sql.end();
  return rows / seconds;
}

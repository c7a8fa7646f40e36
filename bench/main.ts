import { cpus } from 'node:os';
import { direct } from './benches/direct.ts';
import { fanout } from './benches/fanout.ts';
import { firstScreen } from './benches/first-screen.ts';
import { history } from './benches/history.ts';
import { latency } from './benches/latency.ts';
import { meet } from './benches/meet.ts';
import { memory } from './benches/memory.ts';
import { rows } from './benches/rows.ts';
import { send } from './benches/send.ts';
import { switching } from './benches/switch.ts';
import { type Calibration, calibrate } from './calibration.ts';
import type { Bench, Figure } from './figure.ts';
import { tableOf, writeTable } from './table.ts';
import { type BenchPostgres, startPostgres } from './world/database.ts';
import { endChildren } from './world/processes.ts';
import { peerRuntime } from './world/targets.ts';

export const BENCHES = {
  send,
  latency,
  fanout,
  memory,
  history,
  rows,
  'first-screen': firstScreen,
  switch: switching,
  meet,
  direct,
} as const satisfies Record<string, Bench>;

export type BenchName = keyof typeof BENCHES;

const USAGE = `bun run bench [--write] [--small] [name …]; there are ${Object.keys(BENCHES).join(', ')}.`;

interface Options<N extends string> {
  readonly size: 'full' | 'small';
  readonly note: (line: string) => void;
  readonly benches: Readonly<Record<N, Bench>>;
}

/** Runs one measurement after the other, beside one PostgreSQL. One that fails keeps no other from being made. */
export async function runBenches<N extends string>(
  names: readonly N[],
  { size, note, benches }: Options<N>,
): Promise<{ calibration: Calibration; figures: Figure[]; failed: N[] }> {
  const postgres = await startPostgres();
  const stop = endOnSignals(postgres);
  try {
    const calibration = await calibrate(postgres.folder);
    const figures: Figure[] = [];
    const failed: N[] = [];
    for (const name of names) {
      note(`— ${name}`);
      try {
        figures.push(...(await benches[name]({ postgres, size, note: (line) => note(`  ${line}`) })));
      } catch (error) {
        failed.push(name);
        note(`  failed: ${error instanceof Error ? error.stack : String(error)}`);
      }
    }
    return { calibration, figures, failed };
  } finally {
    stop();
    await postgres.close();
  }
}

/** Nothing stays behind when somebody loses patience. */
function endOnSignals(postgres: BenchPostgres): () => void {
  const end = () => {
    endChildren(process.pid, postgres.pid);
    void postgres.close().finally(() => process.exit(1));
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  return () => {
    process.removeListener('SIGINT', end);
    process.removeListener('SIGTERM', end);
  };
}

async function main(words: readonly string[]): Promise<void> {
  const flags = words.filter((word) => word.startsWith('--'));
  const wanted = words.filter((word) => !word.startsWith('--'));
  const unknown = [
    ...flags.filter((flag) => flag !== '--write' && flag !== '--small'),
    ...wanted.filter((name) => !isBench(name)),
  ];
  if (unknown.length > 0) {
    console.error(`There is no ${unknown[0]}: ${USAGE}`);
    process.exit(1);
  }
  const names = wanted.length === 0 ? (Object.keys(BENCHES) as BenchName[]) : wanted.filter(isBench);
  const size = flags.includes('--small') ? 'small' : 'full';
  const ran = await runBenches(names, { size, note: (line) => console.log(line), benches: BENCHES });
  const { calibration, figures, failed } = ran;
  const table = tableOf({ calibration, figures, cores: cpus().length, peerRuntime, date: new Date() });
  console.log(`\n${table}`);
  if (failed.length > 0) {
    console.error(`Failed: ${failed.join(', ')}. The README's table stays as it is.`);
    process.exit(1);
  }
  if (flags.includes('--write')) await writeTable(table);
}

function isBench(name: string): name is BenchName {
  return Object.hasOwn(BENCHES, name);
}

if (import.meta.main) await main(process.argv.slice(2));

import { resolve } from 'node:path';
import type { Calibration } from './calibration.ts';
import type { Figure } from './figure.ts';

const PROJECT = resolve(import.meta.dir, '..');
const BEGIN = '<!-- bench: written by `bun run bench --write` -->';
const END = '<!-- /bench -->';

interface Run {
  readonly calibration: Calibration;
  readonly figures: readonly Figure[];
  readonly cores: number;
  readonly peerRuntime: string;
  readonly date: Date;
}

export function tableOf({ calibration, figures, cores, peerRuntime, date }: Run): string {
  const { fsync, roundTrip } = calibration;
  const lines = figures.map(
    ({ what, parley, against, ratio, target, isMet }) =>
      `| ${what} | ${parley} | ${against} | ${ratio} | ${target} | ${isMet ? 'yes' : 'no'} |`,
  );
  return [
    `\`bun run bench\`, ${date.toISOString().slice(0, 10)}, ${cores} cores that server, database and load generators share; ratios of one run. ` +
      `In this run an fsync took ${fsync.toFixed(2)} ms and a byte over TCP to another process and back ${(roundTrip * 1000).toFixed(0)} µs. ` +
      `The peer (\`bench/peer\`) is Express, Socket.IO and pg under ${peerRuntime}: one INSERT a message, then a loop that emits. ` +
      'Everything writes to the same PostgreSQL, with fsync on.',
    '',
    '| measure | Parley | against | ratio | target | met |',
    '| - | - | - | - | - | - |',
    ...lines,
  ].join('\n');
}

/** Between its marks in the README. */
export async function writeTable(table: string): Promise<void> {
  const path = resolve(PROJECT, 'README.md');
  const text = await Bun.file(path).text();
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error('README.md has lost the marks of the table.');
  await Bun.write(path, `${text.slice(0, begin + BEGIN.length)}\n\n${table}\n\n${text.slice(end)}`);
  const biome = resolve(PROJECT, 'node_modules/@biomejs/biome/bin/biome');
  await Bun.spawn([process.execPath, '--bun', biome, 'format', '--write', path], {
    stdio: ['ignore', 'ignore', 'inherit'],
  }).exited;
}

import type { Violation } from './history.ts';
import type { Progress, RunResult } from './run.ts';

/** A line for each run, as the person who started it reads them. */
export function tableOf(results: readonly RunResult[]): string {
  const rows = results.map((result) => [
    result.name,
    String(result.seed),
    result.seconds.toFixed(0),
    String(result.acknowledged),
    `${result.kills} (${result.hits})`,
    String(result.lineFaults),
    foundIn(result.violations),
  ]);
  const head = ['run', 'seed', 's', 'acknowledged', 'kills (hits)', 'lines', 'found'];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Of a run that goes on. It ends with the round in which something is found: until then nothing was. */
export function lineOf({ seconds, rounds, acknowledged, kills, hits, lineFaults }: Progress): string {
  const [minutes, rest] = [Math.floor(seconds / 60), Math.floor(seconds % 60)];
  const time = `${minutes}:${String(rest).padStart(2, '0')}`;
  const rate = Math.round(acknowledged / Math.max(1, seconds));
  const done = `${acknowledged} acknowledged (${rate}/s), ${kills} kills (${hits} hits), ${lineFaults} lines`;
  return `${time}  ${done}, ${rounds} rounds checked, nothing found`;
}

/** How often each promise was broken, and the first case. */
function foundIn(violations: readonly Violation[]): string {
  const [first] = violations;
  if (!first) return 'nothing';
  const counts = new Map<string, number>();
  for (const { property } of violations) counts.set(property, (counts.get(property) ?? 0) + 1);
  const sums = [...counts].map(([property, count]) => `${count} × ${property}`).join(', ');
  return `${sums}; e.g. ${first.detail}`;
}

import { expect, test } from 'bun:test';
import { type BenchName, runBenches } from '../../bench/main.ts';
import { tableOf } from '../../bench/table.ts';

/** Those that need neither a browser nor a build. */
const NAMES: readonly BenchName[] = ['send', 'latency', 'fanout', 'memory', 'history', 'rows', 'meet'];

test('the measurements run and fill their table', async () => {
  const run = await runBenches(NAMES, { size: 'small', note: () => undefined });
  const { calibration, figures } = run;
  expect(calibration.fsync).toBeGreaterThan(0);
  expect(calibration.roundTrip).toBeGreaterThan(0);
  expect(figures.length).toBe(15);
  for (const { what, ratio } of figures) expect([what, Number(ratio) > 0]).toEqual([what, true]);
  const rows = figures.filter(({ what }) => what.startsWith('rows written'));
  expect(rows.map(({ isMet }) => isMet)).toEqual([true, true, true]);
  const table = tableOf({ ...run, cores: 2, peerRuntime: 'Node', date: new Date() });
  for (const { what } of figures) expect(table).toContain(`| ${what} |`);
}, 240_000);

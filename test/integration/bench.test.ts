import { expect, test } from 'bun:test';
import { BENCHES, type BenchName, runBenches } from '../../bench/main.ts';
import { tableOf } from '../../bench/table.ts';

/** Those that need neither a browser nor a build. */
const NAMES: readonly BenchName[] = ['send', 'latency', 'fanout', 'memory', 'history', 'rows', 'meet'];

test('the measurements run and fill their table', async () => {
  const run = await runBenches(NAMES, { size: 'small', note: () => undefined, benches: BENCHES });
  const { calibration, figures, failed } = run;
  expect(failed).toEqual([]);
  expect(calibration.fsync).toBeGreaterThan(0);
  expect(calibration.roundTrip).toBeGreaterThan(0);
  expect(figures.length).toBe(15);
  for (const { what, ratio } of figures) expect([what, Number(ratio) > 0]).toEqual([what, true]);
  const rows = figures.filter(({ what }) => what.startsWith('rows written'));
  expect(rows.map(({ isMet }) => isMet)).toEqual([true, true, true]);
  const table = tableOf({ ...run, cores: 2, peerRuntime: 'Node', date: new Date() });
  for (const { what } of figures) expect(table).toContain(`| ${what} |`);
}, 240_000);

test('a measurement that fails is told, and the others are made', async () => {
  const figure = { what: 'a figure', parley: '', against: '', ratio: '1', target: '', isMet: true };
  const benches = {
    send: () => Promise.reject(new Error('The server did not start.')),
    rows: () => Promise.resolve([figure]),
  };
  const notes: string[] = [];
  const note = (line: string) => void notes.push(line);
  const run = await runBenches(['send', 'rows'], { size: 'small', note, benches });
  expect(run).toMatchObject({ failed: ['send'], figures: [figure] });
  expect(notes.join('\n')).toContain('failed: Error: The server did not start.');
});

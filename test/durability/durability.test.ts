import { afterAll, beforeAll, expect, test } from 'bun:test';
import { random } from '../harness/random.ts';
import { lineOf, tableOf } from './report.ts';
import { run, type RunResult } from './run.ts';
import { ALONE_RUN, DEFAULT_RUN, LONG_RUN, PLANTED_FAULTS } from './settings.ts';
import { Cluster } from './world/postgres.ts';

const MINUTE_MS = 60_000;
const isLong = process.env['DURABILITY'] === 'long';
const { seed } = random();
const results: RunResult[] = [];
let cluster: Cluster;

beforeAll(async () => {
  console.log(`seed ${seed}: \`SEED=${seed} bin/test durability\` makes the same choices again`);
  cluster = await Cluster.start();
}, MINUTE_MS);
afterAll(async () => {
  console.log(tableOf(results));
  await cluster?.close();
}, MINUTE_MS);

async function runAndKeep(settings: Parameters<typeof run>[1]): Promise<RunResult> {
  const result = await run(cluster, settings);
  results.push(result);
  return result;
}

if (isLong) {
  test(
    '200,000 acknowledged messages and 500 kills: every promise is kept',
    async () => {
      const { violations, acknowledged, kills } = await runAndKeep({
        ...LONG_RUN,
        seed,
        tell: (progress) => console.log(lineOf(progress)),
      });
      expect(violations).toEqual([]);
      expect(acknowledged).toBeGreaterThanOrEqual(200_000);
      expect(kills).toBeGreaterThanOrEqual(500);
    },
    300 * MINUTE_MS,
  );
} else {
  test(
    'two processes are killed, with their database and their bus: every promise is kept',
    async () => {
      const { violations, hits, killsByKind } = await runAndKeep({ ...DEFAULT_RUN, seed });
      expect(violations).toEqual([]);
      expect(hits).toBeGreaterThanOrEqual(20);
      expect(Object.keys(killsByKind).toSorted()).toEqual(['backend', 'postmaster', 'redis', 'server']);
    },
    5 * MINUTE_MS,
  );

  test(
    'the one process is killed, and its database: every promise is kept',
    async () => {
      const { violations, hits } = await runAndKeep({ ...ALONE_RUN, seed });
      expect(violations).toEqual([]);
      expect(hits).toBeGreaterThan(0);
    },
    3 * MINUTE_MS,
  );

  for (const { name, breaks, settings } of PLANTED_FAULTS) {
    test(
      `a planted fault is found: ${name}`,
      async () => {
        const { violations } = await runAndKeep({ ...settings, seed });
        expect(violations.map(({ property }) => property)).toContain(breaks);
      },
      2 * MINUTE_MS,
    );
  }
}

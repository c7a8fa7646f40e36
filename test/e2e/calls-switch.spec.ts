import type { Page } from '@playwright/test';
import { diagnose, expectMediaFlows, expectTopology, press, stage, tile } from './parts/call.ts';
import { expect, sfuEnv, test } from './parts/fixtures.ts';
import { openGroup, type Person } from './parts/person.ts';
import { recordShownFrames, takeGaps } from './parts/shown-frames.ts';

test('with MESH_LIMIT=2 the third joins, all three see and hear each other on the SFU, one leaves, and the two are direct again', async ({
  person,
  ownServer,
}) => {
  test.setTimeout(240_000);
  const server = await ownServer({ env: { MESH_LIMIT: '2', ...sfuEnv() } });
  const at = server.url;
  const [alice, bob, carol] = [
    await person('Alice', { at }),
    await person('Bob', { at }),
    await person('Carol', { at }),
  ];
  await openGroup(alice, [bob, carol]);

  await press(alice.page, 'Video call');
  await press(bob.page, 'Accept with video');
  await expectCall([alice, bob], 'mesh');
  for (const { page } of [alice, bob]) await recordShownFrames(page);

  await press(carol.page, 'Accept with video');
  await recordShownFrames(carol.page);
  await expectCall([alice, bob, carol], 'sfu');
  for (const { page } of [alice, bob, carol]) {
    // The peer links go on for a moment beside the new ones.
    await expect.poll(() => linksOf(page)).toEqual(['sfu']);
    await expect.poll(async () => (await diagnose(page)).onSfu).toBe(true);
  }
  await report('mesh to SFU', [alice, bob]);

  await press(carol.page, 'Hang up');
  await expect(tile(alice.page, 'Carol')).toHaveCount(0);
  await expectCall([alice, bob], 'mesh');
  await report('SFU to mesh', [alice, bob]);
  await expect.poll(() => linksOf(alice.page)).toEqual(['mesh']);
  const paths = async () => (await diagnose(alice.page)).connections.map(({ path }) => path);
  await expect.poll(paths).toEqual(['direct']);
  await press(alice.page, 'Hang up');
  await press(bob.page, 'Hang up');
  await expect(stage(bob.page)).toBeHidden();
});

/** Far more than anyone should see: the machine encodes for three at once, beside whatever else runs on it. */
const LONGEST_GAP_MS = 4_000;

async function expectCall(people: readonly Person[], kind: 'mesh' | 'sfu'): Promise<void> {
  for (const { page } of people) await expectTopology(page, kind);
  for (const { page } of people) await expectMediaFlows(page, people.length - 1);
}

async function linksOf(page: Page): Promise<string[]> {
  const { carriers } = await diagnose(page);
  return [...new Set(carriers.map(({ link }) => link))];
}

/** Everything shown since the last report: the switch is the only thing that happened in it. */
async function report(what: string, people: readonly Person[]): Promise<void> {
  for (const { page, name } of people) {
    for (const { longest, frames } of (await takeGaps(page)).values()) {
      if (frames < 10) continue;
      console.log(`${what}: ${name} saw ${frames} frames, the longest gap was ${longest} ms`);
      expect(longest).toBeLessThan(LONGEST_GAP_MS);
    }
  }
}

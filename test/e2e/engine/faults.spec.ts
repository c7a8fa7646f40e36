import type { Page } from '@playwright/test';
import {
  callAndAccept,
  diagnose,
  expectMediaFlows,
  expectTopology,
  press,
  stage,
  tile,
  wake,
} from '../parts/call.ts';
import { expect, sfuEnv, test } from '../parts/fixtures.ts';
import { Gate } from '../parts/gate.ts';
import { openDirect, openGroup } from '../parts/person.ts';

test('the way to the server is cut for some seconds: media goes on, and the call with it', async ({
  person,
  server,
}) => {
  const { gate, at } = await Gate.before(server.url);
  try {
    const alice = await person('Alice', { at });
    const bob = await person('Bob');
    await openDirect(alice, bob);
    await callAndAccept(alice, bob);
    await expectMediaFlows(alice.page, 1);
    const before = await diagnose(alice.page);

    gate.shut();
    // Her place in the call is kept for 15 seconds.
    await Promise.all([
      expect(stage(alice.page).getByText('Reconnecting')).toBeVisible(),
      expectMediaFlows(alice.page, 1),
      expectMediaFlows(bob.page, 1),
    ]);
    gate.reopen();
    await wake(alice.page);
    await expect(stage(alice.page).getByText('Reconnecting')).toHaveCount(0, { timeout: 30_000 });

    const after = await diagnose(alice.page);
    expect(after.me).toBe(before.me);
    expect(after.carriers.map(({ key }) => key)).toEqual(before.carriers.map(({ key }) => key));
    await press(alice.page, 'Turn camera off');
    await expect(tile(bob.page, 'Alice').getByRole('img', { name: 'Camera off' })).toBeVisible();
  } finally {
    await gate.close();
  }
});

test('a page that closes leaves the call at once', async ({ person }) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  await openDirect(alice, bob);
  await callAndAccept(alice, bob);
  await bob.page.close({ runBeforeUnload: false });
  await expect(stage(alice.page).getByText('Call ended')).toBeVisible({ timeout: 5_000 });
});

test("the media server's worker dies: its call comes back within seconds, on the SFU", async ({
  person,
  ownServer,
}) => {
  test.setTimeout(240_000);
  const server = await ownServer({ env: { MESH_LIMIT: '2', ...sfuEnv() } });
  const at = server.url;
  const people = [
    await person('Alice', { at }),
    await person('Bob', { at }),
    await person('Carol', { at }),
  ] as const;
  const [alice, bob, carol] = people;
  await openGroup(alice, [bob, carol]);
  await press(alice.page, 'Video call');
  for (const { page } of [bob, carol]) await press(page, 'Accept with video');
  for (const { page } of people) await expectTopology(page, 'sfu');
  for (const { page } of people) await expectMediaFlows(page, 2);

  const before = await Promise.all(people.map(({ page }) => diagnose(page)));
  for (const pid of await workersOf(server.pid)) process.kill(pid, 'SIGKILL');
  for (const [index, { page }] of people.entries()) {
    const keys = new Set(before[index]?.carriers.map(({ key }) => key));
    const flowsAnew = async () =>
      (await diagnose(page)).carriers.filter(({ key, flowing }) => flowing && !keys.has(key)).length;
    await expect.poll(flowsAnew, { timeout: 20_000 }).toBeGreaterThanOrEqual(4);
  }
  for (const { page } of people) {
    await expectMediaFlows(page, 2);
    expect((await diagnose(page)).topology.kind).toBe('sfu');
  }
});

test('Carol cannot reach the SFU and keeps her peer links; Alice and Bob move to it', async ({
  person,
  ownServer,
}) => {
  test.setTimeout(240_000);
  const server = await ownServer({ env: { MESH_LIMIT: '2', ...sfuEnv() } });
  const at = server.url;
  const alice = await person('Alice', { at });
  const bob = await person('Bob', { at });
  const carol = await person('Carol', { at });
  await blockSfu(carol.page);
  await openGroup(alice, [bob, carol]);
  await press(alice.page, 'Video call');
  for (const { page } of [bob, carol]) await press(page, 'Accept with video');
  for (const { page } of [alice, bob]) await expectTopology(page, 'sfu');
  for (const { page } of [alice, bob, carol]) await expectMediaFlows(page, 2);

  const { me } = await diagnose(carol.page);
  for (const { page } of [alice, bob]) {
    const links = async () => {
      const { [me]: toCarol, ...others } = await flowingLinks(page);
      return { toCarol, others: Object.values(others) };
    };
    await expect.poll(links).toEqual({ toCarol: ['mesh'], others: [['sfu']] });
  }
  expect((await diagnose(carol.page)).onSfu).toBe(false);
});

async function workersOf(parent: number): Promise<number[]> {
  const children = await Bun.file(`/proc/${parent}/task/${parent}/children`).text();
  const pids = children.trim().split(/\s+/).map(Number);
  const names = await Promise.all(pids.map((pid) => Bun.file(`/proc/${pid}/comm`).text()));
  const workers = pids.filter((_pid, index) => names[index]?.startsWith('mediasoup'));
  expect(workers.length).toBeGreaterThan(0);
  return workers;
}

/** Candidates of an ICE-lite end, as the SFU is, are turned toward a port where nobody listens. */
async function blockSfu(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const original = RTCPeerConnection.prototype.setRemoteDescription;
    RTCPeerConnection.prototype.setRemoteDescription = function (description: RTCSessionDescriptionInit) {
      const { type, sdp = '' } = description;
      const isSfu = sdp.includes('a=ice-lite');
      const blocked = sdp.replaceAll(/^(a=candidate:(?:\S+ ){5})\d+/gm, '$19');
      return Reflect.apply(original, this, [isSfu ? { type, sdp: blocked } : description]);
    };
  });
}

/** By participant, the links that something flows on. */
async function flowingLinks(page: Page): Promise<Record<string, string[]>> {
  const links: Record<string, string[]> = {};
  for (const { participantId, link, flowing } of (await diagnose(page)).carriers) {
    const known = links[participantId] ?? [];
    links[participantId] = flowing ? [...new Set([...known, link])] : known;
  }
  return links;
}

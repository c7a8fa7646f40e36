import type { BrowserContext } from '@playwright/test';
import type { CallDiagnostics } from '../../client/call/call-state.ts';
import { startCoturn } from '../harness/coturn.ts';
import {
  callAndAccept,
  diagnose,
  expectMediaFlows,
  expectTopology,
  press,
  stage,
  tile,
} from './parts/call.ts';
import { expect, sfuEnv, test } from './parts/fixtures.ts';
import { openDirect, openGroup } from './parts/person.ts';

/** Everyone is on this machine: its relay may hand packets to itself. */
const LOOPBACK = ['allow-loopback-peers', 'allowed-peer-ip=127.0.0.1'];

for (const transport of ['udp', 'tcp'] as const) {
  test(`two who find no direct way talk through the relay, reached by ${transport}`, async ({
    person,
    ownServer,
  }) => {
    const coturn = await startCoturn(LOOPBACK);
    try {
      const server = await ownServer({
        env: { TURN_URLS: coturn.urlOf(transport), TURN_SECRET: coturn.secret },
      });
      const alice = await person('Alice', { at: server.url });
      const bob = await person('Bob', { at: server.url });
      for (const { context } of [alice, bob]) await barDirectWays(context);
      await openDirect(alice, bob);
      await callAndAccept(alice, bob);
      for (const [{ page }, other] of [[alice, bob] as const, [bob, alice] as const]) {
        await expectMediaFlows(page, 1);
        await expect(tile(page, other.name).getByText('Relay', { exact: true })).toBeAttached();
        const { connections } = await diagnose(page);
        expect(connections.map(({ link, path, protocol }) => ({ link, path, protocol }))).toEqual([
          { link: 'mesh', path: 'relay', protocol: transport },
        ]);
        expect(connections[0]?.localCandidate).toBe('relay');
        expect(connections[0]?.remoteCandidate).toBe('relay');
      }
      await press(alice.page, 'Hang up');
      await expect(stage(bob.page).getByText('Call ended')).toBeVisible();
    } finally {
      await coturn.close();
    }
  });
}

test('who reaches nothing but the relay is on the SFU through it', async ({ person, ownServer }) => {
  test.setTimeout(240_000);
  const coturn = await startCoturn(LOOPBACK);
  try {
    const turn = { TURN_URLS: coturn.urlOf('tcp'), TURN_SECRET: coturn.secret };
    const media = { MESH_LIMIT: '2', ANNOUNCED_ADDRESS: '127.0.0.1', ...sfuEnv() };
    const { url: at } = await ownServer({ env: { ...turn, ...media } });
    const [alice, bob, carol] = [
      await person('Alice', { at }),
      await person('Bob', { at }),
      await person('Carol', { at }),
    ];
    await barDirectWays(carol.context);
    await openGroup(alice, [bob, carol]);
    await press(alice.page, 'Video call');
    for (const { page } of [bob, carol]) await press(page, 'Accept with video');
    await expectTopology(carol.page, 'sfu');
    await expectMediaFlows(carol.page, 2);
    await expect.poll(async () => sfuWays(await diagnose(carol.page))).toEqual(['relay']);
    await expectMediaFlows(alice.page, 2);
    await expect
      .poll(async () => sfuWays(await diagnose(alice.page)))
      .toEqual([expect.stringMatching(/^(host|prflx)$/)]);
    // Her media flows over both ways for the moment in which the links to the others are still kept.
    await expect.poll(async () => (await diagnose(carol.page)).onSfu).toBe(true);
  } finally {
    await coturn.close();
  }
});

function sfuWays({ connections }: CallDiagnostics): (string | null)[] {
  const ways = connections.filter(({ link }) => link === 'sfu').map(({ localCandidate }) => localCandidate);
  return [...new Set(ways)];
}

/** As networks do that let nobody in from outside: no address but the relay's is of use. */
async function barDirectWays(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super({ ...configuration, iceTransportPolicy: 'relay' });
      }
    };
  });
}

import type { Page } from '@playwright/test';
import { callAndAccept, diagnose, expectMediaFlows, press, ringing, stage, tile } from './parts/call.ts';
import { timeline } from './parts/chat.ts';
import { expect, sfuEnv, test } from './parts/fixtures.ts';
import { openDirect } from './parts/person.ts';

test('Alice calls Bob, media flows directly and the server carries none of it', async ({
  person,
  ownServer,
}) => {
  const server = await ownServer({ env: sfuEnv() });
  const alice = await person('Alice', { at: server.url });
  const bob = await person('Bob', { at: server.url });
  await openDirect(alice, bob);
  await callAndAccept(alice, bob);
  for (const { page } of [alice, bob]) {
    await expectMediaFlows(page, 1);
    const { connections, topology } = await diagnose(page);
    expect(topology.kind).toBe('mesh');
    expect(connections.map(({ link, path }) => ({ link, path }))).toEqual([{ link: 'mesh', path: 'direct' }]);
    expect(['host', 'prflx']).toContain(connections[0]?.localCandidate);
    expect(['host', 'prflx']).toContain(connections[0]?.remoteCandidate);
    await expect
      .poll(async () => (await diagnose(page)).connections[0]?.bytesReceived, { timeout: 30_000 })
      .toBeGreaterThan(10_000);
  }
  expect(await sfuBytes(server.url)).toBe(0);

  await press(alice.page, 'Hang up');
  await expect(stage(bob.page).getByText('Call ended')).toBeVisible();
  await expect(
    timeline(bob.page)
      .getByText(/^Video call|^Call/)
      .last(),
  ).toBeVisible();
});

async function sfuBytes(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const lines = metrics.split('\n').filter((line) => line.startsWith('parley_sfu_bytes_total'));
  expect(lines.length).toBeGreaterThan(0);
  return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

test('mute, camera off and back are shown to the other, and pictures go on', async ({ person }) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  await openDirect(alice, bob);
  await callAndAccept(alice, bob);
  await expectMediaFlows(bob.page, 1);
  const shown = tile(bob.page, 'Alice');

  await press(alice.page, 'Mute');
  await expect(shown.getByRole('img', { name: 'Muted' })).toBeVisible();
  await press(alice.page, 'Unmute');
  await expect(shown.getByRole('img', { name: 'Muted' })).toHaveCount(0);

  await press(alice.page, 'Turn camera off');
  await expect(shown.getByRole('img', { name: 'Camera off' })).toBeVisible();
  await press(alice.page, 'Turn camera on');
  await expect(shown.getByRole('img', { name: 'Camera off' })).toHaveCount(0);
  await expectMediaFlows(bob.page, 1);
});

test('a shared screen takes the stage and goes when sharing stops', async ({ person }) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  await openDirect(alice, bob);
  await callAndAccept(alice, bob);
  await press(alice.page, 'Share screen');
  const screen = tile(bob.page, "Alice's screen");
  await expect(screen).toBeVisible();
  const frames = async () => {
    const { carriers } = await diagnose(bob.page);
    return carriers.find((carrier) => carrier.source === 'screen')?.framesDecoded ?? 0;
  };
  await expect.poll(frames).toBeGreaterThan(5);
  const timesWider = async () => {
    const [box, face] = [await screen.boundingBox(), await tile(bob.page, 'Alice').boundingBox()];
    return (box?.width ?? 0) / (face?.width ?? Number.POSITIVE_INFINITY);
  };
  await expect.poll(timesWider).toBeGreaterThan(2);
  await press(alice.page, 'Stop sharing');
  await expect(screen).toHaveCount(0);
  await expectMediaFlows(bob.page, 1);
});

test('an audio call needs no camera, which can be turned on later', async ({ person }) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  await openDirect(alice, bob);
  await press(alice.page, 'Audio call');
  await press(bob.page, 'Accept with audio');
  await expect(tile(bob.page, 'Alice').getByRole('img', { name: 'Camera off' })).toBeVisible();
  await press(alice.page, 'Turn camera on');
  await expect(tile(bob.page, 'Alice').getByRole('img', { name: 'Camera off' })).toHaveCount(0);
  await expectVideoMoves(bob.page, 'Alice');
});

test('another camera and microphone can be chosen during a call', async ({ person }) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  await openDirect(alice, bob);
  await callAndAccept(alice, bob);
  await press(alice.page, 'Devices');
  const panel = stage(alice.page).getByRole('complementary', { name: 'Devices' });
  await panel.getByLabel('Camera', { exact: true }).selectOption({ label: 'fake_device_2' });
  await panel.getByLabel('Microphone', { exact: true }).selectOption({ label: 'Fake Audio Input 2' });
  await panel.getByLabel('Speaker', { exact: true }).selectOption({ label: 'Fake Audio Output 2' });
  await expectMediaFlows(bob.page, 1);
  await expectVideoMoves(bob.page, 'Alice');
  const sinks = () =>
    alice.page
      .locator('audio[data-participant]')
      .evaluateAll((elements) => elements.map((element) => (element as HTMLAudioElement).sinkId !== ''));
  // One of the voice, one for the sound of a screen.
  await expect.poll(sinks).toEqual([true, true]);
});

test('the call goes on in a bar while Alice reads on, and a tap brings it back', async ({ person }) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  await openDirect(alice, bob);
  await callAndAccept(alice, bob);
  await press(alice.page, 'Back to chat');
  await expect(stage(alice.page)).toBeHidden();
  await expectMediaFlows(bob.page, 1);
  await alice.page.getByRole('button', { name: /^Return to the call/ }).click();
  await expect(stage(alice.page)).toBeVisible();
  await expectVideoMoves(alice.page, 'Bob');
  await expect(ringing(bob.page)).toHaveCount(0);
});

async function expectVideoMoves(page: Page, name: string): Promise<void> {
  const video = tile(page, name).locator('video[data-shown=true]');
  await expect(video).toHaveCount(1);
  const frames = () =>
    video.evaluate((element) => (element as HTMLVideoElement).getVideoPlaybackQuality().totalVideoFrames);
  const before = await frames();
  await expect.poll(frames).toBeGreaterThan(before + 3);
}

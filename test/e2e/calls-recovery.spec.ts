import { callAndAccept, expectMediaFlows, mediaOf, press, ringing, stage, tile, wake } from './parts/call.ts';
import { timeline } from './parts/chat.ts';
import { expect, test } from './parts/fixtures.ts';
import { Gate } from './parts/gate.ts';
import { makeGroup, openChat, openDirect, openGroup } from './parts/person.ts';

test('the way to the server breaks during a call: media goes on, and the page says so until it is back', async ({
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
    const before = await framesAt(alice.page);
    gate.shut();
    // Her place in the call is kept for 15 seconds.
    await Promise.all([
      expect(stage(alice.page).getByText(/^Reconnecting/)).toBeVisible(),
      expect(tile(bob.page, 'Alice').getByText(/Connection lost/)).toBeVisible(),
      expectMediaFlows(alice.page, 1),
    ]);
    gate.reopen();
    await wake(alice.page);
    await expect(stage(alice.page).getByText(/^Reconnecting/)).toHaveCount(0, { timeout: 30_000 });
    await expect(tile(bob.page, 'Alice').getByText(/Connection lost/)).toHaveCount(0);
    await expectMediaFlows(alice.page, 1);
    await expectMediaFlows(bob.page, 1);
    expect(await framesAt(alice.page)).toBeGreaterThan(before);
    await press(alice.page, 'Mute');
    await expect(tile(bob.page, 'Alice').getByRole('img', { name: 'Muted' })).toBeVisible();
  } finally {
    await gate.close();
  }
});

/** Of the one connection that the call began with: a new one would begin to count at nought. */
async function framesAt(page: Parameters<typeof mediaOf>[0]): Promise<number> {
  return [...(await mediaOf(page)).values()].reduce((sum, { frames }) => sum + frames, 0);
}

test('Carol declines a group call and joins it later', async ({ person }) => {
  const [alice, bob, carol] = [await person('Alice'), await person('Bob'), await person('Carol')];
  await openGroup(alice, [bob, carol]);
  await callAndAccept(alice, bob);
  await press(carol.page, 'Decline');
  await expect(ringing(carol.page)).toHaveCount(0);
  await expect(tile(alice.page, 'Bob')).toBeVisible();
  await carol.page.goto('/calls');
  const running = carol.page.getByRole('region', { name: 'Running calls' });
  await running.getByRole('button', { name: 'Join' }).click();
  await expectMediaFlows(carol.page, 2);
  await expectMediaFlows(alice.page, 2);
  await press(carol.page, 'Hang up');
  await expect(tile(alice.page, 'Carol')).toHaveCount(0);
  await expectMediaFlows(alice.page, 1);
});

test('Bob goes on with a call on his other device', async ({ person }) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  const group = await makeGroup(alice, [bob]);
  const second = await bob.newDevice();
  await Promise.all([alice.page, bob.page, second].map((page) => openChat(page, group.id)));
  await callAndAccept(alice, bob);
  await second.getByRole('button', { name: 'Join' }).first().click();
  await expect(tile(second, 'Alice')).toBeVisible();
  await expect(stage(bob.page).getByText(/another device/)).toBeVisible();
  await expect(stage(alice.page).getByRole('group', { name: 'Bob', exact: true })).toHaveCount(1);
  await expectMediaFlows(alice.page, 1);
  await press(second, 'Hang up');
  await press(alice.page, 'Hang up');
  await expect(
    timeline(alice.page)
      .getByText(/^Video call|^Call/)
      .last(),
  ).toBeVisible();
});

test('the server is killed during a call: the people go on talking until it is back, and can call again', async ({
  person,
  ownServer,
}) => {
  test.setTimeout(180_000);
  const server = await ownServer();
  const alice = await person('Alice', { at: server.url });
  const bob = await person('Bob', { at: server.url });
  await openDirect(alice, bob);
  await callAndAccept(alice, bob);
  await expectMediaFlows(alice.page, 1);
  await server.kill9();
  await expect(stage(alice.page).getByText(/^Reconnecting/)).toBeVisible();
  await expectMediaFlows(alice.page, 1);
  await server.restart();
  // What tells of the end goes by itself, and the two come back up to 15 seconds apart.
  await Promise.all(
    [alice, bob].map(async ({ page }) => {
      await expect(stage(page).getByText('The connection was lost')).toBeVisible({ timeout: 30_000 });
      await press(page, 'Close');
    }),
  );
  await callAndAccept(alice, bob);
  await expectMediaFlows(bob.page, 1);
});

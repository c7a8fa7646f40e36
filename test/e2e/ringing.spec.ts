import { press, ringing, stage, tile } from './parts/call.ts';
import { timeline } from './parts/chat.ts';
import { expect, test } from './parts/fixtures.ts';
import { openChat, openDirect } from './parts/person.ts';

test('Bob sees who calls and declines; Alice is told', async ({ person }) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  await openDirect(alice, bob);
  await press(alice.page, 'Video call');
  await expect(stage(alice.page).getByText('Ringing Bob…')).toBeVisible();
  await expect(ringing(bob.page)).toContainText('Alice');
  await expect(ringing(bob.page)).toContainText('Video call');
  await Promise.all([
    expect(stage(alice.page).getByText('Declined')).toBeVisible(),
    press(bob.page, 'Decline'),
  ]);
  await expect(ringing(bob.page)).toHaveCount(0);
});

test('a caller who gives up leaves a missed call', async ({ person }) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  await openDirect(alice, bob);
  await press(alice.page, 'Audio call');
  await expect(ringing(bob.page)).toBeVisible();
  await press(alice.page, 'Hang up');
  await expect(ringing(bob.page)).toHaveCount(0);
  await expect(timeline(bob.page).getByText(/Missed/)).toBeVisible();
});

test('Bob is busy: Carol is told at once and Bob finds a missed call', async ({ person }) => {
  const [alice, bob, carol] = [await person('Alice'), await person('Bob'), await person('Carol')];
  await openDirect(alice, bob);
  await press(alice.page, 'Audio call');
  await press(bob.page, 'Accept with audio');
  await expect(tile(alice.page, 'Bob')).toBeVisible();
  const conversation = await carol.mutate<{ id: string }>('groups.direct', { userId: bob.user.id });
  await openChat(carol.page, conversation.id);
  await press(carol.page, 'Audio call');
  await expect(carol.page.getByText(/in another call/).first()).toBeVisible();
  await expect(ringing(bob.page)).toHaveCount(0);
  await press(bob.page, 'Hang up');
  await openChat(bob.page, conversation.id);
  await expect(timeline(bob.page).getByText(/Missed/)).toBeVisible();
});

test('Bob answers on one device and his other device stops ringing', async ({ person }) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  await openDirect(alice, bob);
  const second = await bob.newDevice();
  await second.goto('/');
  await press(alice.page, 'Audio call');
  await expect(ringing(second)).toBeVisible();
  await expect(ringing(bob.page)).toBeVisible();
  await press(bob.page, 'Accept with audio');
  await expect(ringing(second)).toHaveCount(0);
  await expect(tile(alice.page, 'Bob')).toBeVisible();
});

test('a call that nobody answers ends by itself as missed', async ({ person, ownServer }) => {
  const { url: at } = await ownServer({ env: { RING_SECONDS: '5' }, owned: true });
  const [alice, bob] = [await person('Alice', { at }), await person('Bob', { at })];
  await openDirect(alice, bob);
  await Promise.all([
    expect(ringing(bob.page)).toBeVisible(),
    expect(stage(alice.page).getByText('No answer')).toBeVisible({ timeout: 30_000 }),
    press(alice.page, 'Audio call'),
  ]);
  await expect(ringing(bob.page)).toHaveCount(0);
  await expect(timeline(bob.page).getByText(/Missed/)).toBeVisible();
});

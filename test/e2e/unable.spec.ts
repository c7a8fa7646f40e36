import { timeline } from './parts/chat.ts';
import { press } from './parts/call.ts';
import { expect, test } from './parts/fixtures.ts';
import { openDirect } from './parts/person.ts';

test('a browser without connections to browsers says so where they are needed, and everything else works', async ({
  person,
}) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  await alice.context.addInitScript(() => Reflect.deleteProperty(window, 'RTCPeerConnection'));
  await alice.page.goto('/direct/a-quiet-corner');
  await expect(alice.page.getByText('connections between browsers (WebRTC)')).toBeVisible();
  await openDirect(alice, bob);
  await press(alice.page, 'Video call');
  await expect(alice.page.getByText('This browser has no WebRTC')).toBeVisible();
  await expect(bob.page.getByRole('alertdialog')).toHaveCount(0);
  await alice.page.getByRole('textbox', { name: 'Message', exact: true }).fill('then in writing');
  await alice.page.keyboard.press('Enter');
  await expect(timeline(bob.page).getByText('then in writing')).toBeVisible();
  await alice.page.goto('/meet');
  await alice.page.getByRole('checkbox', { name: 'I am 18 or older.' }).check();
  await press(alice.page, 'Start');
  await expect(alice.page.getByText('This browser has no WebRTC')).toBeVisible();
  await expect(alice.page.getByRole('button', { name: 'Start' })).toBeVisible();
});

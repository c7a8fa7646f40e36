import { expectMessage, say } from './parts/chat.ts';
import { expect, test } from './parts/fixtures.ts';
import { openDirect } from './parts/person.ts';

test('Alice changes her name, status and picture, and Bob sees it at once', async ({ person }) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  await openDirect(alice, bob);
  const picture = await alice.page.screenshot({ clip: { x: 0, y: 0, width: 200, height: 200 } });
  await alice.page.goto('/settings');
  await alice.page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: picture });
  await alice.page.getByLabel('Name', { exact: true }).fill('Alice at lunch');
  await alice.page.getByLabel('Status', { exact: true }).fill('Back at one');
  await alice.page.getByRole('button', { name: 'Save profile' }).click();
  await expect(bob.page.getByRole('main').getByText('Alice at lunch').first()).toBeVisible();
  await expect(bob.page.locator('img[src*="/files/"]').first()).toBeVisible();
  await bob.page.goto(`/people/${alice.user.id}`);
  await expect(bob.page.getByText('Back at one').first()).toBeVisible();
});

test('Bob finds Alice by name and writes to her', async ({ person }) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  await bob.page.goto('/new');
  await bob.page.getByRole('textbox', { name: 'Search people' }).fill(alice.user.username);
  const found = bob.page.getByRole('group', { name: 'People' }).getByRole('button', { name: /Alice/ });
  await expect(found).toHaveCount(1);
  await bob.page.keyboard.press('ArrowDown');
  await bob.page.keyboard.press('Enter');
  await expect(bob.page).toHaveURL(/\/c\//);
  await say(bob.page, 'Found you');
  await expectMessage(bob.page, 'Found you');
});

import { composer, expectMessage, expectReceipt, message, textsOf, timeline, sayMany } from './parts/chat.ts';
import { expect, test } from './parts/fixtures.ts';
import { makeGroup, openChat, openDirect } from './parts/person.ts';

test('who was away for long is led to the first new message, and reads on to the newest', async ({
  person,
}) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  const conversation = await openDirect(alice, bob);
  await sayMany(alice, conversation.id, 1, 1);
  await expectReceipt(alice.page, 'entry 1;', 'Read');
  await bob.page.goto('/people');
  await sayMany(alice, conversation.id, 2, 120);
  // A device without a copy: with one, the first new message is found at once.
  const page = await bob.newDevice();
  await openChat(page, conversation.id);
  await expect(message(page, 'entry 120;')).toBeInViewport();
  await page.getByRole('button', { name: 'To the first new message' }).click();
  await expect(message(page, 'entry 2;')).toBeInViewport();
  await expect(page.getByRole('separator', { name: 'New messages' })).toBeInViewport();
  await expect(message(page, 'entry 120;')).not.toBeInViewport();

  await timeline(page).hover();
  await page.mouse.wheel(0, 600);
  await expect(message(page, 'entry 2;')).not.toBeInViewport();
  await expect(message(page, 'entry 120;')).not.toBeInViewport();
  await expect
    .poll(
      async () => {
        await page.mouse.wheel(0, 1500);
        return await message(page, 'entry 120;').count();
      },
      { timeout: 30_000 },
    )
    .toBe(1);
  const seen = (await textsOf(page, /entry \d+;/)).map((text) => Number(/\d+/.exec(text)?.[0]));
  expect(seen).toEqual(seen.map((_, index) => (seen[0] ?? 0) + index));

  await page.mouse.wheel(0, -2500);
  await page.getByRole('button', { name: 'Jump to the newest message' }).click();
  await expect(message(page, 'entry 120;')).toBeInViewport();
});

test('who was led to a message stands at the newest of the conversation that they turn to', async ({
  person,
}) => {
  const [alice, bob, carol] = [await person('Alice'), await person('Bob'), await person('Carol')];
  const [one, other] = [await openDirect(alice, bob), await openDirect(alice, carol)];
  await sayMany(bob, one.id, 1, 40);
  await sayMany(carol, other.id, 1, 40);
  await expect(message(alice.page, 'entry 40;')).toBeVisible();
  const page = await alice.newDevice();
  await page.goto(`/c/${one.id}?at=1`);
  await expect(message(page, 'entry 1;')).toBeInViewport();
  await page.locator(`a[href="/c/${other.id}"]`).click();
  await expect(page).toHaveTitle(/Carol/);
  await expect(message(page, 'entry 40;')).toBeInViewport();
  await expect(message(page, 'entry 1;')).not.toBeInViewport();
});

test('who turns to another conversation with the pointer writes on there, and the field never lets go', async ({
  person,
}) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  await makeGroup(alice, []);
  await openDirect(alice, bob);
  const { page } = alice;
  await composer(page).pressSequentially('For Bob');
  await composer(page).evaluate((field) => {
    field.addEventListener('blur', () => field.setAttribute('data-let-go', ''));
  });
  await page.getByRole('link', { name: /^Watercooler/ }).click();
  await expect(page.getByRole('heading', { name: 'Watercooler', level: 1 })).toBeVisible();
  await expect(composer(page)).toHaveValue('');
  await page.keyboard.type('For the group');
  await page.keyboard.press('Enter');
  await expectMessage(page, 'For the group');
  await expect(composer(page)).not.toHaveAttribute('data-let-go');
  await page.getByRole('link', { name: /^Bob/ }).click();
  await expect(composer(page)).toHaveValue('For Bob');
});

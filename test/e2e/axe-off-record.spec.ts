import { DEVICES, expectNoBarriersAtAnySize } from './parts/barriers.ts';
import { press } from './parts/call.ts';
import { expect, test } from './parts/fixtures.ts';

/** One page for all sizes: what a finger finds a mouse finds too. */
const DEVICE = { ...DEVICES.phone, reducedMotion: 'reduce' } as const;

test('a room off the record has no barrier that a machine can find, on a desktop and on a phone', async ({
  person,
}) => {
  const [alice, bob] = [await person('Alice', { device: DEVICE }), await person('Bob')];
  const { page } = alice;
  await page.goto('/direct');
  await expect(page.getByRole('button', { name: 'Open a new room' })).toBeVisible();
  await expectNoBarriersAtAnySize(page, 'before a room');
  await press(page, 'Open a new room');
  await expect(page.getByText('You are alone here.')).toBeVisible();
  await expectNoBarriersAtAnySize(page, 'alone');
  await bob.page.goto(page.url());
  await expect(page.getByText('Connected with Bob')).toBeVisible();
  await bob.page.getByRole('textbox', { name: 'Message off the record' }).fill('Good evening');
  await bob.page.keyboard.press('Enter');
  const file = { name: 'tides.txt', mimeType: 'text/plain', buffer: Buffer.from('High water 06:12') };
  await bob.page.getByLabel('Files to send').setInputFiles(file);
  await expect(page.getByRole('button', { name: 'Accept' })).toBeVisible();
  await expectNoBarriersAtAnySize(page, 'a file is offered');
  await press(page, 'About this room');
  await expect(page.getByText('Verification code')).toBeVisible();
  await expectNoBarriersAtAnySize(page, 'about the room');
  await press(page, 'Erase and leave');
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectNoBarriersAtAnySize(page, 'erasing');
});

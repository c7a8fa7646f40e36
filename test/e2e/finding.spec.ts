import type { Page } from '@playwright/test';
import { composer, expectMessage, message, say, actFromMenu, attach } from './parts/chat.ts';
import { expect, test } from './parts/fixtures.ts';
import { openDirect, openGroup } from './parts/person.ts';

test('a search is narrowed by person, place, day, file, link and pin, and finds phrases, parts of words and ideographs', async ({
  person,
}) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  const group = await openGroup(alice, [bob]);
  await say(bob.page, 'the harbour opens at noon');
  await openDirect(alice, bob);
  await say(bob.page, 'the harbour master sails https://example.org/tides');
  await say(alice.page, 'sails for the harbour are late');
  await say(bob.page, '東京タワーで会いましょう');
  const chart = { name: 'chart.txt', mimeType: 'text/plain', buffer: Buffer.from('depths') };
  await attach(bob.page, chart);
  await expect(bob.page.locator('.upload-chip[data-state=done]')).toHaveCount(1);
  await say(bob.page, 'the harbour on paper');
  await expectMessage(alice.page, 'the harbour on paper');
  await actFromMenu(alice.page, 'are late', 'Pin');
  await expect(message(alice.page, 'are late')).toContainText('Pinned by Alice');

  await composer(alice.page).press('Control+f');
  const found = finder(alice.page);
  expect(await found('harbour')).toHaveLength(3);
  expect(await found('"harbour master"')).toEqual([expect.stringContaining('harbour master')]);
  expect(await found('harbour -paper -late')).toEqual([expect.stringContaining('harbour master')]);
  expect(await found('harbour has:file')).toEqual([expect.stringContaining('on paper')]);
  expect(await found('harbour has:link')).toEqual([expect.stringContaining('harbour master')]);
  expect(await found('is:pinned')).toEqual([expect.stringContaining('are late')]);
  expect(await found(`from:${alice.user.username} harbour`)).toEqual([expect.stringContaining('are late')]);
  expect(await found('京タ')).toEqual([expect.stringContaining('東京タワー')]);
  expect(await found('arbou after:2020-01-01')).toHaveLength(3);
  expect(await found('harbour before:2020-01-01')).toEqual([]);
  await alice.page.getByRole('button', { name: 'Everywhere' }).click();
  expect(await found('harbour')).toHaveLength(4);
  expect(await found(`harbour in:${group.name}`)).toEqual([expect.stringContaining('opens at noon')]);
});

/** What is found by a text, once the page says how many they are; of what was found before nothing is left by then. */
function finder(page: Page): (text: string) => Promise<string[]> {
  const panel = page.getByRole('complementary', { name: 'Search' });
  const field = panel.getByRole('textbox', { name: 'Search messages' });
  const isTold = /\d message|Nothing was found/;
  return async (text) => {
    await field.fill('');
    await expect(panel.getByRole('status')).not.toHaveText(isTold);
    await field.fill(text);
    await expect(panel.getByRole('status')).toHaveText(isTold);
    return await panel.getByRole('listitem').allInnerTexts();
  };
}

import { servePages, WITH_OPEN_GATE } from '../harness/pages.ts';
import { expectMessage, message, say } from './parts/chat.ts';
import { expect, test } from './parts/fixtures.ts';
import { openDirect } from './parts/person.ts';

test('a link shows what it leads to, with a picture of this server, and its sender may take that off', async ({
  person,
  ownServer,
}) => {
  const pages = servePages();
  try {
    const server = await ownServer({ program: WITH_OPEN_GATE });
    const at = { at: server.url };
    const alice = await person('Alice', { ...at, invite: server.ownerToken ?? '' });
    const bob = await person('Bob', at);
    await openDirect(alice, bob);
    const foreign: string[] = [];
    bob.page.on('request', (request) => {
      if (request.url().startsWith(pages.url)) foreign.push(request.url());
    });
    await say(alice.page, `Have you read ${pages.url}article`);
    const card = (page: typeof bob.page) =>
      message(page, 'Have you read').getByRole('list', { name: 'Link previews' }).getByRole('listitem');
    await expect(card(bob.page)).toContainText('A garden & its gate');
    await expect(card(bob.page).getByRole('link')).toHaveAttribute('href', `${pages.url}article`);
    const width = () =>
      card(bob.page)
        .locator('img')
        .evaluate((img) => (img as HTMLImageElement).naturalWidth);
    await expect.poll(width).toBe(64);
    expect(foreign).toEqual([]);

    await expect(card(bob.page).getByRole('button')).toHaveCount(0);
    await card(alice.page)
      .getByRole('button', { name: /^Remove the preview/ })
      .click();
    await expect(card(alice.page)).toHaveCount(0);
    await expect(card(bob.page)).toHaveCount(0);
    await bob.page.reload();
    await expectMessage(bob.page, 'Have you read');
    await expect(card(bob.page)).toHaveCount(0);
  } finally {
    await pages.stop(true);
  }
});

test('a block of code has its language, its colours and a button that copies it', async ({ person }) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  await openDirect(alice, bob);
  await bob.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const code = 'const tea = "green";\nconst <b>cups = 2;';
  await say(alice.page, `\`\`\`ts\n${code}\n\`\`\``);
  const block = message(bob.page, 'const tea').locator('.code-block');
  await expect(block).toContainText('TypeScript');
  await expect(block.locator('code')).toHaveText(code, { useInnerText: true });
  await expect(block.locator('[data-tone="string"]')).toHaveText('"green"');
  const colour = (selector: string) =>
    block
      .locator(selector)
      .first()
      .evaluate((element) => getComputedStyle(element).color);
  expect(await colour('[data-tone="keyword"]')).not.toBe(await colour('code'));
  await expect(block.locator('b')).toHaveCount(0);
  await block.getByRole('button', { name: 'Copy code' }).click();
  await expect(block.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await bob.page.evaluate(() => navigator.clipboard.readText())).toBe(code);
});

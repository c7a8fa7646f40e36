import { servePages, WITH_OPEN_GATE } from '../harness/pages.ts';
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { composer, expectMessage, message, say, timeline } from './parts/chat.ts';
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
  // It says so for a moment.
  await Promise.all([
    expect(block.getByRole('button', { name: 'Copied' })).toBeVisible(),
    block.getByRole('button', { name: 'Copy code' }).click(),
  ]);
  expect(await bob.page.evaluate(() => navigator.clipboard.readText())).toBe(code);
});

test('a voice message is recorded, heard before it goes, and played by others with its shape and speed', async ({
  person,
}) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  await openDirect(alice, bob);
  await composer(alice.page).fill('to be written on');
  await record(alice.page, 2);
  await alice.page.getByRole('button', { name: 'Pause the recording' }).click();
  await alice.page.getByRole('button', { name: 'Go on recording' }).click();
  await alice.page.getByRole('button', { name: 'Stop and listen' }).click();
  const own = alice.page.getByRole('group', { name: 'Your recording' });
  await slowSounds(alice.page, 4);
  await own.getByRole('button', { name: 'Play' }).click();
  await expect(own.getByRole('button', { name: 'Pause' })).toBeVisible();
  await alice.page.getByRole('button', { name: 'Send the voice message' }).click();
  await expect(notes(alice.page)).toHaveCount(1);
  await expect(composer(alice.page)).toHaveValue('to be written on');
  await record(alice.page, 1);
  await alice.page.getByRole('button', { name: 'Send the voice message' }).click();

  const [first, second] = [notes(bob.page).first(), notes(bob.page).nth(1)];
  await expect(second).toBeVisible();
  const axe = new AxeBuilder({ page: bob.page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa']);
  const report = await axe.analyze();
  expect(report.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  await first.getByRole('button', { name: 'Speed 1' }).click();
  await slowSounds(bob.page, 3);
  await first.getByRole('button', { name: 'Play' }).click();
  await expect.poll(() => position(first)).toBeGreaterThan(0);
  // It ends, and the next one follows.
  await slowSounds(bob.page, 4);
  await expect(second.getByRole('button', { name: 'Pause' })).toBeVisible({ timeout: 45_000 });
  await expect(bob.page.getByRole('button', { name: 'Pause', exact: true })).toHaveCount(1);
  await second.getByRole('button', { name: 'Pause' }).click();

  await first.getByRole('slider').click();
  await expect.poll(() => position(first)).toBeGreaterThan(0);
  await first.getByRole('slider').press('Home');
  await expect.poll(() => position(first)).toBe(0);
  await first.getByRole('slider').press('End');
  await expect.poll(() => position(first)).toBeGreaterThan(1);
  await bob.page.reload();
  await expect(first.getByRole('button', { name: 'Speed 1.5' })).toBeVisible();
});

test('a recording lasts as long as the button is held; a microphone that is refused is told in words', async ({
  person,
}) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  await openDirect(alice, bob);
  const { page } = alice;
  await page.getByRole('button', { name: 'Record a voice message' }).hover();
  await page.mouse.down();
  await expect.poll(() => recorded(page)).toBeGreaterThanOrEqual(1);
  await page.mouse.up();
  await expect(page.getByRole('group', { name: 'Your recording' })).toBeVisible();
  await page.getByRole('button', { name: 'Discard the recording' }).click();
  await expect(composer(page)).toBeVisible();
  await expect(notes(page)).toHaveCount(0);

  await page.evaluate(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'));
  });
  await page.getByRole('button', { name: 'Record a voice message' }).click();
  await expect(page.getByRole('alert')).toContainText('Parley may not use the microphone');
  await page.keyboard.press('Escape');
  await expect(composer(page)).toBeFocused();
});

const notes = (page: Page): Locator => timeline(page).getByRole('group', { name: /^Voice message/ });

async function position(note: Locator): Promise<number> {
  return Number(await note.getByRole('slider').getAttribute('aria-valuenow'));
}

/** What begins to play from here on lasts so many times longer, lest it be over before it is looked at. */
async function slowSounds(page: Page, times: number): Promise<void> {
  await page.evaluate((slower) => {
    const { prototype } = HTMLMediaElement;
    const own = Object.getOwnPropertyDescriptor(prototype, 'playbackRate');
    Object.defineProperty(prototype, 'playbackRate', {
      configurable: true,
      get() {
        return own?.get?.call(this) * slower;
      },
      set(rate: number) {
        own?.set?.call(this, rate / slower);
      },
    });
  }, times);
}

/** The seconds that the page says it has recorded. */
async function recorded(page: Page): Promise<number> {
  const [minutes, seconds] = (await page.getByRole('timer').innerText()).split(':').map(Number);
  return (minutes ?? Number.NaN) * 60 + (seconds ?? Number.NaN);
}

/** Begins a recording and waits until it has at least so many seconds: the figure may go on between two looks. */
async function record(page: Page, seconds: number): Promise<void> {
  await page.getByRole('button', { name: 'Record a voice message' }).click();
  await expect.poll(() => recorded(page)).toBeGreaterThanOrEqual(seconds);
}

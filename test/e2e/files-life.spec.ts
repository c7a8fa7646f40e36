import { createHash } from 'node:crypto';
import type { Locator, Page } from '@playwright/test';
import { photo } from '../harness/pictures.ts';
import { composer, message } from './parts/chat.ts';
import { pdf, wav } from './parts/documents.ts';
import { expect, test } from './parts/fixtures.ts';
import { openChat, openDirect, signUp } from './parts/person.ts';

interface Attached {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

const picture = async (name: string, width: number): Promise<Attached> => ({
  name,
  type: 'image/jpeg',
  bytes: await photo({ width, height: 400 }),
});
const text = (name: string, content: string): Attached => ({
  name,
  type: 'text/plain',
  bytes: Buffer.from(content),
});

test('files that were dropped, pasted and chosen stand in the composer after a reload, and are sent', async ({
  person,
}) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  await openDirect(alice, bob);
  const { page } = alice;
  await hand(page, 'drop', [await picture('garden.jpg', 300), text('notes.txt', 'one two three')]);
  await hand(page, 'paste', [text('pasted.txt', 'from the clipboard')]);
  await choose(page, [text('chosen.txt', 'from the disk')]);
  await expect(page.locator('.upload-chip[data-state=done]')).toHaveCount(4);
  await page.reload();
  await expect(page.locator('.upload-chip[data-state=done]')).toHaveCount(4);
  await chip(page, 'chosen.txt').getByRole('button', { name: 'Remove chosen.txt' }).click();
  const other = await alice.context.newPage();
  await other.goto(page.url());
  await expectOnly(other, text('elsewhere.txt', 'from the other page'));

  await composer(page).fill('All of it');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  const received = message(bob.page, 'All of it');
  await expect(received.getByRole('button', { name: 'Open garden.jpg' })).toBeVisible();
  for (const name of ['notes.txt', 'pasted.txt']) await expect(received.getByText(name)).toBeVisible();
  await expect(received.getByText('chosen.txt')).toHaveCount(0);
  await page.reload();
  await expectOnly(page, text('next.txt', 'for another time'));
});

test('pictures, a PDF and a text are looked at in the page, and found again among the files', async ({
  person,
}) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  await openDirect(alice, bob);
  await choose(alice.page, [await picture('garden.jpg', 300), await picture('house.jpg', 500)]);
  await send(alice.page, 'Where we live', 2);
  await choose(alice.page, [
    { name: 'plan.pdf', type: 'application/pdf', bytes: pdf(3) },
    text('todo.txt', 'buy *paint*'),
  ]);
  await send(alice.page, 'What we do', 2);
  const { page } = bob;
  const alerts: string[] = [];
  page.on('dialog', (dialog) => void (alerts.push(dialog.message()), dialog.dismiss()));

  await message(page, 'Where we live').getByRole('button', { name: 'Open garden.jpg' }).click();
  const viewer = page.locator('dialog.viewer');
  await expect(viewer.getByRole('img', { name: 'garden.jpg' })).toBeVisible();
  await page.keyboard.press('+');
  await expect(viewer.getByRole('button', { name: '150 %' })).toBeVisible();
  await page.keyboard.press('0');
  await page.keyboard.press('ArrowRight');
  await expect(viewer.getByRole('img', { name: 'house.jpg' })).toBeVisible();
  await viewer.locator('.viewer-frame').hover();
  await page.mouse.wheel(0, -400);
  await expect(viewer.getByRole('button', { name: /^2\d\d %/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(viewer).toHaveCount(0);
  await expect(message(page, 'Where we live').getByRole('button', { name: 'Open garden.jpg' })).toBeFocused();

  await message(page, 'What we do')
    .getByRole('button', { name: /^Open plan\.pdf/ })
    .click();
  await expectPlan(viewer);
  expect(alerts).toEqual([]);
  await page.keyboard.press('Escape');

  await page.goto(`${page.url()}?files`);
  const panel = page.getByRole('complementary', { name: 'Files and links' });
  await expect(panel.getByRole('button', { name: /^Open .*jpg$/ })).toHaveCount(2);
  await panel.getByRole('tab', { name: 'Media' }).press('ArrowRight');
  await panel.getByRole('button', { name: /^Open todo\.txt/ }).click();
  await expect(viewer.getByText('buy *paint*')).toBeVisible();
  await viewer.getByRole('button', { name: 'Show todo.txt in the conversation' }).click();
  await expect(viewer).toHaveCount(0);
  await expect(message(page, 'What we do')).toBeInViewport();

  await openChat(alice.page, new URL(page.url()).pathname.split('/').at(-1) ?? '');
  await alice.page.goto(`${alice.page.url()}?files`);
  await alice.page.getByRole('tab', { name: 'Files' }).click();
  await alice.page.getByRole('button', { name: 'Delete plan.pdf' }).click();
  await alice.page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(message(page, 'What we do').getByText('This file was deleted.')).toBeVisible();
  await expect(message(page, 'What we do').getByRole('link', { name: /^Download plan/ })).toHaveCount(0);
});

test('a recording is played from any place, of which only that part is asked for', async ({ person }) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  await openDirect(alice, bob);
  const bytes = wav(240);
  await choose(alice.page, [{ name: 'talk.wav', type: 'audio/wav', bytes }]);
  const parts: number[] = [];
  bob.page.on('response', (answer) => {
    const start = /^bytes (\d+)-/.exec(answer.headers()['content-range'] ?? '')?.[1];
    if (answer.status() === 206 && start) parts.push(Number(start));
  });
  await send(alice.page, 'The talk', 1);
  const player = message(bob.page, 'The talk').locator('audio');
  await expect.poll(() => player.evaluate((audio: HTMLAudioElement) => audio.duration)).toBeCloseTo(240, 0);
  await player.evaluate(async (audio: HTMLAudioElement) => {
    audio.muted = true;
    audio.currentTime = 200;
    await audio.play();
  });
  await expect
    .poll(() => player.evaluate((audio: HTMLAudioElement) => audio.currentTime))
    .toBeGreaterThan(200);
  expect(Math.max(...parts)).toBeGreaterThan(bytes.length / 2);
});

test('the owner bounds what people store, and who is at the bound deletes something', async ({
  browser,
  ownServer,
}) => {
  const server = await ownServer();
  const at = { browser, baseURL: server.url };
  const owner = await signUp({ ...at, name: 'Olga', invite: server.ownerToken ?? '' });
  const alice = await signUp({ ...at, name: 'Alice' });
  await owner.page.goto('/admin/settings');
  await owner.page.getByLabel('Room for each person, in MB').fill('1');
  await owner.page.getByLabel('Take place, time and camera out of pictures as they arrive').check();
  // It says so for a few seconds.
  await Promise.all([
    expect(owner.page.getByText('Saved. It holds for what is sent from now on.')).toBeVisible(),
    owner.page.getByRole('button', { name: 'Save file rules' }).click(),
  ]);

  await openDirect(alice, owner);
  const { page } = alice;
  const noise = (name: string, kB: number) => ({
    name,
    type: '',
    bytes: crypto.getRandomValues(new Uint8Array(kB * 64)),
  });
  const large = {
    ...noise('film.bin', 0),
    bytes: Buffer.concat(Array.from({ length: 14 }, () => noise('', 1000).bytes)),
  };
  await choose(page, [large]);
  await expect(chip(page, 'film.bin')).toHaveAttribute('data-state', 'done');
  await choose(page, [{ ...large, name: 'sequel.bin' }]);
  await expect(chip(page, 'sequel.bin')).toContainText('There is room for');
  const sent = await photo({ width: 300, height: 200 });
  await choose(page, [{ name: 'garden.jpg', type: 'image/jpeg', bytes: sent }]);
  await chip(page, 'sequel.bin').getByRole('button', { name: 'Cancel sequel.bin' }).click();
  await send(page, 'Both', 2);
  const link = await owner.page.locator('img[alt="garden.jpg"]').getAttribute('src');
  const stored = await (await owner.context.request.get((link ?? '').replace('?thumbnail', ''))).body();
  expect(createHash('sha256').update(stored).digest('hex')).not.toBe(
    createHash('sha256').update(sent).digest('hex'),
  );
  expect(stored.includes('Watercooler Cam')).toBe(false);

  await page.goto('/settings');
  await expect(page.getByText(/^You store 2 files: 9\d\d kB of 1\.0 MB/)).toBeVisible();
  await page.getByRole('button', { name: 'My files' }).click();
  await page.getByRole('button', { name: 'Delete film.bin' }).click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByText(/^You store 1 file:/)).toBeVisible();
  await Promise.all([owner.close(), alice.close()]);
});

/** All three pages are painted when they come into view, and can be read. */
async function expectPlan(viewer: Locator): Promise<void> {
  const first = viewer.getByRole('img', { name: 'Page 1', exact: true });
  await expect(first).toHaveAttribute('data-painted', 'true');
  await expect(first).toContainText('Page 1 of the plan');
  expect(await inkOf(first)).toBeGreaterThan(1000);
  await viewer.getByRole('img', { name: 'Page 3', exact: true }).scrollIntoViewIfNeeded();
  await expect(viewer.getByRole('img', { name: 'Page 3', exact: true })).toHaveAttribute(
    'data-painted',
    'true',
  );
}

const chip = (page: Page, name: string): Locator =>
  page.getByRole('list', { name: 'Attached files' }).getByRole('listitem').filter({ hasText: name });

const payload = ({ name, type, bytes }: Attached) => ({ name, mimeType: type, buffer: Buffer.from(bytes) });

async function choose(page: Page, files: readonly Attached[]): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Attach files' }).click();
  await (await chooser).setFiles(files.map(payload));
}

/** What comes back to a composer does so soon after it is seen: when a file chosen there is done, that one stands alone. */
async function expectOnly(page: Page, file: Attached): Promise<void> {
  await choose(page, [file]);
  await expect(chip(page, file.name)).toHaveAttribute('data-state', 'done');
  await expect(page.locator('.upload-chip')).toHaveCount(1);
}

/** As the browser gives them to the page: what a test drops or pastes. */
async function hand(page: Page, how: 'drop' | 'paste', files: readonly Attached[]): Promise<void> {
  const handed = files.map(({ name, type, bytes }) => ({
    name,
    type,
    base64: Buffer.from(bytes).toString('base64'),
  }));
  const transfer = await page.evaluateHandle((all) => {
    const data = new DataTransfer();
    for (const { name, type, base64 } of all)
      data.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name, { type }));
    return data;
  }, handed);
  if (how === 'paste')
    return await composer(page).evaluate((field, data) => {
      field.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
      );
    }, transfer);
  const target = page.getByRole('region', { name: 'Conversation', exact: true });
  await target.dispatchEvent('dragenter', { dataTransfer: transfer });
  await expect(page.getByText('Drop to attach')).toBeVisible();
  await target.dispatchEvent('drop', { dataTransfer: transfer });
}

async function send(page: Page, words: string, files: number): Promise<void> {
  await composer(page).fill(words);
  await expect(page.locator('.upload-chip[data-state=done]')).toHaveCount(files);
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(message(page, words)).toHaveCount(1);
}

/** Dark points of a painted page. */
async function inkOf(page: Locator): Promise<number> {
  return await page.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
    let dark = 0;
    for (let at = 0; at < data.length; at += 4)
      if ((data[at] ?? 255) < 128 && (data[at + 3] ?? 0) > 128) dark += 1;
    return dark;
  });
}

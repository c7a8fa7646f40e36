import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { composer, message, timeline, attach } from './parts/chat.ts';
import { expect, test } from './parts/fixtures.ts';
import { Gate } from './parts/gate.ts';
import { openChat, openDirect } from './parts/person.ts';

const MEBIBYTE = 1024 * 1024;
let folder = '';
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-files-'));
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('Carol uploads a 60 MB file through a broken connection and Bob downloads the same bytes', async ({
  person,
  server,
}) => {
  test.setTimeout(180_000);
  const { gate, at } = await Gate.before(server.url);
  try {
    const carol = await person('Carol', { at });
    const bob = await person('Bob');
    await openDirect(carol, bob);
    const path = join(folder, 'recording.bin');
    const sent = await writeNoise(path, 60 * MEBIBYTE);

    gate.cutAfter(7 * MEBIBYTE, 15 * MEBIBYTE, 21 * MEBIBYTE);
    await attach(carol.page, path);
    await expect.poll(() => gate.cuts, { timeout: 90_000 }).toBe(3);
    await sendWhenUploaded(carol.page, 'The recording', 90_000);

    const received = await download(bob.page, 'recording.bin');
    expect(received).toBe(sent);
  } finally {
    await gate.close();
  }
});

test('a picture is shown small in the conversation and whole when opened', async ({ person }) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  await openDirect(alice, bob);
  const picture = await alice.page.screenshot({ path: join(folder, 'garden.png') });
  expect(picture.length).toBeGreaterThan(0);
  await attach(alice.page, join(folder, 'garden.png'));
  await sendWhenUploaded(alice.page, 'Look at this', 30_000);

  const image = message(bob.page, 'Look at this').getByRole('img').first();
  await expect(image).toBeVisible();
  const width = () => image.evaluate((element) => (element as HTMLImageElement).naturalWidth);
  await expect.poll(width).toBeGreaterThan(0);
});

test('an upload can be cancelled before it is sent', async ({ person }) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  await openDirect(alice, bob);
  const path = join(folder, 'mistake.bin');
  await writeNoise(path, 2 * MEBIBYTE);
  await attach(alice.page, path);
  await expect(alice.page.getByText('mistake.bin').first()).toBeVisible();
  await alice.page.getByRole('button', { name: /^(Cancel|Remove) mistake\.bin/ }).click();
  await expect(alice.page.getByText('mistake.bin')).toHaveCount(0);
});

test('a file that is not what its name says is refused, in words', async ({ person }) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  await openDirect(alice, bob);
  const path = join(folder, 'portrait.png');
  await Bun.write(path, 'this is no picture');
  await attach(alice.page, path);
  await expect(alice.page.getByText(/not accepted|content is not/).first()).toBeVisible();
});

test('who is not in the conversation cannot download its file', async ({ person }) => {
  const [alice, bob, carol] = [await person('Alice'), await person('Bob'), await person('Carol')];
  const conversation = await openDirect(alice, bob);
  const path = join(folder, 'private.txt');
  await Bun.write(path, 'between us');
  await attach(alice.page, path);
  await sendWhenUploaded(alice.page, 'For you', 30_000);
  await openChat(bob.page, conversation.id);
  const link = message(bob.page, 'For you').getByRole('link', { name: /^Download/ });
  const href = (await link.getAttribute('href')) ?? '';
  expect((await bob.context.request.get(href)).status()).toBe(200);
  expect((await carol.context.request.get(href)).status()).toBe(404);
});

async function sendWhenUploaded(page: Page, text: string, timeout: number): Promise<void> {
  await composer(page).fill(text);
  await expect(page.locator('.upload-chip[data-state=done]')).toHaveCount(1, { timeout });
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(message(page, text)).toHaveCount(1, { timeout: 20_000 });
}

/** Answers the SHA-256 of what was downloaded. */
async function download(page: Page, name: string): Promise<string> {
  const row = timeline(page).getByRole('article').filter({ hasText: name });
  const [file] = await Promise.all([
    page.waitForEvent('download', { timeout: 60_000 }),
    row.getByRole('link', { name: /^Download/ }).click(),
  ]);
  const saved = test.info().outputPath(name);
  await file.saveAs(saved);
  const bytes = await Bun.file(saved).bytes();
  return createHash('sha256').update(bytes).digest('hex');
}

async function writeNoise(path: string, bytes: number): Promise<string> {
  const hash = createHash('sha256');
  const writer = Bun.file(path).writer();
  for (let written = 0; written < bytes; written += 65_536) {
    const block = crypto.getRandomValues(new Uint8Array(65_536));
    hash.update(block);
    writer.write(block);
  }
  await writer.end();
  return hash.digest('hex');
}

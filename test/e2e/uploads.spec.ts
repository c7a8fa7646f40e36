import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page, Request } from '@playwright/test';
import { composer, message, attach } from './parts/chat.ts';
import { expect, test } from './parts/fixtures.ts';
import { openDirect, type Person } from './parts/person.ts';

const MEBIBYTE = 1024 * 1024;
const SIZE = 12 * MEBIBYTE;
let folder = '';
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-uploads-'));
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('an upload that is cancelled half-way is taken back at the server, and may begin anew', async ({
  person,
}) => {
  const alice = await personAt(person);
  const { path, hash } = await writeNoise('rehearsal.bin');
  const half = await holdHalfWay(alice.page);
  await attach(alice.page, path);
  await half.reached;
  await expect.poll(() => percentOf(alice.page)).toBe(50);
  const takenBack = alice.page.waitForResponse((answer) => answer.request().method() === 'DELETE');
  await alice.page.getByRole('button', { name: 'Cancel rehearsal.bin' }).click();
  await expect(chip(alice.page, 'rehearsal.bin')).toHaveCount(0);
  const answer = await takenBack;
  expect(answer.status()).toBe(204);
  expect((await alice.context.request.head(answer.url(), { headers: TUS })).status()).toBe(404);

  half.release();
  await attach(alice.page, path);
  await send(alice.page, 'The whole rehearsal');
  expect(await hashOf(alice, 'The whole rehearsal')).toBe(hash);
});

test('an upload that was refused on its way is tried again by a press', async ({ person }) => {
  const alice = await personAt(person);
  const { path, hash } = await writeNoise('minutes.bin');
  await refuseOnce(alice.page, (request) => offsetOf(request) > 0);
  const sent = collectParts(alice.page);
  await attach(alice.page, path);
  const failed = chip(alice.page, 'minutes.bin');
  await expect(failed).toHaveAttribute('data-state', 'failed');
  await failed.getByRole('button', { name: 'Try minutes.bin again' }).click();
  await expect(failed).toHaveAttribute('data-state', 'done');
  await send(alice.page, 'The minutes');
  expect(await hashOf(alice, 'The minutes')).toBe(hash);
  const offsets = sent.map(offsetOf);
  expect(offsets[0]).toBe(0);
  expect(offsets.slice(1).every((offset) => offset > 0)).toBe(true);
});

test('after a reload an upload goes on by itself from where it was', async ({ person }) => {
  const alice = await personAt(person);
  const { path, hash } = await writeNoise('long-take.bin');
  const half = await holdHalfWay(alice.page);
  await attach(alice.page, path);
  await half.reached;
  await expect.poll(() => percentOf(alice.page)).toBe(50);
  await expect.poll(() => keptOf(alice.page)).toBe(1);
  const sent = collectParts(alice.page);
  half.release();
  await alice.page.reload();
  await expect(composer(alice.page)).toBeVisible();
  await expect(chip(alice.page, 'long-take.bin')).toHaveCount(1);
  await send(alice.page, 'The long take');
  expect(await hashOf(alice, 'The long take')).toBe(hash);
  const bytes = await Promise.all(sent.map(async (one) => (await one.sizes()).requestBodySize));
  expect(Number(sent[0]?.headers()['upload-offset'])).toBeGreaterThan(0);
  expect(bytes.reduce((sum, some) => sum + some, 0)).toBeLessThan(SIZE - 2 * MEBIBYTE);
});

const TUS = { 'tus-resumable': '1.0.0' };

async function personAt(person: (name: string) => Promise<Person>): Promise<Person> {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  await openDirect(alice, bob);
  return alice;
}

/** An upload stands after its first part until it is released; what was held is not answered. */
async function holdHalfWay(page: Page) {
  let isHeld = true;
  const reached = page.waitForRequest((request) => offsetOf(request) > 0);
  await page.route('**/files/upload/**', async (route, request) => {
    if (isHeld && offsetOf(request) > 0) return;
    await route.fallback();
  });
  return { reached, release: () => void (isHeld = false) };
}

/** How many files a reload would bring back. */
async function keptOf(page: Page): Promise<number> {
  return await page.evaluate(async () => {
    const opening = indexedDB.open('parley-uploads');
    await new Promise((opened) => (opening.onsuccess = opened));
    const counting = opening.result.transaction('shelf').objectStore('shelf').count();
    await new Promise((counted) => (counting.onsuccess = counted));
    opening.result.close();
    return counting.result;
  });
}

/** As a proxy in front of the server might. */
async function refuseOnce(page: Page, isIt: (request: Request) => boolean): Promise<void> {
  let refused = false;
  await page.route('**/files/upload/**', async (route, request) => {
    if (refused || request.method() !== 'PATCH' || !isIt(request)) return await route.fallback();
    refused = true;
    await route.fulfill({ status: 403, body: 'no' });
  });
}

const offsetOf = (part: Request): number => Number(part.headers()['upload-offset']);

function collectParts(page: Page): Request[] {
  const parts: Request[] = [];
  page.on('request', (request) => request.method() === 'PATCH' && parts.push(request));
  return parts;
}

const chip = (page: Page, name: string): Locator =>
  page.getByRole('list', { name: 'Attached files' }).getByRole('listitem').filter({ hasText: name });

async function percentOf(page: Page): Promise<number> {
  return await page.getByRole('progressbar').evaluate((bar) => (bar as HTMLProgressElement).value);
}

async function send(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await expect(page.locator('.upload-chip[data-state=done]')).toHaveCount(1);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(message(page, text)).toHaveCount(1);
}

async function hashOf({ page, context }: Person, text: string): Promise<string> {
  const link = message(page, text).getByRole('link', { name: /^Download/ });
  const answer = await context.request.get((await link.getAttribute('href')) ?? '');
  return createHash('sha256')
    .update(await answer.body())
    .digest('hex');
}

async function writeNoise(name: string): Promise<{ path: string; hash: string }> {
  const path = join(folder, name);
  const bytes = randomBytes(SIZE);
  await Bun.write(path, bytes);
  return { path, hash: createHash('sha256').update(bytes).digest('hex') };
}

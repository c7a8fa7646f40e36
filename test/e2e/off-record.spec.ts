import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import postgres from 'postgres';
import { DEVICES } from './parts/barriers.ts';
import { expect, test } from './parts/fixtures.ts';
import { openDirect } from './parts/person.ts';

const MIB = 1024 * 1024;
const status = (page: Page) => page.locator('.direct-status');
const texts = (page: Page) => page.getByRole('log', { name: 'Texts' });
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function enter(page: Page, room: string): Promise<void> {
  await page.goto(`/direct/${room}`);
  await expect(page.getByRole('heading', { name: 'Off the record' })).toBeVisible();
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message off the record' }).fill(text);
  await page.keyboard.press('Enter');
}

async function offer(page: Page, name: string, buffer: Buffer): Promise<void> {
  await page.getByLabel('Files to send').setInputFiles({ name, mimeType: 'text/plain', buffer });
}

/** The first channel that carries a file takes no more than so many bytes: what is larger is under way until this connection ends. */
async function stopAt(page: Page, most: number): Promise<void> {
  await page.evaluate((limit) => {
    const { prototype } = RTCDataChannel;
    const { send } = prototype;
    const waiting = Object.getOwnPropertyDescriptor(prototype, 'bufferedAmount')?.get;
    const sent = new Map<RTCDataChannel, number>();
    prototype.send = function (data: unknown) {
      if (ArrayBuffer.isView(data)) sent.set(this, (sent.get(this) ?? 0) + data.byteLength);
      Reflect.apply(send, this, [data]);
    };
    Object.defineProperty(prototype, 'bufferedAmount', {
      get(this: RTCDataChannel) {
        const [[first, bytes] = [null, 0]] = sent;
        return this === first && bytes >= limit ? Number.POSITIVE_INFINITY : waiting?.call(this);
      },
    });
  }, most);
}

/** What the page says it is, once it says so. */
async function codeOf(page: Page): Promise<string> {
  const code = page.locator('.direct-code');
  if (!(await code.isVisible())) await page.getByRole('button', { name: 'About this room' }).click();
  await expect(code).toHaveText(/^\d{4}( \d{4}){5}$/);
  return code.innerText();
}

async function saved(page: Page): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save' }).click(),
  ]);
  const path = test.info().outputPath('saved');
  await download.saveAs(path);
  return sha256(await readFile(path));
}

test('two talk and send a file off the record, read the same code, and a third is told that the room is full', async ({
  person,
}) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  const carol = await person('Carol', { device: DEVICES.phone });
  const room = `den-${Date.now()}`;
  await enter(alice.page, room);
  await expect(status(alice.page)).toContainText('You are alone here');
  await say(alice.page, 'written while alone');
  await enter(bob.page, room);
  await expect(status(bob.page)).toHaveText('Connected with Alice, from browser to browser.');
  await expect(texts(bob.page).getByText('written while alone')).toBeVisible();
  await say(bob.page, 'and an answer');
  await expect(texts(alice.page).getByText('and an answer')).toBeVisible();
  expect(await codeOf(alice.page)).toBe(await codeOf(bob.page));

  await carol.page.goto(`/direct/${room}`);
  await expect(carol.page.getByText('Two people are in this room already.')).toBeVisible();
  await expect(status(carol.page)).toHaveText('This room is full.');
  await carol.page.getByRole('link', { name: 'Back' }).click();
  await expect(carol.page.getByRole('button', { name: 'Open a new room' })).toBeVisible();

  const bytes = Buffer.alloc(300_000, 'parley');
  await offer(alice.page, 'plan.txt', bytes);
  await bob.page.getByRole('button', { name: 'Accept' }).click();
  await expect(alice.page.getByText('arrived and checked')).toBeVisible();
  // The newest stays in view, however little room there is.
  await alice.page.getByRole('button', { name: 'About this room' }).click();
  await alice.page.setViewportSize({ width: 900, height: 260 });
  await expect(alice.page.getByText('arrived and checked')).toBeInViewport({ ratio: 1 });
  expect(await saved(bob.page)).toBe(sha256(bytes));
});

test('a file goes on where it was after a reload, and what is erased is gone from the browser', async ({
  person,
}, info) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  const room = `den-${Date.now()}`;
  await Promise.all([enter(alice.page, room), enter(bob.page, room)]);
  await expect(status(alice.page)).toContainText('Connected with Bob');
  await alice.page.getByRole('button', { name: 'About this room' }).click();
  await alice.page.getByRole('switch', { name: 'Keep it in this browser' }).click();
  await say(alice.page, 'to be remembered');
  await expect(texts(bob.page).getByText('to be remembered')).toBeVisible();

  const path = info.outputPath('film.bin');
  const bytes = Buffer.alloc(32 * 1024 * 1024, 'a long film ');
  await Bun.write(path, bytes);
  await stopAt(alice.page, 8 * MIB);
  await alice.page.getByLabel('Files to send').setInputFiles(path);
  await bob.page.getByRole('button', { name: 'Accept' }).click();
  const progress = bob.page.getByRole('progressbar');
  await expect.poll(async () => Number(await progress.getAttribute('value'))).toBeGreaterThan(0);
  await bob.page.reload();
  await expect(bob.page.getByRole('button', { name: 'Save' })).toBeVisible({ timeout: 45_000 });
  expect(await saved(bob.page)).toBe(sha256(bytes));

  await alice.page.reload();
  await expect(texts(alice.page).getByText('to be remembered')).toBeVisible();
  await expect(texts(bob.page).getByText('to be remembered')).toBeHidden();
  await alice.page.getByRole('button', { name: 'About this room' }).click();
  await alice.page.getByRole('button', { name: 'Erase and leave' }).click();
  await alice.page.getByRole('dialog').getByRole('button', { name: 'Erase' }).click();
  await expect(alice.page.getByRole('heading', { name: 'Talk off the record' })).toBeVisible();
  await enter(alice.page, room);
  await expect(status(alice.page)).toContainText('Connected with Bob');
  await expect(texts(alice.page).getByRole('article')).toHaveCount(0);
});

test('a large file goes straight into the file that its person picks, and on from there after a lost line and reloads', async ({
  person,
}, info) => {
  test.setTimeout(240_000);
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  // The question is the browser's own; a file of the page's private file system answers it.
  await bob.page.addInitScript(() => {
    const pick = async ({ suggestedName }: { suggestedName: string }) =>
      (await navigator.storage.getDirectory()).getFileHandle(`my ${suggestedName}`, { create: true });
    Object.assign(globalThis, { showSaveFilePicker: pick });
  });
  const room = `den-${Date.now()}`;
  await Promise.all([enter(alice.page, room), enter(bob.page, room)]);
  await expect(status(alice.page)).toContainText('Connected with Bob');
  await offer(alice.page, 'small.txt', Buffer.from('small'));
  await expect(bob.page.getByRole('button', { name: 'Accept' })).toBeVisible();
  await expect(bob.page.getByRole('button', { name: 'Save to…' })).toBeHidden();
  await bob.page.getByRole('button', { name: 'Decline' }).click();

  const path = info.outputPath('film.bin');
  const bytes = Buffer.alloc(96 * MIB, 'a very long film ');
  await Bun.write(path, bytes);
  await stopAt(alice.page, 8 * MIB);
  await alice.page.getByLabel('Files to send').setInputFiles(path);
  await bob.page.getByRole('button', { name: 'Save to…' }).click();
  const progress = bob.page.getByRole('progressbar');
  await expect
    .poll(async () => Number(await progress.getAttribute('value')), { timeout: 60_000 })
    .toBeGreaterThan(4 * MIB);
  await alice.page.reload();
  await expect(bob.page.getByText('goes on when you two are connected')).toBeVisible();
  await expect.poll(async () => (await pickedFile(bob.page)).size).toBeGreaterThan(4 * MIB);
  expect((await pickedFile(bob.page)).size).toBeLessThan(bytes.length);
  await bob.page.reload();
  await alice.page.getByLabel('film.bin, again').setInputFiles(path);
  await expect(bob.page.getByText('checked, saved as my film.bin')).toBeVisible({ timeout: 90_000 });
  expect(await pickedFile(bob.page)).toEqual({ size: bytes.length, sha256: sha256(bytes) });
  await expect(bob.page.getByRole('button', { name: 'Save', exact: true })).toBeHidden();
});

const pickedFile = (page: Page) =>
  page.evaluate(async () => {
    const handle = await (await navigator.storage.getDirectory()).getFileHandle('my film.bin');
    const file = await handle.getFile();
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
    return {
      size: file.size,
      sha256: [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
    };
  });

test('whoever is in a direct conversation goes off the record with the other by a button', async ({
  person,
}) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  await openDirect(alice, bob);
  await alice.page.getByRole('button', { name: 'Talk off the record' }).click();
  const link = bob.page
    .getByRole('log', { name: 'Messages' })
    .getByRole('link', { name: /\/direct\/[a-z2-9]{26}$/ });
  const address = await link.getAttribute('href');
  await bob.page.goto(address ?? '');
  await expect(status(bob.page)).toContainText('Connected with Alice');
  await expect(status(alice.page)).toContainText('Connected with Bob');
});

test('no byte of what is said off the record is in the log of the server, its database or on any socket', async ({
  person,
  ownServer,
}) => {
  const server = await ownServer({ env: { LOG_LEVEL: 'trace' }, owned: true });
  const [alice, bob] = [await person('Alice', { at: server.url }), await person('Bob', { at: server.url })];
  const carried = [alice, bob].map(({ page }) => recordEverything(page));
  const canary = crypto.randomUUID();
  const room = `den-${canary.slice(0, 8)}`;
  await Promise.all([enter(alice.page, room), enter(bob.page, room)]);
  await expect(status(bob.page)).toContainText('Connected with Alice');
  await say(alice.page, `said ${canary}`);
  await expect(texts(bob.page).getByText(`said ${canary}`)).toBeVisible();
  await offer(alice.page, `named-${canary}.txt`, Buffer.from(`written ${canary}`));
  await bob.page.getByRole('button', { name: 'Accept' }).click();
  await expect(alice.page.getByText('arrived and checked')).toBeVisible();

  const frames = carried.flat().join('\n');
  const database = await everythingIn(server.databaseUrl);
  // What is there can be found.
  expect(frames).toContain(room);
  expect(database).toContain(alice.user.id);
  expect(server.output()).toContain('serving');
  for (const place of [frames, database, server.output()]) expect(place).not.toContain(canary);
  for (const place of [database, server.output()]) expect(place).not.toContain(room);
});

/** Every frame of every socket, in both directions, and what is posted. */
function recordEverything(page: Page): string[] {
  const carried: string[] = [];
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => carried.push(payload.toString()));
    socket.on('framereceived', ({ payload }) => carried.push(payload.toString()));
  });
  page.on('request', (request) => carried.push(`${request.url()} ${request.postData() ?? ''}`));
  return carried;
}

async function everythingIn(databaseUrl: string): Promise<string> {
  const sql = postgres(databaseUrl, { max: 1 });
  try {
    const tables = await sql<{ name: string }[]>`
      select table_name as name from information_schema.tables where table_schema = 'public'`;
    const rows = [];
    for (const { name } of tables) rows.push(...(await sql`select t::text as row from ${sql(name)} t`));
    return rows.map(({ row }) => String(row)).join('\n');
  } finally {
    await sql.end();
  }
}

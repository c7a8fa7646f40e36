import type { Browser, Page } from '@playwright/test';
import { DEVICES, expectNoBarriers, expectRoomAt320 } from './parts/barriers.ts';
import { press, ringing, stage, tile } from './parts/call.ts';
import { composer, message, timeline } from './parts/chat.ts';
import { expect, test } from './parts/fixtures.ts';
import { pdf } from './parts/documents.ts';
import { openChat, PASSWORD, type Person, signUp } from './parts/person.ts';
import { makeScene, type Scene } from './parts/scene.ts';

interface Place {
  readonly name: string;
  readonly path: (scene: Scene) => string;
  /** A text that stands there once all of it is there. */
  readonly shows: string;
}

const PLACES: readonly Place[] = [
  { name: 'messages', path: () => '/', shows: 'Watercooler' },
  { name: 'direct conversation', path: ({ direct }) => `/c/${direct}`, shows: 'Platform 2' },
  { name: 'group', path: ({ group }) => `/c/${group}`, shows: 'Save me a seat' },
  { name: 'details', path: ({ group }) => `/c/${group}?details`, shows: 'Leave group' },
  { name: 'details of two', path: ({ direct }) => `/c/${direct}?details`, shows: 'tide-tables.txt' },
  { name: 'search', path: ({ group }) => `/c/${group}?search`, shows: 'is:pinned' },
  { name: 'pins', path: ({ group }) => `/c/${group}?pins`, shows: 'The fix is one line' },
  { name: 'thread', path: ({ group, thread }) => `/c/${group}?thread=${thread}`, shows: 'The painters can' },
  { name: 'files', path: ({ direct }) => `/c/${direct}?files`, shows: 'Media' },
  { name: 'threads', path: () => '/threads', shows: 'It hangs behind the door' },
  { name: 'people', path: () => '/people', shows: 'Online now' },
  { name: 'person', path: ({ bob }) => `/people/${bob}`, shows: 'Audio call' },
  { name: 'new conversation', path: () => '/new', shows: 'Write to someone' },
  { name: 'new group', path: () => '/new?group', shows: 'Create group' },
  { name: 'public groups', path: () => '/groups', shows: 'Small talk, lunch' },
  { name: 'calls', path: () => '/calls', shows: 'Calls' },
  { name: 'settings', path: () => '/settings', shows: 'This device' },
  { name: 'link into a group', path: () => '/join/g/token', shows: 'This link leads nowhere' },
  { name: 'not found', path: () => '/nowhere', shows: 'nothing at this address' },
  { name: 'no such conversation', path: () => '/c/none', shows: 'no longer in it' },
];

let [alice, bob]: Person[] = [];
let scene: Scene;
test.beforeAll(async ({ browser, server }) => {
  const cast = [];
  for (const name of ['Alice', 'Bob', 'Carol'])
    cast.push(await signUp({ browser, baseURL: server.url, name }));
  scene = await makeScene(cast);
  [alice, bob] = cast;
  await openChat((bob as Person).page, scene.direct);
  await sendPlan((bob as Person).page);
  await alice?.mutate('scheduled.create', {
    id: crypto.randomUUID(),
    conversationId: scene.direct,
    text: 'I am on the platform',
    dueAt: Date.now() + 86_400_000,
  });
});

for (const [device, options] of Object.entries(DEVICES)) {
  test(`no page and no panel of a ${device} has a barrier that a machine can find, in either theme`, async ({
    browser,
    server,
  }) => {
    test.setTimeout(240_000);
    const context = await browser.newContext({ ...options, baseURL: server.url, reducedMotion: 'reduce' });
    const page = await context.newPage();
    const check = (where: string) => expectNoBarriers(page, `${where}, ${device}`);
    for (const [path, shows] of [
      ['/sign-in', 'Create one'],
      ['/sign-up', 'Create account'],
      ['/join/token', 'You have an account?'],
    ] as const) {
      await page.goto(path);
      await expect(page.getByText(shows)).toBeVisible();
      await check(path);
    }
    await context.addCookies((await alice?.context.cookies()) ?? []);
    await page.goto('/');
    for (const { name, path, shows } of PLACES) {
      await go(page, path(scene));
      await expect(page.getByText(shows).filter({ visible: true }).first()).toBeVisible();
      await check(name);
      if (device === 'phone') await expectRoomAt320(page, name);
    }
    await checkOpened(page, check);
    await checkFiles(page, check);
    await checkPutOff(page, check);
    await checkCall(page, check);
    await context.close();
  });
}

test('the settings of a server have no barrier that a machine can find', async ({ browser, server }) => {
  const page = await asOwner(browser, server.url);
  await expectNoBarriers(page, 'server, phone');
  await expectRoomAt320(page, 'server');
  await page.setViewportSize(DEVICES.desktop.viewport);
  await expectNoBarriers(page, 'server, desktop');
  await page.context().close();
});

/** What opens over a conversation. */
async function checkOpened(page: Page, check: (where: string) => Promise<void>): Promise<void> {
  await go(page, `/c/${scene.direct}`);
  await composer(page).fill(':smi');
  await expect(page.getByRole('listbox')).toBeVisible();
  await check('suggestions');
  await composer(page).fill('');
  await press(page, 'Add');
  await page.getByRole('menuitem', { name: 'Poll' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await check('new poll');
  await page.keyboard.press('Escape');
  await timeline(page).focus();
  await page.keyboard.press('End');
  // Keys do nothing before it is there.
  await expect(page.getByRole('toolbar', { name: 'Message actions' })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem').first()).toBeVisible();
  await check('menu of a message');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /harbour\.png/ }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await check('viewer');
  await page.keyboard.press('Escape');
  await go(page, `/c/${scene.group}?details`);
  for (const name of ['Edit group', 'Invite links', 'Leave group']) {
    await press(page, name);
    await expect(page.getByRole('dialog')).toBeVisible();
    await check(name);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name, exact: true })).toBeFocused();
  }
}

async function checkFiles(page: Page, check: (where: string) => Promise<void>): Promise<void> {
  await go(page, `/c/${scene.direct}?files`);
  const viewer = page.locator('dialog.viewer');
  await page.getByRole('tabpanel').getByRole('button', { name: 'Open harbour.png' }).click();
  await expect(viewer.getByRole('img', { name: 'harbour.png' })).toBeVisible();
  await check('viewer of a picture');
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: 'Files' }).click();
  const plan = page.getByRole('tabpanel').getByRole('button', { name: /^Open plan\.pdf/ });
  await expect(plan).toBeVisible();
  await check('files');
  await plan.click();
  await expect(viewer.getByRole('img', { name: 'Page 1', exact: true })).toHaveAttribute(
    'data-painted',
    'true',
  );
  await check('viewer of a PDF');
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: 'Links' }).click();
  await expect(page.getByRole('tabpanel').getByText('Tides for the week')).toBeVisible();
  await check('links');
}

/** What is sent later, and the choices about being told of things that open more of them. */
async function checkPutOff(page: Page, check: (where: string) => Promise<void>): Promise<void> {
  await go(page, `/c/${scene.direct}`);
  await press(page, 'Show');
  await press(page, 'Change');
  await expect(page.getByRole('textbox', { name: 'Message', exact: true }).last()).toBeVisible();
  await check('scheduled messages');
  await page.keyboard.press('Escape');
  await go(page, '/settings');
  const quiet = page.getByRole('switch', { name: 'Quiet hours' });
  await quiet.click();
  await expect(page.getByLabel('From')).toBeVisible();
  await check('quiet hours');
  await quiet.click();
}

async function sendPlan(page: Page): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await press(page, 'Add');
  await page.getByRole('menuitem', { name: 'Attach files' }).click();
  await (await chooser).setFiles({ name: 'plan.pdf', mimeType: 'application/pdf', buffer: pdf(2) });
  await composer(page).fill('The plan');
  await expect(page.locator('.upload-chip[data-state=done]')).toHaveCount(1);
  await press(page, 'Send');
  await expect(message(page, 'The plan')).toHaveCount(1);
}

async function asOwner(browser: Browser, baseURL: string): Promise<Page> {
  const context = await browser.newContext({ ...DEVICES.phone, baseURL, reducedMotion: 'reduce' });
  const data = { username: 'owner', password: PASSWORD };
  expect((await context.request.post('/trpc/auth.signIn', { data })).ok()).toBe(true);
  const page = await context.newPage();
  await page.goto('/admin/settings');
  await expect(page.getByText('Show what links lead to')).toBeVisible();
  return page;
}

async function checkCall(page: Page, check: (where: string) => Promise<void>): Promise<void> {
  await press((bob as Person).page, 'Video call');
  await expect(ringing(page)).toBeVisible();
  await check('ringing');
  await press(page, 'Accept with video');
  await expect(tile(page, 'Bob')).toBeVisible();
  await check('call');
  await press(page, 'Devices');
  await check('call with devices');
  await press(page, 'Hang up');
  await expect(stage(page).getByRole('button', { name: 'Hang up' })).toHaveCount(0);
  await check('call ended');
}

/** Within the page, as a link does: a server counts the sockets that loading it anew would open. */
async function go(page: Page, path: string): Promise<void> {
  await expect(page.locator('main')).toBeAttached();
  await page.evaluate((to) => {
    history.pushState(null, '', to);
    window.dispatchEvent(new PopStateEvent('popstate'));
  }, path);
}

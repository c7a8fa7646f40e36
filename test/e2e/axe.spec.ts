import type { BrowserContextOptions, Page } from '@playwright/test';
import { findBarriers } from './parts/barriers.ts';
import { press, ringing, stage, tile } from './parts/call.ts';
import { composer, timeline } from './parts/chat.ts';
import { expect, test } from './parts/fixtures.ts';
import { openChat, type Person, signUp } from './parts/person.ts';
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

/** What a finger needs, and nothing of it in the margin: WCAG 2.2 AA asks for 24 px, we for 44. */
const TOUCH_PX = 44;

const DEVICES = {
  desktop: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 1 },
} as const satisfies Record<string, BrowserContextOptions>;

let [alice, bob]: Person[] = [];
let scene: Scene;
test.beforeAll(async ({ browser, server }) => {
  const cast = [];
  for (const name of ['Alice', 'Bob', 'Carol'])
    cast.push(await signUp({ browser, baseURL: server.url, name }));
  scene = await makeScene(cast);
  [alice, bob] = cast;
  await openChat((bob as Person).page, scene.direct);
});

for (const [device, options] of Object.entries(DEVICES)) {
  test(`no page and no panel of a ${device} has a barrier that a machine can find, in either theme`, async ({
    browser,
    server,
  }) => {
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
    await checkCall(page, check);
    await context.close();
  });
}

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

/** A desktop and a phone have the same elements, and the dark differs by its colours: all rules once, colours in both. */
async function expectNoBarriers(page: Page, where: string): Promise<void> {
  const isPhone = (page.viewportSize()?.width ?? 0) < 768;
  await paint(page, 'dark');
  const dark = await findBarriers(page, isPhone ? undefined : ['color-contrast']);
  expect.soft(dark, `${where}, dark`).toEqual([]);
  if (isPhone) return;
  await paint(page, 'light');
  expect.soft(await findBarriers(page), `${where}, light`).toEqual([]);
}

/** A colour changes within a frame; what is looked at before it has still the other one. */
async function paint(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.evaluate(async () => {
    for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
  });
}

/** At 320 px, which is 200 % of 640, nothing is cut off at the side and a finger finds every control. */
async function expectRoomAt320(page: Page, where: string): Promise<void> {
  const { viewport } = DEVICES.phone;
  await page.setViewportSize({ width: 320, height: 640 });
  const found = await page.evaluate((least) => {
    const controls =
      'button, a.button, .icon-button, nav a, [role=tab], summary, input:not([type=file]), textarea, select';
    const nameOf = (element: Element) =>
      `${element.ariaLabel ?? ''}${element.textContent?.slice(0, 30) ?? ''}`;
    const seen = (element: Element) =>
      element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
      element.closest('.sr-only') === null;
    const scrolls = (element: Element | null): boolean =>
      element !== null &&
      (/auto|scroll/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
    const all = [...document.querySelectorAll('#root *')].filter(seen);
    const cut = all.filter((element) => {
      const { right, width } = element.getBoundingClientRect();
      return width > 0 && right > window.innerWidth + 1 && !scrolls(element.parentElement);
    });
    const small = all.filter((element) => {
      if (!element.matches(controls) || element.closest('p') !== null) return false;
      const { width, height } = element.getBoundingClientRect();
      const reach = Number.parseFloat(getComputedStyle(element, '::after').height) || 0;
      const hasRoom =
        Math.max(
          Math.round(height),
          getComputedStyle(element, '::after').position === 'absolute' ? reach : 0,
        ) >= least;
      return height > 0 && width > 1 && !hasRoom;
    });
    return [
      ...cut.map((element) => `cut off: ${element.tagName} ${nameOf(element)}`),
      ...small.map(
        (element) => `${element.getBoundingClientRect().height} px: ${element.tagName} ${nameOf(element)}`,
      ),
    ];
  }, TOUCH_PX);
  expect.soft(found, `${where}, 320 px`).toEqual([]);
  await page.setViewportSize(viewport);
}

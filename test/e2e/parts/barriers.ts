import { type BrowserContextOptions, expect, type Page } from '@playwright/test';
import axe from 'axe-core';

/** What a finger needs, and nothing of it in the margin: WCAG 2.2 AA asks for 24 px, we for 44. */
const TOUCH_PX = 44;

export const DEVICES = {
  desktop: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 1 },
} as const satisfies Record<string, BrowserContextOptions>;

/** A desktop and a phone have the same elements, and the dark differs by its colours: all rules once, colours in both. */
export async function expectNoBarriers(page: Page, where: string): Promise<void> {
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
export async function expectRoomAt320(page: Page, where: string): Promise<void> {
  const { viewport } = DEVICES.phone;
  await page.setViewportSize({ width: 320, height: 640 });
  await endOfMotion(page);
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
      // A label around an input is pressed as the input is.
      const { width, height } = (element.closest('label') ?? element).getBoundingClientRect();
      const reach = Number.parseFloat(getComputedStyle(element, '::after').height) || 0;
      const isTall =
        Math.max(height, getComputedStyle(element, '::after').position === 'absolute' ? reach : 0) >= least;
      return height > 0 && width > 1 && !isTall;
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

/** What moves in is a little smaller or elsewhere until it stands; what turns for ever has a place of its own. */
export async function endOfMotion(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
}

/**
 * What axe finds on the page as it stands: everything that WCAG 2.2 A and AA ask for, and whatever else is serious. With
 * `rules` only these are looked at.
 */
async function findBarriers(page: Page, rules?: readonly string[]): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const violations = await page.evaluate(async (only) => {
    const { run } = Reflect.get(window, 'axe') as typeof axe;
    const options = { resultTypes: ['violations' as const], ...(only ? { runOnly: [...only] } : {}) };
    return (await run(document, options)).violations.map(({ id, tags, impact, nodes }) => {
      return { id, tags, impact, nodes: nodes.map(({ html }) => html) };
    });
  }, rules);
  return violations
    .map((found) => ({ ...found, nodes: found.nodes.filter((html) => !saysItsFigures(found.id, html)) }))
    .filter(({ nodes }) => nodes.length > 0)
    .filter(
      ({ tags, impact }) =>
        tags.some((tag) => tag.startsWith('wcag')) || /serious|critical/.test(`${impact}`),
    )
    .map(({ id, nodes }) => `${id}: ${nodes.join(' | ')}`);
}

/** A poll's option says "1 vote" where "1" is seen. */
function saysItsFigures(rule: string, html: string): boolean {
  return rule === 'label-content-name-mismatch' && html.includes('class="poll-option"');
}

/** On a desktop, on a phone and at 320 px; leaves the page at the phone's size. */
export async function expectNoBarriersAtAnySize(page: Page, where: string): Promise<void> {
  await page.setViewportSize(DEVICES.desktop.viewport);
  await expectNoBarriers(page, `${where}, desktop`);
  await page.setViewportSize(DEVICES.phone.viewport);
  await expectNoBarriers(page, `${where}, phone`);
  await expectRoomAt320(page, where);
}

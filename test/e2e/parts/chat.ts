import { expect, type Locator, type Page } from '@playwright/test';

export const composer = (page: Page): Locator => page.getByRole('textbox', { name: 'Message', exact: true });
export const timeline = (page: Page): Locator => page.getByRole('log', { name: 'Messages' });
export const message = (page: Page, text: string): Locator =>
  timeline(page).getByRole('article').filter({ hasText: text });

export async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
}

/** A page that lost its server tries again within 15 seconds; then what waits goes out. */
export const ONCE_BACK = { timeout: 45_000 } as const;

export async function expectMessage(
  page: Page,
  text: string,
  options?: { readonly timeout: number },
): Promise<void> {
  await expect(message(page, text)).toHaveCount(1, options);
}

export async function expectReceipt(
  page: Page,
  text: string,
  receipt: 'Sent' | 'Delivered' | 'Read',
): Promise<void> {
  await expect(message(page, text).getByLabel(receipt, { exact: true })).toBeVisible();
}

/** The texts of the timeline that belong to this test, from top to bottom. */
export async function textsOf(page: Page, pattern: RegExp): Promise<string[]> {
  const texts = await timeline(page).getByRole('article').allInnerTexts();
  return texts.flatMap((text) => pattern.exec(text)?.[0] ?? []);
}

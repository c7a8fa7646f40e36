import { expect, type Locator, type Page } from '@playwright/test';
import type { Person } from './person.ts';

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

/** By the API, one after the other: `entry 1;` and so on. */
export async function sayMany(
  person: Person,
  conversationId: string,
  from: number,
  to: number,
): Promise<void> {
  for (let number = from; number <= to; number++) {
    await person.mutate('messages.send', {
      clientId: crypto.randomUUID(),
      conversationId,
      text: `entry ${number};`,
    });
  }
}

/** By the bar of actions of the message that says this, or of this one. */
export async function act(page: Page, which: string | Locator, action: string): Promise<void> {
  const one = typeof which === 'string' ? message(page, which) : which;
  // Nothing is done with a message that the server does not have yet.
  await expect(one).toHaveAttribute('data-message');
  await one.hover();
  await one.getByRole('button', { name: action, exact: true }).click();
}

export async function actFromMenu(page: Page, which: string | Locator, action: string): Promise<void> {
  await act(page, which, 'More actions');
  await page.getByRole('menuitem', { name: action }).click();
}

/** By the composer's menu and the browser's dialog. */
export async function attach(page: Page, file: FileToAttach): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Attach files' }).click();
  await (await chooser).setFiles(file);
}

type FileToAttach = string | { name: string; mimeType: string; buffer: Buffer };

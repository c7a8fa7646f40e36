import type { Page } from '@playwright/test';
import { expect, test } from './parts/fixtures.ts';
import { PASSWORD } from './parts/person.ts';

test("the owner's link makes the first account, and an invite of the owner's the second", async ({
  browser,
  ownServer,
}) => {
  const server = await ownServer({ env: { REGISTRATION: 'invite' } });
  const link = `/join/${server.ownerToken}`;
  const atHome = (address: string) => new URL(address, server.url).pathname;

  const alice = await browser.newContext({ baseURL: server.url });
  const page = await alice.newPage();
  await page.goto(link);
  await fillSignUp(page, 'alice', 'Alice');
  await expect(page.getByRole('navigation', { name: 'Conversations' })).toBeVisible();

  await page.goto('/admin/settings');
  await page.getByRole('button', { name: 'New invite link' }).click();
  const address = await page.getByLabel('Invite link', { exact: true }).inputValue();

  const bob = await browser.newContext({ baseURL: server.url });
  const bobPage = await bob.newPage();
  await bobPage.goto(atHome(address));
  await fillSignUp(bobPage, 'bob', 'Bob');
  await expect(bobPage.getByRole('navigation', { name: 'Conversations' })).toBeVisible();

  const carol = await browser.newContext({ baseURL: server.url });
  const carolPage = await carol.newPage();
  await carolPage.goto(link);
  await fillSignUp(carolPage, 'carol', 'Carol');
  await expect(carolPage.getByText(/used before/)).toBeVisible();
  await expect(carolPage.getByRole('navigation', { name: 'Conversations' })).toHaveCount(0);
  await Promise.all([alice, bob, carol].map((context) => context.close()));
});

async function fillSignUp(page: Page, username: string, name: string): Promise<void> {
  await page.getByLabel('Username', { exact: true }).fill(username);
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
}

test('Alice signs up, signs out and in again; a wrong password is refused in words', async ({ page }) => {
  const username = `alice-${crypto.randomUUID().slice(0, 8)}`;
  await page.goto('/sign-up');
  await fillSignUp(page, username, 'Alice');
  await expect(page.getByRole('navigation', { name: 'Conversations' })).toBeVisible();
  await page.goto('/settings');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/sign-in/);
  await page.getByLabel('Username', { exact: true }).fill(username);
  await page.getByLabel('Password', { exact: true }).fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText('Username and password do not go together')).toBeVisible();
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('navigation', { name: 'Conversations' })).toBeVisible();
});

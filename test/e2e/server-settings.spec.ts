import type { Page } from '@playwright/test';
import { PASSWORD } from './parts/person.ts';
import { expect, test } from './parts/fixtures.ts';
import { zipOf } from '../harness/slack.ts';

const users = [
  { id: 'U1', team_id: 'T1', name: 'alice', profile: { real_name: 'Alice' } },
  { id: 'U2', team_id: 'T1', name: 'carol', profile: { real_name: 'Carol' } },
];
const channel = { id: 'C1', name: 'canteen', created: 1_500_000_000, creator: 'U1', members: ['U1', 'U2'] };
const words = [
  { type: 'message', user: 'U1', ts: '1600000001.000100', text: 'What is for *lunch*?' },
  { type: 'message', user: 'U2', ts: '1600000002.000100', text: 'Soup' },
];

async function signUp(page: Page, link: string, name: string): Promise<void> {
  await page.goto(link);
  await page.getByRole('textbox', { name: 'Username' }).fill(name.toLowerCase());
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByRole('navigation', { name: 'Conversations' })).toBeVisible();
}

test('the owner sets rules, brings a workspace over, and hands Carol the account that waited for her', async ({
  browser,
  ownServer,
}) => {
  const server = await ownServer();
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  await signUp(page, `/join/${server.ownerToken}`, 'Alice');
  await page.goto('/settings');
  await page.getByRole('link', { name: 'Look after this server' }).click();
  await page.getByRole('navigation', { name: 'This server' }).getByRole('link', { name: 'Settings' }).click();
  // It says so for a few seconds.
  await Promise.all([
    expect(page.getByText('It holds for everyone')).toBeVisible(),
    page.getByLabel('People may edit their messages').selectOption('For 15 minutes'),
  ]);

  const archive = Buffer.from(
    await zipOf({ 'users.json': users, 'channels.json': [channel], 'canteen/2020-09-13.json': words }),
  );
  await page
    .getByLabel('Slack archive')
    .setInputFiles({ name: 'export.zip', mimeType: 'application/zip', buffer: archive });
  const card = page.getByRole('list', { name: 'Imports' }).getByRole('listitem').first();
  await expect(card.getByText('2 messages in 1 channel')).toBeVisible();
  await expect(card.getByRole('listitem').filter({ hasText: '@carol' })).toContainText('A new account');
  await card.getByRole('button', { name: 'Bring it over' }).click();
  await expect(card.getByText('2 messages came over into 1 group')).toBeVisible();

  await page.reload();
  await page.getByRole('button', { name: 'Make a link for Carol' }).click();
  const link = await page.getByRole('textbox', { name: /Link for Carol/ }).inputValue();
  const other = await browser.newContext({ baseURL: server.url });
  const carol = await other.newPage();
  await signUp(carol, new URL(link).pathname, 'Carol');
  await carol.getByRole('navigation', { name: 'Conversations' }).getByText('canteen').click();
  const soup = carol.getByRole('log', { name: 'Messages' }).getByRole('article').filter({ hasText: 'Soup' });
  await expect(soup).toHaveAttribute('aria-label', /^You,/);
  await carol.goto('/admin/settings');
  await expect(carol.getByText('This page is for the owner')).toBeVisible();
  await Promise.all([context.close(), other.close()]);
});

test('Bob takes his data away', async ({ person }) => {
  const bob = await person('Bob');
  await bob.page.goto('/settings');
  const download = bob.page.waitForEvent('download');
  await bob.page.getByRole('link', { name: 'Download your data' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^parley-.*\.zip$/);
  expect(await file.failure()).toBeNull();
});

import type { Page } from '@playwright/test';
import { expectMessage, expectReceipt, message, ONCE_BACK, say, textsOf } from './parts/chat.ts';
import { expect, test } from './parts/fixtures.ts';
import { Gate } from './parts/gate.ts';
import { openDirect, reloadChat } from './parts/person.ts';
import { makeTestDatabase } from '../harness/database.ts';

const banner = (page: Page) => page.getByRole('status').filter({ hasText: 'Reconnecting' });

test('the server is killed during a conversation and nothing is lost or doubled', async ({
  person,
  ownServer,
}) => {
  test.setTimeout(120_000);
  const server = await ownServer();
  const alice = await person('Alice', { at: server.url });
  const bob = await person('Bob', { at: server.url });
  await openDirect(alice, bob);
  const texts = Array.from({ length: 12 }, (_, index) => `word ${String(index + 1).padStart(2, '0')}`);

  for (const text of texts.slice(0, 4)) await say(alice.page, text);
  await expectReceipt(alice.page, 'word 04', 'Read');
  await say(alice.page, texts[4] ?? '');
  await say(alice.page, texts[5] ?? '');
  await server.kill9();
  await expect(banner(alice.page).first()).toBeVisible();
  for (const text of texts.slice(6, 10)) await say(alice.page, text);
  await server.restart();
  await expectMessage(bob.page, 'word 10', ONCE_BACK);
  for (const text of texts.slice(10)) await say(alice.page, text);
  await expectMessage(bob.page, 'word 12');
  await expect(banner(alice.page)).toHaveCount(0);

  expect(await textsOf(bob.page, /word \d\d/)).toEqual(texts);
  expect(await textsOf(alice.page, /word \d\d/)).toEqual(texts);
  await reloadChat(bob.page);
  await expectMessage(bob.page, 'word 12');
  expect(await textsOf(bob.page, /word \d\d/)).toEqual(texts);
});

test('while the database is away sends wait, and go through later', async ({ person, ownServer }) => {
  test.setTimeout(120_000);
  const database = await makeTestDatabase();
  const address = new URL(database.url);
  const gate = await Gate.to({ host: address.hostname, port: Number(address.port) });
  address.port = String(gate.port);
  try {
    const server = await ownServer({ databaseUrl: address.href });
    const alice = await person('Alice', { at: server.url });
    const bob = await person('Bob', { at: server.url });
    await openDirect(alice, bob);
    await say(alice.page, 'before the outage');
    await expectMessage(bob.page, 'before the outage');

    gate.shut();
    await say(alice.page, 'during the outage');
    await expect(message(alice.page, 'during the outage')).toBeVisible();
    await expect(alice.page.getByText(/Reconnecting/).first()).toBeVisible({ timeout: 30_000 });
    await expect(message(bob.page, 'during the outage')).toHaveCount(0);

    gate.reopen();
    await expect(message(bob.page, 'during the outage')).toHaveCount(1, ONCE_BACK);
    await expectReceipt(alice.page, 'during the outage', 'Read');
    await expect(alice.page.getByText(/Reconnecting/)).toHaveCount(0);
  } finally {
    await gate.close();
    await database.close();
  }
});

test('messages written without a connection go out by themselves, once and in order', async ({ person }) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  await openDirect(alice, bob);
  await say(alice.page, 'offline 0');
  await expectMessage(bob.page, 'offline 0');
  await alice.context.setOffline(true);
  for (const number of [1, 2, 3]) await say(alice.page, `offline ${number}`);
  await expect(message(alice.page, 'offline 3')).toBeVisible();
  await alice.context.setOffline(false);
  await expectMessage(bob.page, 'offline 3');
  expect(await textsOf(bob.page, /offline \d/)).toEqual(['offline 0', 'offline 1', 'offline 2', 'offline 3']);
});

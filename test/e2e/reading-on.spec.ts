import type { Page } from '@playwright/test';
import { expectReceipt, message, sayMany } from './parts/chat.ts';
import { kept } from './parts/copy.ts';
import { expect, test } from './parts/fixtures.ts';
import { Gate } from './parts/gate.ts';
import { openChat, openDirect } from './parts/person.ts';

test('who stood at the newest message while the line was gone has read no further than they were led', async ({
  person,
  server,
}) => {
  const { gate, at } = await Gate.before(server.url);
  try {
    const alice = await person('Alice');
    const bob = await person('Bob', { at });
    const { id } = await openDirect(alice, bob);
    await sayMany(alice, id, 1, 1);
    await expectReceipt(alice.page, 'entry 1;', 'Read');
    gate.shut();
    await expect(bob.page.getByText(/^Reconnecting/).first()).toBeVisible();
    // More than one answer of what was missed holds.
    await sayMany(alice, id, 2, 120);
    gate.reopen();
    await expect(message(bob.page, 'entry 2;')).toBeInViewport({ timeout: 30_000 });
    await expect(message(bob.page, 'entry 120;')).not.toBeInViewport();
    await expect.poll(() => unread(bob.page)).toBeGreaterThan(80);
    await expectReceipt(alice.page, 'entry 120;', 'Delivered');
  } finally {
    await gate.close();
  }
});

test('an address that leads to an old message does so from the copy that a browser kept, once there is a connection', async ({
  person,
}) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  const { id } = await bob.mutate<{ id: string }>('groups.direct', { userId: alice.user.id });
  await sayMany(bob, id, 1, 80);
  await openChat(alice.page, id);
  await expect.poll(() => kept(alice.page)).toContainEqual(expect.stringContaining(id));
  const { promise: allowed, resolve: allow } = Promise.withResolvers<void>();
  await alice.page.routeWebSocket(/\/ws$/, async (socket) => {
    await allowed;
    socket.connectToServer();
  });
  await alice.page.goto(`/c/${id}?at=1`);
  await expect(message(alice.page, 'entry 80;')).toBeInViewport();
  allow();
  await expect(message(alice.page, 'entry 1;')).toBeInViewport();
  await expect(alice.page).toHaveURL(new RegExp(`/c/${id}$`));
});

/** What the button to the newest message says. */
async function unread(page: Page): Promise<number> {
  const button = page.getByRole('button', { name: 'Jump to the newest message' });
  return Number(/(\d+) unread/.exec((await button.textContent()) ?? '')?.[1]);
}

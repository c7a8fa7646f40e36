import type { Page } from '@playwright/test';
import { expectReceipt, message } from './parts/chat.ts';
import { expect, test } from './parts/fixtures.ts';
import { Gate } from './parts/gate.ts';
import { openDirect, type Person } from './parts/person.ts';

test('who stood at the newest message while the line was gone has read no further than they were led', async ({
  person,
  server,
}) => {
  const { hostname: host, port } = new URL(server.url);
  const gate = await Gate.to({ host, port: Number(port) });
  try {
    const alice = await person('Alice');
    const bob = await person('Bob', { at: `http://${host}:${gate.port}` });
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

/** What the button to the newest message says. */
async function unread(page: Page): Promise<number> {
  const button = page.getByRole('button', { name: 'Jump to the newest message' });
  return Number(/(\d+) unread/.exec((await button.textContent()) ?? '')?.[1]);
}

async function sayMany(person: Person, conversationId: string, from: number, to: number): Promise<void> {
  for (let number = from; number <= to; number++) {
    await person.mutate('messages.send', {
      clientId: crypto.randomUUID(),
      conversationId,
      text: `entry ${number};`,
    });
  }
}

import { expect as expectPage, type Locator, type Page } from '@playwright/test';
import { composer, expectMessage, message, timeline } from './parts/chat.ts';
import { expect, test } from './parts/fixtures.ts';
import { openChat, openGroup } from './parts/person.ts';

const option = (page: Page, question: string, text: string): Locator =>
  message(page, question).getByRole('button', { name: new RegExp(`^${text}, `) });

async function askPoll(page: Page, question: string, options: readonly string[], several: boolean) {
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Poll' }).click();
  const dialog = page.getByRole('dialog', { name: 'New poll' });
  await dialog.getByLabel('Question').fill(question);
  for (const [at, text] of options.entries()) {
    if (at > 1) await dialog.getByRole('button', { name: 'Add an option' }).click();
    await dialog.getByLabel(`Option ${at + 1}`, { exact: true }).fill(text);
  }
  if (several) await dialog.getByLabel('Several answers are possible').check();
  await dialog.getByRole('button', { name: 'Send the poll' }).click();
  await expectPage(dialog).toHaveCount(0);
}

test('a poll is asked, voted in live, and closed by who asked', async ({ person }) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  await openGroup(alice, [bob]);
  await askPoll(alice.page, 'Where do we meet?', ['Harbour', 'Station', 'Library'], false);
  await option(bob.page, 'Where do we meet', 'Harbour').click();
  await expect(option(alice.page, 'Where do we meet', 'Harbour')).toHaveAccessibleName(
    'Harbour, 1 vote, 100 %',
  );
  await expect(option(bob.page, 'Where do we meet', 'Harbour')).toHaveAttribute('aria-pressed', 'true');
  await option(bob.page, 'Where do we meet', 'Library').press('Enter');
  await option(alice.page, 'Where do we meet', 'Library').click();
  await expect(option(bob.page, 'Where do we meet', 'Library')).toHaveAccessibleName(
    'Library, 2 votes, 100 %',
  );
  await expect(option(bob.page, 'Where do we meet', 'Harbour')).toHaveAccessibleName('Harbour, 0 votes, 0 %');
  await message(bob.page, 'Where do we meet').getByRole('button', { name: 'Who voted' }).click();
  const voters = bob.page.getByRole('dialog', { name: 'Who voted' });
  await expect(voters.getByRole('region', { name: 'Library' }).getByRole('listitem')).toHaveText([
    /Bob$/,
    /Alice$/,
  ]);
  await bob.page.keyboard.press('Escape');

  await bob.page.goto('/');
  await expect(bob.page.getByRole('link', { name: /Watercooler/ })).toContainText('Poll: Where do we meet?');
  await bob.page.getByRole('link', { name: /Watercooler/ }).click();
  await expect(option(bob.page, 'Where do we meet', 'Library')).toHaveAttribute('aria-pressed', 'true');
  await message(alice.page, 'Where do we meet').getByRole('button', { name: 'Close the poll' }).click();
  await alice.page.getByRole('dialog').getByRole('button', { name: 'Close the poll' }).click();
  await expect(message(bob.page, 'Where do we meet')).toContainText('2 people voted · Closed');
  await expect(option(bob.page, 'Where do we meet', 'Station')).toHaveAttribute('aria-disabled', 'true');
  await expect(timeline(bob.page).getByRole('button', { name: 'Close the poll' })).toHaveCount(0);
});

/** The page's line to the server: deaf and mute while `isHeld`, and broken when told to. */
async function holdLine(page: Page) {
  const line = { isHeld: false, cut: async () => {} };
  await page.routeWebSocket(/\/ws$/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((frame) => line.isHeld || server.send(frame));
    server.onMessage((frame) => line.isHeld || socket.send(frame));
    line.cut = async () => {
      line.isHeld = false;
      await server.close();
      await socket.close({ code: 4000 });
    };
  });
  return line;
}

test('a draft is there on every device, and neither of two overwrites the other', async ({ person }) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  const heard: string[] = [];
  alice.page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => heard.push(String(payload))),
  );
  const { id } = await openGroup(alice, [bob]);
  await composer(alice.page).fill('Half a thought');
  const phone = await alice.newDevice();
  const line = await holdLine(phone);
  await phone.goto('/');
  await expect(phone.getByRole('link', { name: /Watercooler/ })).toContainText('Draft: Half a thought');
  await openChat(phone, id);
  await expect(composer(phone)).toHaveValue('Half a thought');
  await alice.page.reload();
  await expect(composer(alice.page)).toHaveValue('Half a thought');

  line.isHeld = true;
  await composer(phone).fill('from the phone');
  await composer(alice.page).fill('from the desk');
  await expect.poll(() => heard.some((frame) => frame.includes('from the desk'))).toBe(true);
  await line.cut();
  const notice = phone.getByRole('group', { name: 'A draft from another device' });
  await expect(notice).toContainText('from the desk');
  await expect(composer(phone)).toHaveValue('from the phone');
  await notice.getByRole('button', { name: 'Use it' }).click();
  await expect(notice).toHaveCount(0);
  await composer(phone).press('Enter');
  await expectMessage(bob.page, 'from the desk');
  await expect(composer(alice.page)).toHaveValue('');
});

test('a message is put off, changed and sent before its time; another goes out at it by itself', async ({
  person,
}) => {
  const [alice, bob] = [await person('Alice'), await person('Bob')];
  const { id } = await openGroup(alice, [bob]);
  await composer(alice.page).fill('See you at nine');
  await alice.page.getByRole('button', { name: 'Send later' }).click();
  await alice.page.getByRole('menuitem', { name: /^Tomorrow/ }).click();
  await expect(composer(alice.page)).toHaveValue('');
  await expect(alice.page.getByRole('status').filter({ hasText: 'A message goes out' })).toBeVisible();
  await alice.page.reload();
  await alice.page.getByRole('button', { name: 'Show' }).click();
  const dialog = alice.page.getByRole('dialog', { name: 'Scheduled messages' });
  await dialog.getByRole('button', { name: 'Change' }).click();
  await dialog.getByRole('textbox', { name: 'Message' }).fill('See you at ten');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByRole('listitem')).toContainText('See you at ten');
  await dialog.getByRole('button', { name: 'Send now' }).click();
  await expectMessage(bob.page, 'See you at ten');
  await expect(alice.page.getByRole('button', { name: 'Show' })).toHaveCount(0);

  const later = { id: crypto.randomUUID(), dueAt: Date.now() + 3_600_000 };
  await alice.mutate('scheduled.create', { ...later, conversationId: id, text: 'By itself' });
  await expect(alice.page.getByRole('button', { name: 'Scheduled messages' })).toBeVisible();
  await alice.mutate('scheduled.update', { id: later.id, dueAt: Date.now() + 1_000 });
  await expectMessage(bob.page, 'By itself');
  await expectMessage(alice.page, 'By itself');
  await expect(alice.page.getByRole('button', { name: 'Scheduled messages' })).toHaveCount(0);
});

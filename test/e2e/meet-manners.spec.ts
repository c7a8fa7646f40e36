import type { Browser, Locator, Page } from '@playwright/test';
import postgres from 'postgres';
import { expectMediaFlows, press } from './parts/call.ts';
import { expect, test } from './parts/fixtures.ts';
import { sendSmallVideo } from './parts/person.ts';

const stranger = (page: Page): Locator => page.locator('.meet-tile[data-who="stranger"]');
const picture = (page: Page): Locator => stranger(page).locator('.meet-picture');

/** The page of somebody who was never here, before they press Start. */
async function newcomer(browser: Browser, baseURL: string, name: string): Promise<Page> {
  const context = await browser.newContext({ baseURL, reducedMotion: 'reduce' });
  await context.addInitScript(sendSmallVideo);
  const page = await context.newPage();
  await page.goto('/meet');
  await page.getByRole('textbox', { name: 'The name they see' }).fill(name);
  await page.getByRole('checkbox', { name: 'I am 18 or older.' }).check();
  return page;
}

test('as the owner wants it, pictures are blurred until both agree; who is muted is seen to be, and who is blocked is not met again', async ({
  browser,
  ownServer,
  person,
}) => {
  const env = { MEET: 'everyone', MEET_PATH: 'direct', MEET_KEEP_TEXT: 'on' };
  const { url: at, ownerToken } = await ownServer({ env });
  const owner = await person('Olga', { at, invite: ownerToken ?? '' });
  await owner.page.goto('/admin/settings');
  await owner.page.getByLabel('Pictures stay blurred until both agree').check();
  await expect(owner.page.getByText('It holds for meetings from now on')).toBeVisible();

  const alice = await newcomer(browser, at, 'Alice');
  await expect(alice.getByText('Pictures stay blurred until both agree.')).toBeVisible();
  await expect(alice.getByText(/^What you two write is kept by the operator/)).toBeVisible();
  const bob = await newcomer(browser, at, 'Bob');
  for (const page of [alice, bob]) await press(page, 'Start');
  for (const page of [alice, bob]) await expectMediaFlows(page, 1);
  await press(alice, 'Show pictures');
  await expect(alice.getByText('You agreed. They have to agree too.')).toBeVisible();
  for (const page of [alice, bob]) await expect(picture(page)).toHaveAttribute('data-blurred', 'true');
  await press(bob, 'Show pictures');
  for (const page of [alice, bob]) await expect(picture(page)).toHaveAttribute('data-blurred', 'false');

  await chooseCamera(alice);
  await expectMediaFlows(bob, 1);
  await press(alice, 'Mute');
  await expect(stranger(bob).getByRole('img', { name: 'Muted' })).toBeVisible();
  await press(alice, 'Unmute');
  await expect(stranger(bob).getByRole('img', { name: 'Muted' })).toHaveCount(0);
  await press(alice, 'Turn camera off');
  await expect(stranger(bob).getByText('Their camera is off.')).toBeVisible();

  await press(alice, 'Report or block');
  await press(alice, 'Only block');
  await expect(alice.getByText('Blocked. You two will not meet again.')).toBeVisible();
  await press(alice, 'Start');
  await expect(alice.locator('.meet-status')).toContainText('Looking for anyone.');
  await expect(bob.locator('.meet-status')).toContainText('Looking for anyone.');
  // Both wait, and neither is given the other: the next to come is met by one of them.
  const carol = await newcomer(browser, at, 'Carol');
  await press(carol, 'Start');
  await expect(stranger(carol)).toHaveAttribute('aria-label', /^(Alice|Bob)$/);
  const met = async () => {
    const seen = await Promise.all([alice, bob].map((page) => stranger(page).getAttribute('aria-label')));
    return seen.filter((name) => name === 'Carol').length;
  };
  await expect.poll(met).toBe(1);
  for (const page of [alice, bob, carol]) await page.context().close();
});

async function chooseCamera(page: Page): Promise<void> {
  await press(page, 'Devices');
  const devices = page.getByRole('dialog', { name: 'Devices' });
  await devices.getByLabel('Camera', { exact: true }).selectOption({ label: 'fake_device_2' });
  await page.keyboard.press('Escape');
  await expect(devices).toHaveCount(0);
}

test('where members alone may meet strangers, whoever is not one is asked to sign in', async ({
  browser,
  server,
}) => {
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  await page.goto('/meet');
  await expect(page).toHaveURL(/\/sign-in\?to=%2Fmeet$/);
  await context.close();
});

test('in a storm of Next nobody is in two meetings, nobody is met twice, and nobody is left over', async ({
  browser,
  ownServer,
}) => {
  test.setTimeout(180_000);
  const { url, databaseUrl } = await ownServer({
    env: { MEET: 'everyone', MEET_PATH: 'direct' },
    owned: true,
  });
  const names = ['Alice', 'Bob', 'Carol', 'Dave'];
  const pages = await Promise.all(names.map((name) => newcomer(browser, url, name)));
  await Promise.all(pages.map((page) => press(page, 'Start')));

  const sql = postgres(databaseUrl, { max: 1 });
  const storm = async () => {
    await Promise.all(pages.map((page) => page.keyboard.press('n')));
    const [row] = await sql<{ over: number }[]>`
      select count(*)::int as over from meetings where ended_at is not null`;
    return row?.over;
  };
  // Four people are six pairs: once all have met, each looks for somebody else.
  await expect.poll(storm, { intervals: [100], timeout: 90_000 }).toBe(6);
  for (const page of pages) await expect(page.locator('.meet-status')).toContainText('Looking for');
  const met = await sql<Met[]>`
    select array[first_user_id, second_user_id] as people, started_at, ended_at from meetings order by started_at`;
  await sql.end();
  expect(new Set(met.map(({ people }) => people.toSorted().join())).size).toBe(6);
  const people = [...new Set(met.flatMap((meeting) => meeting.people))];
  expect(people).toHaveLength(4);
  for (const person of people) {
    const own = met.filter((meeting) => meeting.people.includes(person));
    expect(own).toHaveLength(3);
    for (const [index, meeting] of own.slice(1).entries())
      expect(Number(meeting.started_at)).toBeGreaterThanOrEqual(Number(own[index]?.ended_at));
  }

  const eve = await newcomer(browser, url, 'Eve');
  await press(eve, 'Start');
  await expect(stranger(eve)).toHaveAttribute('aria-label', /^(Alice|Bob|Carol|Dave)$/);
  const eves = (page: Page) => page.getByRole('group', { name: 'Eve', exact: true }).count();
  const seeing = async () => {
    const seen = await Promise.all(pages.map(eves));
    return seen.filter((count) => count > 0).length;
  };
  await expect.poll(seeing).toBe(1);
  await Promise.all([...pages, eve].map((page) => page.context().close()));
});

interface Met {
  readonly people: readonly string[];
  readonly started_at: Date;
  readonly ended_at: Date;
}

import { expectMessage, message, ONCE_BACK, say } from './parts/chat.ts';
import { kept } from './parts/copy.ts';
import { expect, test } from './parts/fixtures.ts';
import { openDirect } from './parts/person.ts';
import { WITH_WORKER, workerOf } from './parts/worker.ts';

test('with the server away the page opens with its last conversation, and what is written goes out later', async ({
  person,
  ownServer,
}) => {
  test.setTimeout(180_000);
  const server = await ownServer();
  const alice = await person('Alice', { at: server.url, device: WITH_WORKER });
  const bob = await person('Bob', { at: server.url });
  await openDirect(alice, bob);
  await say(bob.page, 'before the outage');
  await expectMessage(alice.page, 'before the outage');
  await workerOf(alice.page);
  await expect
    .poll(() => kept(alice.page))
    .toEqual(expect.arrayContaining(['list', expect.stringContaining('window:')]));
  await server.kill9();
  await alice.page.goto('/');
  await alice.page
    .getByRole('navigation', { name: 'Conversations' })
    .getByRole('link', { name: 'Bob' })
    .click();
  await expectMessage(alice.page, 'before the outage');
  await expect(alice.page.getByText(/will be sent/).first()).toBeVisible();
  await say(alice.page, 'during the outage');
  await expect(message(alice.page, 'during the outage').getByLabel('Sending')).toBeVisible();
  await server.restart();
  await expectMessage(bob.page, 'during the outage', ONCE_BACK);
});

test('who signs out leaves nothing of theirs in the browser; the page itself stays', async ({ person }) => {
  const alice = await person('Alice', { device: WITH_WORKER });
  const bob = await person('Bob');
  await openDirect(alice, bob);
  await say(bob.page, 'a word between us');
  await expectMessage(alice.page, 'a word between us');
  await workerOf(alice.page);
  await alice.page.goto('/settings');
  const told = alice.page.getByRole('switch', { name: 'Notifications on this device' });
  await told.click();
  await expect(told).toBeChecked();
  await alice.page.getByRole('button', { name: 'Sign out' }).click();
  await expect(alice.page).toHaveURL(/sign-in/);
  const left = await alice.page.evaluate(async () => {
    const keys = (
      await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()))
    ).flat();
    const database = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open('parley');
      opening.onsuccess = () => resolve(opening.result);
    });
    const count = (table: string) =>
      new Promise<number>((resolve) => {
        const counting = database.transaction(table).objectStore(table).count();
        counting.onsuccess = () => resolve(counting.result);
      });
    const registration = await navigator.serviceWorker.getRegistration();
    return {
      kept: keys
        .map(({ url }) => new URL(url).pathname)
        .filter((path) => /^\/(trpc|files|ws|c)\b/.test(path)),
      shell: keys.length,
      rows: await Promise.all([...database.objectStoreNames].map(count)),
      storage: Object.keys(localStorage).filter((key) => /me$|draft|notify|tus/.test(key)),
      notifications: (await registration?.getNotifications())?.length,
      subscription: await registration?.pushManager.getSubscription(),
    };
  });
  expect(left).toMatchObject({ kept: [], storage: [], notifications: 0, subscription: null });
  expect(left.rows.every((rows) => rows === 0)).toBe(true);
  expect(left.shell).toBeGreaterThan(10);
});

test('the page can be installed as an app, with a picture and a name of its own', async ({ person }) => {
  const alice = await person('Alice', { device: WITH_WORKER });
  const { page } = alice;
  await page.goto('/');
  await workerOf(page);
  const devtools = await page.context().newCDPSession(page);
  const { url, errors, data = '' } = await devtools.send('Page.getAppManifest');
  expect({ path: new URL(url).pathname, errors }).toEqual({ path: '/manifest.webmanifest', errors: [] });
  const { name, icons } = JSON.parse(data) as { name: string; icons: readonly { src: string }[] };
  expect(name).toBe('Parley');
  const answers = await Promise.all(icons.map(({ src }) => page.request.get(src)));
  for (const answer of answers) expect(answer.headers()['content-type']).toMatch(/^image\//);
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
  // A window that keeps nothing, as each of a test is, installs nothing; nothing else is said against it.
  expect(installabilityErrors.map(({ errorId }) => errorId)).toEqual(['in-incognito']);
});

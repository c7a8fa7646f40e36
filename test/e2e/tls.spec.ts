import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { TestServer } from '../harness/server.ts';
import { callAndAccept, expectMediaFlows, press, stage } from './parts/call.ts';
import { expectMessage, expectReceipt, say } from './parts/chat.ts';
import { expect, test } from './parts/fixtures.ts';
import { openDirect, PASSWORD } from './parts/person.ts';

const AT_HOME = { env: { TLS: 'self-signed', HOST: '0.0.0.0' } };
/** What a person does who goes on in spite of the browser's warning. */
const device = { ignoreHTTPSErrors: true };

test('over a certificate of its own the server takes sign-ups, messages and calls', async ({
  person,
  ownServer,
  browser,
}) => {
  const server = await ownServer(AT_HOME);
  const owner = await browser.newContext({ ...device, baseURL: server.url });
  const page = await owner.newPage();
  const sockets: string[] = [];
  page.on('websocket', (socket) => sockets.push(socket.url()));
  await page.goto(`/join/${server.ownerToken}`);
  await fillSignUp(page, 'olga', 'Olga');
  await expect(page.getByRole('navigation', { name: 'Conversations' })).toBeVisible();
  await expect.poll(() => sockets).toContainEqual(`${server.url.replace('https:', 'wss:')}/ws`);
  const cookies = await owner.cookies();
  expect(cookies.map(({ name, secure, httpOnly }) => ({ name, secure, httpOnly }))).toEqual([
    { name: '__Host-parley', secure: true, httpOnly: true },
  ]);
  await owner.close();

  const alice = await person('Alice', { at: server.url, device });
  const bob = await person('Bob', { at: onNetwork(server) ?? server.url, device });
  await openDirect(alice, bob);
  await say(alice.page, 'over the kitchen table');
  await expectMessage(bob.page, 'over the kitchen table');
  await expectReceipt(alice.page, 'over the kitchen table', 'Read');
  await callAndAccept(alice, bob);
  for (const one of [alice, bob]) await expectMediaFlows(one.page, 1);
  await press(bob.page, 'Hang up');
  await expect(stage(alice.page).getByText('Call ended')).toBeVisible();
});

/** As a second device of the network would open it; a machine without a network has none. */
function onNetwork(server: TestServer): string | null {
  return /On this network: (\S+)/.exec(server.output())?.[1] ?? null;
}

test('every address that is printed answers, with a certificate in its name', async ({ ownServer }) => {
  const server = await ownServer(AT_HOME);
  const lines = server.output().matchAll(/(?:ready at|On this network:) (\S+)/g);
  const addresses = [...lines].map(([, address = '']) => address);
  expect(addresses).toContain(server.url);
  const ca = await Bun.file(join(server.dataDir, 'tls', 'cert.pem')).text();
  const certificate = new X509Certificate(ca);
  for (const address of addresses) {
    const { hostname } = new URL(address);
    const covers = hostname === 'localhost' ? certificate.checkHost(hostname) : certificate.checkIP(hostname);
    expect(covers).toBe(hostname);
    const answer = await fetch(`${address}/healthz`, { tls: { ca } });
    expect(await answer.text()).toBe('ok\n');
  }
});

async function fillSignUp(page: Page, username: string, name: string): Promise<void> {
  await page.getByLabel('Username', { exact: true }).fill(username);
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
}

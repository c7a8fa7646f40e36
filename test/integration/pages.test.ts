import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createRoot } from 'solid-js';
import type { Timeline } from '../../client/stores/contract.ts';
import type { OwnedStores } from '../../client/stores/stores.ts';
import { type SignedIn, signUp } from '../harness/client.ts';
import { openPage } from '../harness/page.ts';
import { startServer, type TestServer } from '../harness/server.ts';

let server: TestServer;
let alice: SignedIn;
let bob: SignedIn;

beforeAll(async () => {
  server = await startServer({ env: { REGISTRATION: 'open' } });
  alice = await signUp(server, 'Alice', server.ownerToken ?? undefined);
  bob = await signUp(server, 'Bob');
}, 60_000);
afterAll(async () => await server?.close());

async function until(what: string, holds: () => boolean, timeoutMs = 20_000): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`It did not come to pass: ${what}`);
    await Bun.sleep(10);
  }
}

const isOpen = (page: OwnedStores) => page.session.connection().state === 'open';
const look = (page: OwnedStores, id: string): Timeline => createRoot(() => page.conversations.timeline(id));
const texts = (timeline: Timeline) =>
  timeline.items().map((item) => (item.kind === 'message' ? item.message.text : `(${item.pending.text})`));

test('Alice and Bob write to each other by their pages, and see it delivered and read', async () => {
  const [one, other] = [openPage(alice), openPage(bob)];
  await until('both are connected', () => isOpen(one) && isOpen(other));
  const id = await one.conversations.openDirect(bob.user.id);
  await until('Bob has the conversation', () => other.conversations.get(id) !== undefined);
  const shown = other.conversations.get(id);
  expect(shown && other.conversations.title(shown)).toBe('Alice');
  const mine = look(one, id);
  one.conversations.send(id, { text: 'hello', files: [] });
  await until('Bob has one to read', () => other.conversations.unread(id) > 0);
  const sent = () => mine.items().flatMap((item) => (item.kind === 'message' ? item.message : []));
  const last = () => sent().findLast(({ text }) => text === 'hello');
  await until('it is delivered', () => {
    const message = last();
    return message !== undefined && mine.receipt(message) === 'delivered';
  });
  const theirs = look(other, id);
  await until('Bob sees it', () => texts(theirs).includes('hello'));
  theirs.markRead(other.conversations.get(id)?.lastNumber ?? 0);
  expect(other.conversations.unread(id)).toBe(0);
  await until('Alice sees it read', () => {
    const message = last();
    return message !== undefined && mine.receipt(message) === 'read';
  });
  other.conversations.typed(id);
  await until('Alice sees Bob typing', () => one.conversations.typing(id).includes(bob.user.id));
  expect(one.people.presence(bob.user.id)).toBe('online');
  other.close();
  await until('Bob is offline', () => one.people.presence(bob.user.id) === 'offline');
  one.close();
}, 60_000);

test('a group is made, joined, renamed and left, and every page follows', async () => {
  const [one, other] = [openPage(alice), openPage(bob)];
  await until('both are connected', () => isOpen(one) && isOpen(other));
  const group = { name: 'Watercooler', description: '', visibility: 'public', memberIds: [] } as const;
  const id = await one.conversations.createGroup({ ...group, memberIds: [] });
  expect((await other.conversations.browse({ text: '', offset: 0 })).map(({ name }) => name)).toEqual([
    'Watercooler',
  ]);
  await other.conversations.join(id);
  await until('Alice sees Bob', () => one.conversations.get(id)?.members.length === 2);
  await one.conversations.updateGroup(id, { name: 'Garden' });
  await until('Bob sees the name', () => other.conversations.get(id)?.name === 'Garden');
  await one.conversations.setRole(id, bob.user.id, 'moderator');
  await until('Bob is a moderator', () =>
    Boolean(other.conversations.get(id)?.members.some(({ role }) => role === 'moderator')),
  );
  await one.conversations.removeMember(id, bob.user.id);
  await until('Bob has it no more', () => other.conversations.get(id) === undefined);
  expect(one.conversations.get(id)?.members.length).toBe(1);
  one.close();
  other.close();
}, 60_000);

test('the server is killed while both write: nothing acknowledged is lost, nothing is doubled, order is kept', async () => {
  const [one, other] = [openPage(alice), openPage(bob)];
  await until('both are connected', () => isOpen(one) && isOpen(other));
  const id = await one.conversations.openDirect(bob.user.id);
  await until('Bob has the conversation', () => other.conversations.get(id) !== undefined);
  const [mine, theirs] = [look(one, id), look(other, id)];
  await until('both are loaded', () => mine.state() === 'ready' && theirs.state() === 'ready');
  const words = (who: string) => Array.from({ length: 12 }, (_, index) => `${who} ${index + 1}`);
  const write = async (page: OwnedStores, who: string) => {
    for (const text of words(who)) {
      page.conversations.send(id, { text, files: [] });
      await Bun.sleep(25);
    }
  };
  const writing = [write(one, 'Alice'), write(other, 'Bob')];
  await Bun.sleep(120);
  await server.kill9();
  await until('both noticed', () => !isOpen(one) && !isOpen(other));
  await Promise.all(writing);
  expect(texts(mine).filter((text) => text.startsWith('(')).length).toBeGreaterThan(0);
  await server.restart();
  const isWhole = (timeline: Timeline) => {
    const all = texts(timeline);
    return [...words('Alice'), ...words('Bob')].every((text) => all.includes(text));
  };
  await until('both have everything', () => isWhole(mine) && isWhole(theirs), 40_000);
  expect(texts(mine)).toEqual(texts(theirs));
  for (const who of ['Alice', 'Bob']) {
    expect(texts(mine).filter((text) => text.startsWith(`${who} `))).toEqual(words(who));
  }
  one.close();
  other.close();
}, 90_000);

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { codeOf, type SignedIn, signUp } from '../harness/client.ts';
import { openDevice } from '../harness/device.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { beginImport, importThat } from '../harness/slack.ts';

let server: TestServer;
let owner: SignedIn;

beforeAll(async () => {
  server = await startServer({ env: { REGISTRATION: 'open' } });
  owner = await signUp(server, 'Alice', server.ownerToken ?? '');
});
afterAll(() => server.close());

const begin = (files: Readonly<Record<string, unknown>>, choices: Record<string, string | null> = {}) =>
  beginImport(owner, files, choices);
const done = (id: string) => importThat(owner, id, (info) => info.state === 'done');
const at = (second: number) => `${1_600_000_000 + second}.000100`;
/** A workspace of their own, by the names of accounts; `nobody` has none here. */
const crew = (team: string, ...names: string[]) =>
  names.map((name, n) => ({ id: `${team}U${n}`, team_id: team, name, profile: { real_name: name } }));
const said = (user: string, second: number, text: string) => ({
  ...{ type: 'message', user, ts: at(second), text },
});
const directOf = async (one: SignedIn, other: { readonly id: string }) => {
  const isTheirs = ({ kind, members }: { kind: string; members: { userId: string }[] }) =>
    kind === 'direct' && members.some(({ userId }) => userId === other.id);
  return (await one.api.groups.mine.query()).filter(isTheirs);
};
const wordsIn = async (by: SignedIn, conversationId = '') => {
  const page = { conversationId, direction: 'newest', limit: 100 } as const;
  return (await by.api.messages.page.query(page)).messages.filter(({ event }) => !event);
};

test('what people said among themselves comes over for them alone, and not for who imports it', async () => {
  const [erin, frank] = [await signUp(server, 'Erin'), await signUp(server, 'Frank')];
  const [e, f, n] = ['T5U0', 'T5U1', 'T5U2'];
  const { id, summary } = await begin({
    'users.json': crew('T5', 'erin', 'frank', 'nobody'),
    'channels.json': [],
    'groups.json': [{ id: 'G1', name: 'old-secrets', creator: e, members: [], is_archived: true }],
    'mpims.json': [{ id: 'G2', name: 'mpdm-erin--frank--nobody-1', creator: n, members: [e, f, n] }],
    'dms.json': [
      { id: 'D1', created: 1_500_000_000, members: [e, f] },
      { id: 'D2', members: [e, n] },
      { id: 'D3', members: [e] },
    ],
    'old-secrets/2020-09-13.json': [said(f, 1, 'hushhush')],
    'mpdm-erin--frank--nobody-1/2020-09-13.json': [said(f, 1, 'threesome')],
    'D1/2020-09-13.json': [
      said(e, 1, 'twosome'),
      said(f, 2, 'indeed'),
      { ...said(e, 3, 'an answer'), thread_ts: at(1) },
    ],
    'D2/2020-09-13.json': [said(n, 5, 'from nobody')],
    'D3/2020-09-13.json': [said(e, 5, 'to myself')],
  });
  expect(summary).toMatchObject({ messages: 6, skipped: { direct: 1 } });
  expect(summary?.directs).toEqual({ conversations: 2, messages: 4 });
  expect(summary?.channels.map(({ name }) => name)).toEqual(['old-secrets', 'erin, frank, nobody']);
  const { report } = await done(id);
  expect(report).toMatchObject({ counts: { imported: 6 }, directs: 2, people: { known: 2, made: 1 } });

  const [direct] = await directOf(frank, erin.user);
  expect(direct).toMatchObject({ lastNumber: 2, createdAt: 1_500_000_000_000, visibility: 'private' });
  expect(direct?.members.map(({ readNumber }) => readNumber)).toEqual([2, 2]);
  const between = await wordsIn(frank, direct?.id);
  expect(between.map(({ text, createdAt }) => [text, createdAt])).toEqual([
    ['twosome', 1_600_000_001_000],
    ['indeed', 1_600_000_002_000],
  ]);
  expect(between[0]?.thread?.replies).toBe(1);
  const groups = await frank.api.groups.mine.query();
  const several = groups.find(({ name }) => name === 'erin, frank, nobody');
  expect(several).toMatchObject({ kind: 'group', visibility: 'private' });
  expect(several?.members.map(({ role }) => role).toSorted()).toEqual(['member', 'member', 'owner']);
  expect(several?.members.find(({ role }) => role === 'owner')?.userId).toBeOneOf([
    erin.user.id,
    frank.user.id,
  ]);
  const old = groups.find(({ name }) => name === 'old-secrets');
  expect(old?.members).toMatchObject([{ userId: frank.user.id, role: 'owner' }]);

  const ofOwner = (await owner.api.groups.mine.query()).map((group) => group.id);
  for (const hidden of [direct, several, old]) {
    expect(ofOwner).not.toContain(hidden?.id ?? '');
    expect(await codeOf(wordsIn(owner, hidden?.id))).toBe('not_found');
  }
  for (const text of ['twosome', 'threesome', 'hushhush']) {
    expect((await owner.api.messages.search.query({ text })).messages).toEqual([]);
    expect((await frank.api.messages.search.query({ text })).messages).toHaveLength(1);
  }
  expect((await owner.api.groups.browse.query({ text: 'secrets' })).length).toBe(0);
});

test('two who talk here already find what they said there in the same conversation, once and as read', async () => {
  const [gina, hugo] = [await signUp(server, 'Gina'), await signUp(server, 'Hugo')];
  const { id: theirs } = await gina.api.groups.direct.mutate({ userId: hugo.user.id });
  const clientId = crypto.randomUUID();
  await gina.api.messages.send.mutate({ conversationId: theirs, clientId, text: 'hello here' });
  await hugo.api.messages.mark.mutate({ conversationId: theirs, read: 1 });
  const files = {
    'users.json': crew('T6', 'gina', 'hugo', 'second-gina'),
    'channels.json': [],
    'dms.json': [
      { id: 'D1', members: ['T6U0', 'T6U1'] },
      { id: 'D2', members: ['T6U2', 'T6U0'] },
    ],
    'D1/2020-09-13.json': [said('T6U0', 1, 'hello there'), said('T6U1', 2, 'hello yourself')],
    'D2/2020-09-13.json': [said('T6U0', 1, 'hello me')],
  };
  const device = await openDevice(hugo);
  const first = await done((await begin(files, { T6U2: gina.user.id })).id);
  expect(first.report?.counts).toMatchObject({ imported: 2, known: 0, skipped: { direct: 1 } });
  const second = await done((await begin(files, { T6U2: gina.user.id })).id);
  expect(second.report?.counts).toMatchObject({ imported: 0, known: 2 });
  expect((await directOf(gina, hugo.user)).map(({ id }) => id)).toEqual([theirs]);
  const words = await wordsIn(gina, theirs);
  expect(words.map(({ text }) => text)).toEqual(['hello here', 'hello there', 'hello yourself']);
  await device.until('what was said there, as read', () =>
    device
      .conversations()
      .some(
        ({ id, lastNumber, members }) =>
          id === theirs && lastNumber === 3 && members.every(({ readNumber }) => readNumber === 3),
      ),
  );
  device.close();
});

test('two who begin to talk here while the server comes back from a kill have one conversation, with each word once', async () => {
  const [ivan, judy] = [await signUp(server, 'Ivan'), await signUp(server, 'Judy')];
  const days = Array.from({ length: 28 }, (_, day) => {
    const words = Array.from({ length: 200 }, (__, n) => said('T7U0', day * 86_400 + n, `${day}.${n}`));
    return [`D1/2020-09-${String(day + 1).padStart(2, '0')}.json`, words] as const;
  });
  const { id } = await begin({
    'users.json': crew('T7', 'ivan', 'judy'),
    'channels.json': [],
    'dms.json': [{ id: 'D1', members: ['T7U0', 'T7U1'] }],
    ...Object.fromEntries(days),
  });
  await importThat(owner, id, (info) => (info.progress?.done ?? 0) > 2);
  expect(await directOf(judy, ivan.user)).toEqual([]);
  await server.kill9();
  await server.restart();
  const { id: theirs } = await judy.api.groups.direct.mutate({ userId: ivan.user.id });
  const clientId = crypto.randomUUID();
  await judy.api.messages.send.mutate({ conversationId: theirs, clientId, text: 'are you here?' });
  await done(id);
  const [direct, ...others] = await directOf(ivan, judy.user);
  expect(others).toEqual([]);
  expect(direct?.lastNumber).toBe(28 * 200 + 1);
  const page = { conversationId: direct?.id ?? '', direction: 'around', anchor: 3_000, limit: 100 } as const;
  const { messages } = await ivan.api.messages.page.query(page);
  expect(new Set(messages.map(({ text }) => text)).size).toBe(messages.length);
  expect((await ivan.api.messages.search.query({ text: 'here' })).messages).toMatchObject([
    { text: 'are you here?', conversationId: direct?.id },
  ]);
}, 60_000);

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Message } from '../../protocol/chat.ts';
import { codeOf, type SignedIn, signUp } from '../harness/client.ts';
import { openDevice } from '../harness/device.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { beginImport, importThat, sendArchive, zipOf } from '../harness/slack.ts';

let server: TestServer;
let owner: SignedIn;
let bob: SignedIn;

beforeAll(async () => {
  server = await startServer({ env: { REGISTRATION: 'open' } });
  owner = await signUp(server, 'Alice', server.ownerToken ?? '');
  bob = await signUp(server, 'Bob');
});
afterAll(() => server.close());

const at = (second: number) => `${1_600_000_000 + second}.000100`;
const users = [
  { id: 'U1', team_id: 'T1', name: 'alice', profile: { real_name: 'Alice A.', email: 'alice@example.org' } },
  { id: 'U2', team_id: 'T1', name: 'robert', profile: { real_name: 'Bob', email: 'bob@example.org' } },
  { id: 'U3', team_id: 'T1', name: 'Carol Ä', profile: { real_name: 'Carol' }, deleted: true },
];
const watercooler = {
  ...{ id: 'C1', name: 'watercooler', created: 1_500_000_000, creator: 'U2', members: ['U1', 'U2', 'U3'] },
  ...{ topic: { value: '' }, purpose: { value: 'Small talk' } },
};
const kitchen = { id: 'C2', name: 'kitchen', is_archived: true, creator: 'U3', members: ['U3'] };
const words = [
  { type: 'message', user: 'U1', ts: at(2), text: 'second, *bold* <@U3> in <#C2|kitchen>' },
  { type: 'message', user: 'U2', ts: at(1), text: 'first', edited: { user: 'U2', ts: at(9) } },
  { type: 'message', subtype: 'channel_join', user: 'U3', ts: at(0), text: '<@U3> has joined' },
  { type: 'message', user: 'U3', ts: at(3), thread_ts: at(1), text: 'an answer' },
  { type: 'message', subtype: 'bot_message', bot_id: 'B1', username: 'Weather', ts: at(4), text: 'Rain' },
  { user: 'U1', ts: 'yesterday', text: 'no time' },
];
const later = [
  {
    ...{ type: 'message', user: 'U2', ts: at(90_000), text: '' },
    files: [{ name: 'plan.pdf', permalink: 'https://files.example.org/plan.pdf' }],
    reactions: [
      { name: 'tada', users: ['U1', 'U3'] },
      { name: 'partyparrot', users: ['U1'] },
    ],
  },
];
const workspace = {
  'users.json': users,
  'channels.json': [watercooler, kitchen],
  'dms.json': [{ id: 'D1', members: ['U1', 'U1'] }],
  'watercooler/2020-09-13.json': words,
  'watercooler/2020-09-14.json': later,
  'integration_logs.json': [],
};

const begin = (files: Readonly<Record<string, unknown>>, choices: Record<string, string | null> = {}) =>
  beginImport(owner, files, choices);
const done = (id: string) => importThat(owner, id, (info) => info.state === 'done');

async function read(by: SignedIn, name: string): Promise<Message[]> {
  const group = (await by.api.groups.mine.query()).find((one) => one.name === name);
  const page = { conversationId: group?.id ?? '', direction: 'newest', limit: 100 } as const;
  return (await by.api.messages.page.query(page)).messages.filter(({ event }) => !event);
}

test('an export comes over: people, groups, words in their order and time, answers, reactions, links', async () => {
  const device = await openDevice(bob);
  const { id, summary } = await begin(workspace);
  expect(summary).toMatchObject({ messages: 5, files: 1, skipped: { notice: 1, malformed: 1, direct: 1 } });
  expect(summary?.directs).toEqual({ conversations: 0, messages: 0 });
  expect(summary?.people).toMatchObject([
    { key: 'U2', username: 'robert', messages: 2, match: bob.user.id },
    { key: 'U1', messages: 1, match: owner.user.id },
    { key: 'U3', messages: 1, match: null },
  ]);
  const { report } = await done(id);
  expect(report?.counts).toEqual({
    ...{ imported: 5, known: 0, skipped: { notice: 1, malformed: 1 } },
    losses: { fileAsLink: 1, unknownEmoji: 1 },
  });
  expect(report?.people).toEqual({ known: 2, made: 2 });
  const messages = await read(bob, 'watercooler');
  expect(messages.map(({ text }) => text)).toEqual([
    'first',
    'second, **bold** @carol-a in #kitchen',
    'Rain',
    '[plan.pdf](https://files.example.org/plan.pdf)',
  ]);
  expect(messages.map(({ createdAt }) => createdAt)).toEqual(
    [1, 2, 4, 90_000].map((s) => (1_600_000_000 + s) * 1000),
  );
  const [first, second, , last] = messages;
  expect(first).toMatchObject({ senderId: bob.user.id, editedAt: (1_600_000_000 + 9) * 1000 });
  const thread = { conversationId: first?.conversationId ?? '', threadRootId: first?.id ?? null } as const;
  const { messages: answers } = await bob.api.messages.page.query({ ...thread, direction: 'newest' });
  const [answer] = answers;
  expect(answers).toMatchObject([{ text: 'an answer', number: 1 }]);
  expect(first?.thread).toMatchObject({ replies: 1, participantIds: [answer?.senderId] });
  expect(second?.mentions).toEqual([answer?.senderId ?? '']);
  expect(last?.reactions).toEqual([{ emoji: '🎉', userIds: expect.arrayContaining([owner.user.id]) }]);
  await device.until('the group on an open page', () =>
    device.conversations().some((one) => one.name === 'watercooler' && one.members.length === 3),
  );
  const group = device.conversations().find((one) => one.name === 'watercooler');
  expect(group).toMatchObject({
    description: 'Small talk',
    visibility: 'public',
    lastNumber: 5,
    lastChange: 6,
  });
  expect(group?.members.find((member) => member.userId === bob.user.id)).toMatchObject({
    role: 'owner',
    readNumber: 5,
  });
  const archived = (await owner.api.groups.mine.query()).find((one) => one.name === 'kitchen');
  expect(archived?.archivedAt).toBeNumber();
  expect(readdirSync(join(server.dataDir, 'imports'))).toEqual([]);
  device.close();
});

test('the same export again doubles nothing, and a later one adds what is new to those who read', async () => {
  const before = await read(bob, 'watercooler');
  const device = await openDevice(bob);
  const again = await done((await begin(workspace)).id);
  expect(again.report?.counts).toMatchObject({ imported: 0, known: 5 });
  expect(await read(bob, 'watercooler')).toEqual(before);
  const news = [...later, { type: 'message', user: 'U1', ts: at(90_001), text: 'news' }];
  const grown = await done((await begin({ ...workspace, 'watercooler/2020-09-14.json': news })).id);
  expect(grown.report?.counts).toMatchObject({ imported: 1, known: 5 });
  expect(grown.report?.people).toEqual({ known: 2, made: 2 });
  await device.until('the news', () =>
    device.conversations().some((one) => one.lastMessage?.text === 'news'),
  );
  expect((await owner.api.messages.search.query({ text: 'news' })).messages).toHaveLength(1);
  device.close();
});

test('who is chosen is who wrote it, and nobody signs in to an account that was made', async () => {
  const dora = await signUp(server, 'Dora');
  const users3 = users.map((user) => ({ ...user, team_id: 'T3' }));
  const garden = { ...watercooler, id: 'C9', name: 'garden' };
  const files = { 'users.json': users3, 'channels.json': [garden], 'garden/2020-09-13.json': words };
  const { id } = await begin(files, { U3: dora.user.id, U2: null });
  await done(id);
  const messages = await read(owner, 'garden');
  expect(messages[0]?.thread?.participantIds).toEqual([dora.user.id]);
  const robert = messages.find(({ text }) => text === 'first')?.senderId ?? '';
  expect(await owner.api.users.byId.query({ id: robert })).toMatchObject({ username: 'robert', name: 'Bob' });
  const wrong = owner.api.auth.signIn.mutate({ username: 'robert', password: '' });
  expect(await codeOf(wrong)).toBe('unauthenticated');
});

test('an account that was made is handed to one person by a link, with all that it wrote', async () => {
  const waiting = await owner.api.admin.unclaimed.query();
  const robert = waiting.find((user) => user.username === 'robert');
  expect(robert).toBeDefined();
  const { url } = await owner.api.admin.createClaim.mutate({ userId: robert?.id ?? '' });
  const token = url.split('/join/')[1] ?? '';
  expect(await codeOf(bob.api.admin.createClaim.mutate({ userId: robert?.id ?? '' }))).toBe('forbidden');
  expect(await codeOf(owner.api.admin.createClaim.mutate({ userId: bob.user.id }))).toBe('not_found');
  const attempts = await Promise.allSettled(['Robert', 'Rob'].map((name) => signUp(server, name, token)));
  const [claimed] = attempts.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  expect(attempts.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(claimed?.user.id).toBe(robert?.id ?? '');
  expect((await claimed?.api.groups.mine.query())?.map((group) => group.name)).toContain('garden');
  expect((await owner.api.admin.unclaimed.query()).some((user) => user.id === robert?.id)).toBe(false);
});

test('a server that is killed in the middle goes on where it stood, and ends with each message once', async () => {
  const days = Array.from({ length: 40 }, (_, day) => {
    const name = `canteen/2021-01-${String((day % 28) + 1).padStart(2, '0')}.json`;
    const month = day < 28 ? name : name.replace('2021-01', '2021-02');
    const said = (n: number) => ({
      type: 'message',
      user: 'U1',
      ts: `${1_610_000_000 + day * 86_400 + n}.000000`,
      text: `${day}.${n}`,
    });
    return [month, Array.from({ length: 200 }, (__, n) => said(n))] as const;
  });
  const canteen = { ...watercooler, id: 'C7', name: 'canteen' };
  const files = { 'users.json': users, 'channels.json': [canteen], ...Object.fromEntries(days) };
  const { id } = await begin(files);
  const under = await importThat(owner, id, (info) => (info.progress?.done ?? 0) > 2);
  expect(under.state).toBe('running');
  expect((await owner.api.groups.mine.query()).some((one) => one.name === 'canteen')).toBe(false);
  expect((await owner.api.groups.browse.query({ text: 'canteen' })).length).toBe(0);
  await server.kill9();
  await server.restart();
  const { report } = await done(id);
  const { imported = 0, known = 0 } = report?.counts ?? {};
  expect(imported + known).toBe(8_000);
  const group = (await owner.api.groups.mine.query()).find((one) => one.name === 'canteen');
  expect(group).toMatchObject({ lastNumber: 8_001, lastChange: 8_001 });
  const page = { conversationId: group?.id ?? '', direction: 'around', anchor: 5_000, limit: 100 } as const;
  const { messages } = await owner.api.messages.page.query(page);
  expect(new Set(messages.map(({ text }) => text)).size).toBe(messages.length);
  for (const { number, text } of messages)
    expect(text).toBe(`${Math.floor((number - 2) / 200)}.${(number - 2) % 200}`);
}, 60_000);

test('an import that is discarded leaves nothing that nobody saw', async () => {
  const id = await sendArchive(owner, await zipOf({ ...workspace, 'users.json': [] }));
  await importThat(owner, id, (info) => info.state === 'ready');
  await owner.api.imports.discard.mutate({ id });
  expect((await owner.api.imports.list.query()).some((one) => one.id === id)).toBe(false);
  expect(await codeOf(owner.api.imports.begin.mutate({ id }))).toBe('conflict');
  expect(readdirSync(join(server.dataDir, 'imports'))).toEqual([]);
});

test('only the owner of the server imports', async () => {
  expect(await codeOf(bob.api.imports.list.query())).toBe('forbidden');
  await expect(sendArchive(bob, await zipOf(workspace))).rejects.toThrow('403');
});

const hostile: [string, () => Promise<Uint8Array<ArrayBuffer>>, RegExp][] = [
  ['is no archive', async () => new TextEncoder().encode('PK but not really'), /no zip archive/],
  ['is cut off', async () => (await zipOf(workspace)).slice(0, 300), /no zip archive/],
  ['is no export', () => zipOf({ 'hello.json': [] }), /no export of Slack/],
  [
    'holds broken JSON',
    () => zipOf({ ...workspace, 'watercooler/2020-09-13.json': '[{"ts":' }),
    /is no JSON/,
  ],
  ['holds no lists', () => zipOf({ ...workspace, 'users.json': { U1: {} } }), /holds no list/],
  [
    'leads out of the folder',
    async () => traversing(await zipOf({ ...workspace, 'aa/evil.json': [] })),
    /broken/,
  ],
  [
    'grows without end',
    () => zipOf({ ...workspace, 'watercooler/2020-09-15.json': ' '.repeat(65 * 1024 * 1024) }),
    /larger than 64 MB/,
  ],
  [
    'says less than it holds',
    async () => lying(await zipOf({ ...workspace, 'watercooler/2020-09-15.json': ' '.repeat(1024 * 1024) })),
    /cannot be unpacked/,
  ],
  ['is nested without end', () => zipOf({ ...workspace, 'users.json': '['.repeat(3_000_000) }), /is no JSON/],
];

/** The same length, so that the archive stays whole. */
function traversing(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const text = Buffer.from(bytes).toString('latin1').replaceAll('aa/evil.json', '../evil.json');
  return new Uint8Array(Buffer.from(text, 'latin1'));
}

/** The archive's own list says that the last day has 2 bytes. */
function lying(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const copy = Buffer.from(bytes);
  const entry = copy.lastIndexOf('watercooler/2020-09-15.json') - CENTRAL_HEADER_BYTES;
  copy.writeUInt32LE(2, entry + SIZE_AT);
  return new Uint8Array(copy);
}
const CENTRAL_HEADER_BYTES = 46;
const SIZE_AT = 24;

test.each(hostile)('an archive that %s is refused with a clear word', async (_, make, words_) => {
  const id = await sendArchive(owner, await make());
  const refused = importThat(owner, id, (info) => info.state === 'ready');
  await expect(refused).rejects.toThrow(words_);
  expect(await codeOf(owner.api.imports.begin.mutate({ id }))).toBe('conflict');
  await owner.api.imports.discard.mutate({ id });
});

import { afterAll, beforeAll, expect, test } from 'bun:test';
import postgres from 'postgres';
import { codeOf, type SignedIn, signUp } from '../harness/client.ts';
import { startServer, type TestServer } from '../harness/server.ts';
import { upload } from '../harness/uploads.ts';

let server: TestServer;
let cast: { alice: SignedIn; bob: SignedIn; carol: SignedIn };
let rooms: { watercooler: string; direct: string; secret: string };
const people = () => cast;

const LINES = [
  'Coffee at nine in the kitchen',
  'The kettle is broken, coffee at Ten',
  '100% of the cake is gone_',
  'see https://example.org/cake?recipe=1',
  '你好世界，今天天气很好',
  '東京タワーに行きました',
  'Привет, как дела',
  'go on, ok',
];

beforeAll(async () => {
  server = await startServer({ env: { REGISTRATION: 'open' } });
  const [alice, bob, carol] = [
    await signUp(server, 'Alice'),
    await signUp(server, 'Bob'),
    await signUp(server, 'Carol'),
  ];
  cast = { alice, bob, carol };
  const group = async (name: string, owner: SignedIn, others: SignedIn[]) => {
    const memberIds = others.map(({ user }) => user.id);
    const settings = { name, description: '', visibility: 'private', memberIds } as const;
    return (await owner.api.groups.create.mutate(settings)).id;
  };
  const direct = await alice.api.groups.direct.mutate({ userId: bob.user.id });
  rooms = {
    watercooler: await group('Watercooler', alice, [bob]),
    direct: direct.id,
    secret: await group('Secret', bob, [carol]),
  };
  for (const line of LINES) await say(alice, rooms.watercooler, line);
  await say(bob, rooms.direct, 'coffee for two?');
  await say(bob, rooms.secret, 'coffee for nobody else');
});
afterAll(() => server.close());

async function say(by: SignedIn, conversationId: string, text: string, fileIds: string[] = []) {
  const send = { conversationId, clientId: crypto.randomUUID(), text, fileIds };
  return (await by.api.messages.send.mutate(send)).message;
}

async function found(
  text: string,
  who: SignedIn = people().alice,
  conversationId?: string,
): Promise<string[]> {
  const asked = conversationId === undefined ? { text } : { text, conversationId };
  const { messages } = await who.api.messages.search.query(asked);
  return messages.map((message) => message.text);
}

test('finds words, parts of words and phrases, newest first, in whatever case', async () => {
  expect(await found('COFFEE')).toEqual(['coffee for two?', LINES[1] ?? '', LINES[0] ?? '']);
  expect(await found('ettl')).toEqual([LINES[1] ?? '']);
  expect(await found('"coffee at ten"')).toEqual([LINES[1] ?? '']);
  expect(await found('kitchen coffee')).toEqual([LINES[0] ?? '']);
  expect(await found('coffee -kettle -two')).toEqual([LINES[0] ?? '']);
  expect(await found('ok')).toEqual([LINES[7] ?? '']);
  expect(await found('100%')).toEqual([LINES[2] ?? '']);
  expect([await found('"ok"'), await found('"o"')]).toEqual([[LINES[7] ?? ''], []]);
  expect(await found('coffee -ok')).toEqual(['coffee for two?', LINES[0] ?? '']);
  expect(await found('gone_')).toEqual([LINES[2] ?? '']);
  expect(await found('n_n')).toEqual([]);
});

test('finds Chinese, Japanese and Cyrillic', async () => {
  for (const text of ['你好', '天气', '好世', '世界，今天', '好'])
    expect(await found(text)).toEqual([LINES[4] ?? '']);
  expect(await found('界你')).toEqual([]);
  for (const text of ['東京', 'タワー', 'に行']) expect(await found(text)).toEqual([LINES[5] ?? '']);
  expect(await found('прив')).toEqual([LINES[6] ?? '']);
  expect(await found('ПРИВЕТ дела')).toEqual([LINES[6] ?? '']);
});

test('finds only what the searcher may read', async () => {
  const { alice, bob, carol } = people();
  expect(await found('coffee', carol)).toEqual(['coffee for nobody else']);
  expect((await found('coffee', bob)).length).toBe(4);
  expect(
    await codeOf(alice.api.messages.search.query({ text: 'coffee', conversationId: rooms.secret })),
  ).toBe('not_found');
  expect(await found('coffee in:secret', alice)).toEqual([]);
  await bob.api.groups.addMember.mutate({ id: rooms.secret, userId: alice.user.id });
  expect(await found('coffee in:secret', alice)).toEqual(['coffee for nobody else']);
  await bob.api.groups.removeMember.mutate({ id: rooms.secret, userId: alice.user.id });
  expect(await found('coffee in:secret', alice)).toEqual([]);
});

test('every operator narrows', async () => {
  const { alice } = people();
  expect(await found('coffee from:bob')).toEqual(['coffee for two?']);
  expect(await found('coffee in:bob')).toEqual(['coffee for two?']);
  expect(await found('coffee', alice, rooms.direct)).toEqual(['coffee for two?']);
  expect((await found('coffee in:"watercooler"')).length).toBe(2);
  expect(await found('has:link')).toEqual([LINES[3] ?? '']);
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  expect((await found(`coffee after:${day(-1)} before:${day(2)}`)).length).toBe(3);
  expect(await found(`coffee after:${day(2)}`)).toEqual([]);
  expect(await found(`coffee before:${day(-1)}`)).toEqual([]);
});

test('has:file and is:pinned', async () => {
  const { alice } = people();
  const bytes = new TextEncoder().encode('the plan');
  const file = await upload(alice, { name: 'plan.txt', type: 'text/plain', bytes });
  const message = await say(alice, rooms.watercooler, 'the plan, as promised', [file.id]);
  expect(await found('has:file')).toEqual(['the plan, as promised']);
  expect(await found('is:pinned')).toEqual([]);
  await alice.api.messages.pin.mutate({ messageId: message.id, on: true });
  expect(await found('is:pinned promised')).toEqual(['the plan, as promised']);
});

test('finds what was edited by its new text, and nothing of what was deleted', async () => {
  const { alice } = people();
  const { id: messageId } = await say(alice, rooms.watercooler, 'rhubarb');
  await alice.api.messages.edit.mutate({ messageId, text: 'gooseberry' });
  expect([await found('rhubarb'), await found('gooseberry')]).toEqual([[], ['gooseberry']]);
  await alice.api.messages.delete.mutate({ messageId });
  expect(await found('gooseberry')).toEqual([]);
});

test('finds among older messages, past the newest, what the words of its text know', async () => {
  const { alice } = people();
  await say(
    alice,
    rooms.watercooler,
    'Ünusual: antidisestablishmentarianism/HTML<b>bold</b> 🎉🎉party 今天x',
  );
  const sql = postgres(server.databaseUrl, { max: 1 });
  // Three thousand younger ones, long after all others.
  await sql`
    insert into messages (id, conversation_id, number, change, sender_id, client_id, text)
    select ('05' || lpad(to_hex(n), 6, '0') || '-0000-7000-8000-000000000000')::uuid, ${rooms.watercooler},
      n, n, ${alice.user.id}, gen_random_uuid(), 'filler ' || n
    from generate_series(1000001, 1003000) n`;
  await sql.end();
  const line = [expect.stringContaining('antidis')];
  for (const text of [
    'establish',
    'ÜNUSUAL',
    'ism/html',
    '"<b>bold</b> 🎉🎉"',
    '🎉pa',
    '🎉',
    '今天x',
    'ünus <b',
  ]) {
    expect([text, await found(text)]).toEqual([text, line]);
  }
  for (const text of ['establish filler', '天今', 'ism html/', '"establish bold"']) {
    expect([text, await found(text)]).toEqual([text, []]);
  }
  expect(await found('filler -fill')).toEqual([]);
  expect(await found('1000500')).toEqual(['filler 1000500']);
  const old = await found('ler 1000');
  expect(old.slice(0, 2)).toEqual(['filler 1001000', 'filler 1000999']);
});

test('goes on page by page until all was found', async () => {
  const { bob } = people();
  for (let n = 0; n < 65; n += 1) await say(bob, rooms.direct, `needle ${n}`);
  const all: string[] = [];
  let before: string | null | undefined;
  for (let pages = 0; pages < 5 && before !== null; pages += 1) {
    const asked = before === undefined ? {} : { before };
    const { messages, next } = await people().alice.api.messages.search.query({ text: 'needle', ...asked });
    all.push(...messages.map(({ text }) => text));
    before = next;
  }
  expect(all).toEqual(Array.from({ length: 65 }, (_, n) => `needle ${64 - n}`));
  expect(before).toBeNull();
});

test('small letters beyond the alphabet are found by the plain ones that they become, and others only by their own', async () => {
  const { alice } = people();
  const line = 'İzmir ÇAY 300\u212A';
  await say(alice, rooms.watercooler, line);
  for (const text of ['izmir', 'çay', '300k', '"çay 300"']) {
    expect([text, await found(text)]).toEqual([text, [line]]);
  }
  for (const text of ['cay', 'izmır']) expect([text, await found(text)]).toEqual([text, []]);
});

/** Half a year, unevenly: words of every rarity, in two groups of which the searcher is in one. */
test('finds the same as a reader of all messages would, however deep and however common', async () => {
  const { alice, bob } = people();
  const memberIds = { mine: [alice.user.id], foreign: [] };
  const [mine, foreign] = await Promise.all(
    (['mine', 'foreign'] as const).map((name) =>
      bob.api.groups.create.mutate({
        name,
        description: '',
        visibility: 'private',
        memberIds: memberIds[name],
      }),
    ),
  );
  const sql = postgres(server.databaseUrl, { max: 1 });
  const texts = Array.from({ length: 12_000 }, (_, n) => {
    const words = [3, 40, 300, 2_500].map((every, rarity) => (n % every === 1 ? `rank${rarity}er` : ''));
    return `a${n % 7}b ${words.join(' ')} Common`;
  });
  await sql`
    insert into messages (id, conversation_id, number, change, sender_id, client_id, text)
    select (lpad(to_hex(100000000 + n * n / 40), 8, '0') || '-' || lpad(to_hex(n), 4, '0') || '-7000-8000-000000000000')::uuid,
      case when n % 3 = 2 then ${foreign?.id ?? ''}::uuid else ${mine?.id ?? ''}::uuid end, 1000 + n, 1000 + n,
      ${bob.user.id}, gen_random_uuid(), text
    from unnest(${texts}::text[]) with ordinality as t (text, n)`;
  await sql`analyze messages`;
  await sql.end();
  const readable = texts.filter((_, at) => (at + 1) % 3 !== 2).toReversed();
  for (const text of [
    'rank0er',
    'rank1',
    'ank2er',
    'rank3er',
    'rank1er a3b',
    '"er  common"',
    'rank0er -a1b',
  ]) {
    const [, wanted = '', other] = /^"?(-?[^" ]+(?: {2}\w+)?)"? ?(.*)$/.exec(text) ?? [];
    const fits = (line: string) =>
      line.toLowerCase().includes(wanted) &&
      (!other || (other.startsWith('-') ? !line.includes(other.slice(1)) : line.includes(other)));
    const expected = readable.filter(fits);
    const all: string[] = [];
    let before: string | null | undefined;
    while (before !== null && all.length < 200) {
      const page = await alice.api.messages.search.query({
        text,
        conversationId: mine?.id ?? '',
        ...(before === undefined ? {} : { before }),
      });
      all.push(...page.messages.map((message) => message.text));
      before = page.next;
    }
    expect([text, all]).toEqual([text, expected.slice(0, all.length)]);
    expect(all.length).toBe(before === null ? expected.length : all.length);
  }
});

test('what names nothing to look for finds nothing', async () => {
  expect(await found('')).toEqual([]);
  expect(await found('in:watercooler')).toEqual([]);
  expect(await found('"" -')).toEqual([]);
});

import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { TransactionSql } from 'postgres';
import type { Db } from '../../db/client.ts';
import type { Send } from '../../protocol/chat.ts';
import type { ParleyError } from '../../protocol/errors.ts';
import { makeChat } from '../../test/harness/chat.ts';
import { createGroup } from '../groups/create.ts';
import { commitTexts, isText } from './commit-texts.ts';
import { makeSendLane } from './send-lane.ts';

let chat: Awaited<ReturnType<typeof makeChat>>;
let [alice, bob] = ['', ''];
beforeAll(async () => {
  chat = await makeChat();
  [alice, bob] = [await chat.person('Alice'), await chat.person('Bob')];
});
afterAll(() => chat.close());

const write = (conversationId: string, text: string, more: Partial<Send> = {}): Send => ({
  t: 'chat.send',
  clientId: crypto.randomUUID(),
  conversationId,
  text,
  replyTo: null,
  threadRootId: null,
  fileIds: [],
  ...more,
});
const watercooler = async () => {
  const settings = { name: 'Watercooler', description: '', visibility: 'private' } as const;
  return (await createGroup(chat, alice, { ...settings, memberIds: [bob] })).id;
};
const codeOf = (sent: Promise<unknown>) =>
  sent.then(
    () => 'ok',
    (error: ParleyError) => error.code,
  );

/** The database, with an ear for the statements that store texts and for transactions. */
function overheard(hear: (what: 'texts' | 'transaction') => void): Db {
  const client = new Proxy(chat.db.$client, {
    get(sql, key) {
      if (key === 'begin') hear('transaction');
      return Reflect.get(sql, key);
    },
    apply(sql, self, given: [TemplateStringsArray]) {
      if (given[0].some((word) => word.includes('parley_send'))) hear('texts');
      return Reflect.apply(sql, self, given);
    },
  });
  return Object.create(chat.db, { $client: { value: client } }) as Db;
}

test('many texts are one statement and no transaction around it; what hangs more on itself is one', async () => {
  const id = await watercooler();
  const heard: string[] = [];
  const lane = makeSendLane({ ...chat, db: overheard((what) => heard.push(what)) });
  await Promise.all(Array.from({ length: 50 }, (_, n) => lane.send(n % 2 ? alice : bob, write(id, `${n}`))));
  expect(heard).toEqual(['texts']);
  await lane.send(alice, write(id, '@all lunch?'));
  expect(heard).toEqual(['texts', 'transaction']);
});

test('what one person sends keeps its order, whatever hangs on it', async () => {
  const id = await watercooler();
  const lane = makeSendLane(chat);
  const texts = ['1', '2 @bob', '3', '4', '5 @all', '6'];
  const sent = await Promise.all(texts.map((text) => lane.send(alice, write(id, text))));
  expect(sent.map(({ number }) => number)).toEqual([2, 3, 4, 5, 6, 7]);
});

test('the next batch is on its way to the database before the last one is told', async () => {
  const id = await watercooler();
  const heard: string[] = [];
  const note = (what: string) => void heard.push(what);
  const told = { ...chat.fanout, toConversation: () => note('told') };
  const lane = makeSendLane({ ...chat, fanout: told, db: overheard(note) });
  const first = lane.send(alice, write(id, 'one'));
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  expect(heard).toEqual(['texts']);
  await Promise.all([first, lane.send(alice, write(id, 'two'))]);
  expect(heard).toEqual(['texts', 'texts', 'told', 'told']);
});

test('who is removed while a send waits for its turn is refused: what counts is what stands behind the lock', async () => {
  const [id, other] = [await watercooler(), await watercooler()];
  const lane = makeSendLane(chat);
  const sent = () => [
    codeOf(lane.send(bob, write(id, 'still here?'))),
    codeOf(lane.send(alice, write(id, 'bye'))),
    codeOf(lane.send(bob, write(other, 'here I am'))),
  ];
  const codes = await behindLocks([id], sent, async (tx) => {
    await tx`delete from memberships where conversation_id = ${id} and user_id = ${bob}`;
  });
  expect(codes).toEqual(['not_found', 'ok', 'ok']);
});

test('what is archived or stored while a send waits for its turn counts too', async () => {
  const [id, other] = [await watercooler(), await watercooler()];
  const lane = makeSendLane(chat);
  const clientId = crypto.randomUUID();
  const sent = () => [
    codeOf(lane.send(bob, write(id, 'too late'))),
    lane.send(bob, write(other, 'again', { clientId })).then(({ text, number }) => `${number} ${text}`),
  ];
  const codes = await behindLocks([id, other], sent, async (tx) => {
    await tx`update conversations set archived_at = now() where id = ${id}`;
    await tx`update conversations set last_number = 2, last_change = 2 where id = ${other}`;
    await tx`
      insert into messages (id, conversation_id, number, change, sender_id, client_id, text)
      values (${Bun.randomUUIDv7()}, ${other}, 2, 2, ${bob}, ${clientId}, 'first')`;
  });
  expect(codes).toEqual(['archived', '2 first']);
});

test('a batch that fails leaves nothing: neither rows nor numbers', async () => {
  const id = await watercooler();
  const pending = { senderId: alice, send: write(id, 'once') };
  // Twins within a batch are what the lane never makes.
  expect(await codeOf(commitTexts(chat.db.$client, [pending, pending], Date.now()))).not.toBe('ok');
  const [outcome] = await commitTexts(chat.db.$client, [pending], Date.now());
  expect(outcome).toMatchObject({ kind: 'sent', message: { number: 2, change: 2 } });
});

test('what is more than a text is known as such', () => {
  const isPlain = (more: Partial<Send>, text = 'Lunch?') =>
    isText({ senderId: alice, send: write('watercooler', text, more) });
  expect(isPlain({})).toBe(true);
  const poll = { options: ['Yes', 'No'], several: false, anonymous: false, closesAt: null };
  expect([isPlain({ replyTo: 'a' }), isPlain({ threadRootId: 'a' }), isPlain({ fileIds: ['a'] })]).toEqual([
    false,
    false,
    false,
  ]);
  expect([isPlain({}, 'Lunch, @bob?'), isPlain({ poll })]).toEqual([false, false]);
});

/** Begins `work` while these conversations are locked, and changes them once it waits for the locks. */
async function behindLocks(
  ids: readonly string[],
  work: () => Promise<string>[],
  change: (tx: TransactionSql) => Promise<void>,
): Promise<string[]> {
  let begun: Promise<string>[] = [];
  await chat.db.$client.begin(async (tx) => {
    await tx`select from conversations where id = any(${[...ids]}::uuid[]) order by id for no key update`;
    begun = work();
    while (!(await isAnyWaiting())) await Bun.sleep(5);
    await change(tx);
  });
  return Promise.all(begun);
}

async function isAnyWaiting(): Promise<boolean> {
  const waiting = await chat.db.$client`
    select from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and query like '%parley_send(%'`;
  return waiting.length > 0;
}

import { afterAll, beforeAll, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import type { Message, Send } from '../../protocol/chat.ts';
import type { ParleyError } from '../../protocol/errors.ts';
import { makeChat } from '../../test/harness/chat.ts';
import { createGroup, openDirect } from '../groups/create.ts';
import { addMember } from '../groups/members.ts';
import { readChanges } from './changes.ts';
import { makeSendLane } from './send-lane.ts';

let chat: Awaited<ReturnType<typeof makeChat>>;
let [alice, bob, carol] = ['', '', ''];
beforeAll(async () => {
  chat = await makeChat();
  [alice, bob, carol] = [await chat.person('Alice'), await chat.person('Bob'), await chat.person('Carol')];
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
const watercooler = async (...memberIds: string[]) => {
  const settings = { name: 'Watercooler', description: '', visibility: 'private' } as const;
  const { id } = await createGroup(chat, alice, { ...settings, memberIds });
  return id;
};
const codeOf = (sent: Promise<unknown>) =>
  sent.then(
    () => 'ok',
    (error: ParleyError) => error.code,
  );

test('fifty who send at once from three processes get contiguous numbers, in the order of the events', async () => {
  const people = await Promise.all(Array.from({ length: 50 }, (_, n) => chat.person(`Person ${n}`)));
  const id = await watercooler(...people);
  const lanes = [makeSendLane(chat), makeSendLane(chat), makeSendLane(chat)];
  const before = chat.told.length;
  const sent = await Promise.all(
    people.flatMap((person, n) =>
      [1, 2, 3].map((round) => lanes[(n + round) % 3]?.send(person, write(id, `${n} ${round}`))),
    ),
  );
  const numbers = sent.flatMap((message) => message?.number ?? []).toSorted((a, b) => a - b);
  expect(numbers).toEqual(Array.from({ length: 150 }, (_, n) => n + 2));
  const told = chat.told.slice(before).flatMap(({ event }) => changeNumberOf(event));
  expect(told.toSorted((a, b) => a - b)).toEqual(numbers);
  expect((await readAll(id)).map((change) => change.change)).toEqual([1, ...numbers]);
});

test('one lane tells its messages in the order of their numbers', async () => {
  const id = await watercooler(bob);
  const lane = makeSendLane(chat);
  const before = chat.told.length;
  await Promise.all(Array.from({ length: 40 }, (_, n) => lane.send(n % 2 ? alice : bob, write(id, `${n}`))));
  const told = chat.told.slice(before).flatMap(({ event }) => changeNumberOf(event));
  expect(told).toEqual(Array.from({ length: 40 }, (_, n) => n + 2));
});

test('a retry returns the first message whatever its body, in the same batch and after it', async () => {
  const id = await watercooler(bob);
  const lane = makeSendLane(chat);
  const clientId = crypto.randomUUID();
  const [first, twin] = await Promise.all([
    lane.send(alice, write(id, 'first', { clientId })),
    lane.send(alice, write(id, 'second', { clientId })),
  ]);
  const later = await lane.send(alice, write(id, 'third', { clientId: clientId.toUpperCase() }));
  const elsewhere = await makeSendLane(chat).send(alice, write(await watercooler(), 'fourth', { clientId }));
  expect(first.text).toBe('first');
  expect([twin, later, elsewhere]).toEqual([first, first, first]);
  expect(await lane.send(bob, write(id, 'mine', { clientId }))).toMatchObject({ text: 'mine', number: 3 });
});

test('a retry tells the members again: the process that stored the first may have died before it told them', async () => {
  const id = await watercooler(bob);
  const clientId = crypto.randomUUID();
  const untold = makeSendLane({ ...chat, fanout: { ...chat.fanout, toConversation: () => {} } });
  const message = await untold.send(alice, write(id, 'still here', { clientId }));
  const before = chat.told.length;
  await makeSendLane(chat).send(alice, write(id, 'still here', { clientId }));
  expect(chat.told.slice(before).flatMap(({ event }) => changeNumberOf(event))).toEqual([message.change]);
});

test('the same retry at two processes at once is stored once', async () => {
  const [id, other] = [await watercooler(bob), await watercooler(bob)];
  for (let round = 0; round < 20; round += 1) {
    const clientId = crypto.randomUUID();
    const sent = await Promise.all([
      makeSendLane(chat).send(alice, write(id, 'here', { clientId })),
      makeSendLane(chat).send(alice, write(other, 'there', { clientId })),
    ]);
    expect(sent[0]).toEqual(sent[1]);
  }
  for (const each of [id, other]) {
    const changes = await readAll(each);
    expect(changes.map((change) => change.change)).toEqual(changes.map((_, n) => n + 1));
  }
});

test('a send that is refused does not fail the others of its batch', async () => {
  const id = await watercooler(bob);
  const lane = makeSendLane(chat);
  const results = await Promise.all([
    codeOf(lane.send(alice, write(id, 'good'))),
    codeOf(lane.send(carol, write(id, 'not a member'))),
    codeOf(lane.send(alice, write(crypto.randomUUID(), 'no such conversation'))),
    codeOf(lane.send(alice, write(id, 'an answer to nothing', { replyTo: crypto.randomUUID() }))),
    codeOf(lane.send(alice, write(id, 'a file of nobody', { fileIds: [crypto.randomUUID()] }))),
    codeOf(lane.send(alice, write(id, '  '))),
    codeOf(lane.send(alice, write(id, 'nul \u0000'))),
    codeOf(lane.send(bob, write(id, 'good too, with half a pair \ud83d'))),
  ]);
  const expected: string[] = ['not_found', 'not_found', 'not_found', 'not_found', 'invalid', 'invalid'];
  expect<string[]>(results).toEqual(['ok', ...expected, 'ok']);
  expect((await readAll(id)).length).toBe(3);
});

test('an answer names a message of the same conversation only', async () => {
  const [id, other] = [await watercooler(bob), await watercooler(bob)];
  const lane = makeSendLane(chat);
  const question = await lane.send(alice, write(id, 'Lunch?'));
  const answer = await lane.send(bob, write(id, 'Yes', { replyTo: question.id }));
  expect(answer.replyTo).toBe(question.id);
  expect(await codeOf(lane.send(bob, write(other, 'Yes', { replyTo: question.id })))).toBe('not_found');
});

test('a file may be sent by its owner and passed on by who got it, and by nobody else', async () => {
  const id = await watercooler(bob);
  const lane = makeSendLane(chat);
  const fileId = await insertFile(alice);
  const { id: withCarol } = await openDirect(chat, bob, carol);
  const passOn = write(withCarol, '', { fileIds: [fileId] });
  expect(await codeOf(lane.send(bob, passOn))).toBe('not_found');
  const sent = await lane.send(alice, write(id, '', { fileIds: [fileId] }));
  expect(sent.files).toMatchObject([{ id: fileId, ownerId: alice, name: 'plan.pdf', size: 12 }]);
  const passed = await lane.send(bob, { ...passOn, clientId: crypto.randomUUID() });
  expect(passed.files).toEqual(sent.files);
  const stored = (await readAll(withCarol)).flatMap((change) =>
    change.kind === 'message' ? change.message : [],
  );
  expect(stored).toEqual([passed]);
});

test('a message survives storing unchanged: what is told is what is read', async () => {
  const id = await watercooler(bob);
  const lane = makeSendLane(chat);
  const texts = [
    '"quoted" {braces} \\back\\slashes',
    'NULL',
    ' spaces ',
    'ä€😀\n\t',
    '{"json": [1]}',
    "'; drop",
  ];
  const sent: Message[] = [];
  for (const text of texts) sent.push(await lane.send(alice, write(id, text)));
  expect(sent.map((message) => message.text)).toEqual(texts);
  const stored = (await readAll(id)).flatMap((change) => (change.kind === 'message' ? change.message : []));
  expect(stored.slice(1)).toEqual(sent);
});

test('sends and membership changes at the same time share one row of numbers', async () => {
  const id = await watercooler(bob);
  const newcomers = await Promise.all(Array.from({ length: 8 }, (_, n) => chat.person(`Newcomer ${n}`)));
  const lane = makeSendLane(chat);
  await Promise.all([
    ...newcomers.map((userId) => addMember(chat, alice, { id, userId })),
    ...Array.from({ length: 30 }, async (_, n) => {
      await Bun.sleep(n % 7);
      return lane.send(bob, write(id, `${n}`));
    }),
  ]);
  const changes = await readAll(id);
  expect(changes.map((change) => change.change)).toEqual(
    Array.from({ length: 1 + 30 + 16 }, (_, n) => n + 1),
  );
  const [row] = await chat.db.select().from(schema.conversations).where(eq(schema.conversations.id, id));
  expect(row).toMatchObject({ lastChange: 47, lastNumber: 39 });
});

test('whoever reads changes while they are made never sees a gap', async () => {
  const id = await watercooler(bob);
  const newcomers = await Promise.all(Array.from({ length: 30 }, (_, n) => chat.person(`Guest ${n}`)));
  const lane = makeSendLane(chat);
  const made = Promise.all([
    ...newcomers.map((userId) => addMember(chat, alice, { id, userId })),
    ...newcomers.map(async (_, n) => {
      await Bun.sleep(n * 3);
      return lane.send(bob, write(id, `${n}`));
    }),
  ]);
  const done = new AbortController();
  void made.finally(() => done.abort());
  const read = async () => {
    while (!done.signal.aborted) {
      const { changes } = await readChanges(chat.db, id, { after: 0 });
      expect(changes.map((change) => change.change)).toEqual(changes.map((_, n) => n + 1));
    }
  };
  await Promise.all([made, read(), read(), read()]);
  expect((await readAll(id)).length).toBe(1 + 30 * 3);
});

test('a lane that was closed finishes what waits and takes no more', async () => {
  const id = await watercooler(bob);
  const lane = makeSendLane(chat);
  const sent = Promise.all([lane.send(alice, write(id, 'one')), lane.send(alice, write(id, 'two'))]);
  await lane.close();
  expect((await sent).map((message) => message.text)).toEqual(['one', 'two']);
  expect(await codeOf(lane.send(alice, write(id, 'three')))).toBe('unavailable');
});

function changeNumberOf(event: unknown): number[] {
  if (typeof event !== 'object' || event === null || !('t' in event)) return [];
  return event.t === 'chat.changed' && 'change' in event ? [(event.change as { change: number }).change] : [];
}

async function readAll(id: string) {
  const all: Awaited<ReturnType<typeof readChanges>>['changes'] = [];
  for (;;) {
    const { changes, more } = await readChanges(chat.db, id, { after: all.length, limit: 40 });
    all.push(...changes);
    if (!more) return all;
  }
}

async function insertFile(ownerId: string): Promise<string> {
  const id = Bun.randomUUIDv7();
  const content = { name: 'plan.pdf', size: 12, type: 'application/pdf', sha256: 'x', storageKey: id };
  await chat.db.insert(schema.files).values({ id, ownerId, ...content });
  return id;
}

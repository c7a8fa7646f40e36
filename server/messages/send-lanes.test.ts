import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Send } from '../../protocol/chat.ts';
import { makeChat } from '../../test/harness/chat.ts';
import { createGroup } from '../groups/create.ts';
import { laneOf, makeSends } from './send-lanes.ts';

let chat: Awaited<ReturnType<typeof makeChat>>;
let alice = '';
beforeAll(async () => {
  chat = await makeChat();
  alice = await chat.person('Alice');
});
afterAll(() => chat.close());

const write = (conversationId: string, text: string, clientId = crypto.randomUUID()): Send => ({
  ...{ t: 'chat.send', clientId, conversationId, text },
  ...{ replyTo: null, threadRootId: null, fileIds: [] },
});

/** A group whose messages go by this lane. */
async function groupIn(lane: number): Promise<string> {
  const settings = { name: 'Watercooler', description: '', visibility: 'private' } as const;
  const { id } = await createGroup(chat, alice, { ...settings, memberIds: [] });
  return laneOf(id) === lane ? id : groupIn(lane);
}

test('a conversation that waits holds up those of its lane, not those of the other, and keeps its order', async () => {
  const sends = makeSends(chat);
  const [held, beside, other] = [await groupIn(0), await groupIn(0), await groupIn(1)];
  const letGo = Promise.withResolvers<void>();
  const isHeld = Promise.withResolvers<void>();
  const holding = chat.db.$client.begin(async (tx) => {
    await tx`select from conversations where id = ${held} for update`;
    isHeld.resolve();
    await letGo.promise;
  });
  await isHeld.promise;
  const arrived: string[] = [];
  const send = async (id: string, text: string) => {
    arrived.push((await sends.send(alice, write(id, text))).text);
  };
  const waiting = [send(held, 'first'), send(held, 'second'), send(beside, 'third')];
  await send(other, 'elsewhere');
  expect(arrived).toEqual(['elsewhere']);
  letGo.resolve();
  await Promise.all([...waiting, holding]);
  expect(arrived).toEqual(['elsewhere', 'first', 'second', 'third']);
  await sends.close();
});

test('a retry into a conversation of the other lane returns the first message, also where both are on their way', async () => {
  const sends = makeSends(chat);
  const [one, other] = [await groupIn(0), await groupIn(1)];
  for (const moment of ['at once', 'later']) {
    const clientId = crypto.randomUUID();
    const first = sends.send(alice, write(one, moment, clientId));
    if (moment === 'later') await first;
    const again = await sends.send(alice, write(other, 'again', clientId));
    expect(again).toEqual(await first);
  }
  await sends.close();
});

test('closed lanes finish what waits and take no more', async () => {
  const sends = makeSends(chat);
  const groups = [await groupIn(0), await groupIn(1)];
  const sent = Promise.all(groups.map((id) => sends.send(alice, write(id, 'late'))));
  await sends.close();
  expect((await sent).map(({ text }) => text)).toEqual(['late', 'late']);
  expect(sends.send(alice, write(groups[1] ?? '', 'too late'))).rejects.toMatchObject({
    code: 'unavailable',
  });
});

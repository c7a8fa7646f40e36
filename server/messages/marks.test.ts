import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Db } from '../../db/client.ts';
import { makeChat } from '../../test/harness/chat.ts';
import { createGroup } from '../groups/create.ts';
import { markConversation } from './marks.ts';

let chat: Awaited<ReturnType<typeof makeChat>>;
beforeAll(async () => {
  chat = await makeChat();
});
afterAll(() => chat.close());

/** A database that commits what it is asked, and whose line breaks before it answers. */
function answersNothing(db: Db): Db {
  const ask = async (strings: TemplateStringsArray, ...values: string[]) => {
    await db.$client(strings, ...values);
    throw Object.assign(new Error('write CONNECTION_CLOSED'), { code: 'CONNECTION_CLOSED' });
  };
  return { $client: ask } as unknown as Db;
}

test('a mark that was committed and not answered is told to the others by its retry', async () => {
  const [alice, bob] = [await chat.person('Alice'), await chat.person('Bob')];
  const group = { name: 'Watercooler', description: '', visibility: 'private', memberIds: [bob] } as const;
  const { id, lastNumber } = await createGroup(chat, alice, group);
  const mark = { conversationId: id, read: lastNumber };
  const parts = { db: answersNothing(chat.db), fanout: chat.fanout };
  chat.told.length = 0;
  await expect(markConversation(parts, bob, mark)).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  expect(chat.told).toEqual([]);
  const marks = { read: lastNumber, delivered: lastNumber };
  expect(await markConversation(chat, bob, mark)).toMatchObject(marks);
  expect(chat.told).toMatchObject([{ to: id, event: { t: 'chat.marked', userId: bob, ...marks } }]);
});

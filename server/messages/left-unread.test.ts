import { afterAll, beforeAll, expect, test } from 'bun:test';
import { sql } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import type { ParleyError } from '../../protocol/errors.ts';
import { makeChat } from '../../test/harness/chat.ts';
import { createGroup } from '../groups/create.ts';
import { findMembership } from '../groups/membership.ts';
import { readConversation } from '../groups/read-conversations.ts';
import { numberAt } from './at-date.ts';
import { leaveUnread } from './left-unread.ts';
import { takeMark } from './marks.ts';
import { makeSendLane, type SendLane } from './send-lane.ts';

let chat: Awaited<ReturnType<typeof makeChat>>;
let lane: SendLane;
let [alice, bob, id] = ['', '', ''];
beforeAll(async () => {
  chat = await makeChat();
  lane = makeSendLane(chat);
  [alice, bob] = [await chat.person('Alice'), await chat.person('Bob')];
});
afterAll(async () => {
  await lane.close();
  await chat.close();
});

const watercooler = async () => {
  const settings = { name: 'Watercooler', description: '', visibility: 'private' } as const;
  id = (await createGroup(chat, alice, { ...settings, memberIds: [bob] })).id;
};
const say = (text: string, threadRootId: string | null = null) => {
  const clientId = crypto.randomUUID();
  const send = { clientId, conversationId: id, text, replyTo: null, threadRootId, fileIds: [] };
  return lane.send(alice, { t: 'chat.send', ...send });
};
const asSeenBy = async (userId: string) => (await readConversation(chat.db, id, userId)).conversation;

test('leaving a conversation unread is told to oneself alone, and what others see of the reading stays', async () => {
  await watercooler();
  await say('hello');
  await say('@all listen');
  await takeMark(chat, bob, { conversationId: id, threadRootId: null, read: 3 });
  const before = chat.told.length;
  expect(await leaveUnread(chat, bob, { conversationId: id, from: 2 })).toEqual({ from: 2, revision: 1 });
  const leftUnread = { from: 2, revision: 1 };
  expect(chat.told.slice(before)).toEqual([
    { to: bob, event: { t: 'chat.leftUnread', conversationId: id, leftUnread, mentioned: [3] } },
  ]);
  const seen = await asSeenBy(bob);
  expect(seen).toMatchObject({ leftUnread, mentioned: [3] });
  expect(seen.members.find(({ userId }) => userId === bob)?.readNumber).toBe(3);
  expect((await asSeenBy(alice)).leftUnread).toEqual({ from: null, revision: 0 });
  expect(await leaveUnread(chat, bob, { conversationId: id, from: 2 })).toEqual(leftUnread);
  expect(await leaveUnread(chat, bob, { conversationId: id, from: null })).toEqual({
    from: null,
    revision: 2,
  });
  expect((await asSeenBy(bob)).mentioned).toEqual([]);
});

test('what is not there cannot be left unread', async () => {
  await watercooler();
  const codeOf = (call: Promise<unknown>) =>
    call.then(
      () => 'ok',
      (error: ParleyError) => error.code,
    );
  expect(await codeOf(leaveUnread(chat, bob, { conversationId: id, from: 2 }))).toBe('invalid');
  const carol = await chat.person('Carol');
  expect(await codeOf(leaveUnread(chat, carol, { conversationId: id, from: 1 }))).toBe('not_found');
});

test('a day leads to its first message, one after all of them to the last, whatever stands in threads', async () => {
  await watercooler();
  const root = await say('two');
  for (const text of ['three', 'four', 'five', 'six']) {
    await say(text);
    await say(`aside of ${text}`, root.id);
  }
  const { messages } = schema;
  await chat.db
    .update(messages)
    .set({ createdAt: sql`to_timestamp(${messages.number} * 100)` })
    .where(sql`${messages.conversationId} = ${id} and ${messages.threadRootId} is null`);
  const at = async (seconds: number) =>
    (await numberAt(chat.db, await findMembership(chat.db, bob, id), seconds * 1000)).number;
  const asked = [0, 100, 101, 200, 399, 400, 599, 600, 9_999];
  expect(await Promise.all(asked.map(at))).toEqual([1, 1, 2, 2, 4, 4, 6, 6, 6]);
});

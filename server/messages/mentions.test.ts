import { afterAll, beforeAll, beforeEach, expect, test } from 'bun:test';
import { count, eq } from 'drizzle-orm';
import { schema } from '../../db/client.ts';
import type { Message } from '../../protocol/chat.ts';
import { makeChat } from '../../test/harness/chat.ts';
import { createGroup } from '../groups/create.ts';
import { setRole } from '../groups/members.ts';
import { readConversation } from '../groups/read-conversations.ts';
import { makeSendLane, type SendLane } from './send-lane.ts';

let chat: Awaited<ReturnType<typeof makeChat>>;
let lane: SendLane;
let [alice, bob, carol] = ['', '', ''];
beforeAll(async () => {
  chat = await makeChat();
  lane = makeSendLane(chat);
  [alice, bob, carol] = [await chat.person('Alice'), await chat.person('Bob'), await chat.person('Carol')];
});
beforeEach(() => chat.presence.people.splice(0));
afterAll(async () => {
  await lane.close();
  await chat.close();
});

async function watercooler(...memberIds: string[]): Promise<string> {
  const settings = { name: 'Watercooler', description: '', visibility: 'private' } as const;
  return (await createGroup(chat, alice, { ...settings, memberIds })).id;
}
const say = (senderId: string, conversationId: string, text: string): Promise<Message> => {
  const clientId = crypto.randomUUID();
  const send = { clientId, conversationId, text, replyTo: null, threadRootId: null, fileIds: [] };
  return lane.send(senderId, { t: 'chat.send', ...send });
};
const rowsOf = async (message: Message) => {
  const rows = schema.mentions;
  const [row] = await chat.db.select({ n: count() }).from(rows).where(eq(rows.messageId, message.id));
  return row?.n;
};
const mentionedOf = async (id: string, userId: string) =>
  (await readConversation(chat.db, id, userId)).conversation.mentioned;
const usernameOf = async (id: string) => {
  const [row] = await chat.db.select().from(schema.users).where(eq(schema.users.id, id));
  return row?.username ?? '';
};

test('a send writes a row for each person it names, and one for all of them', async () => {
  const crowd = await Promise.all(Array.from({ length: 20 }, (_, n) => chat.person(`Person ${n}`)));
  const id = await watercooler(bob, carol, ...crowd);
  const [plain, named, all] = [
    await say(alice, id, 'hello'),
    await say(alice, id, `hello @${await usernameOf(bob)} and @${await usernameOf(carol)}`),
    await say(alice, id, '@all hello'),
  ];
  expect([await rowsOf(plain), await rowsOf(named), await rowsOf(all)]).toEqual([0, 2, 1]);
  expect(await mentionedOf(id, bob)).toEqual([named.number, all.number]);
  expect(await mentionedOf(id, crowd[0] ?? '')).toEqual([all.number]);
  expect(await mentionedOf(id, alice)).toEqual([]);
});

test('in groups of more than ten, members do not call everyone; moderators do', async () => {
  const crowd = await Promise.all(Array.from({ length: 9 }, (_, n) => chat.person(`Person ${n}`)));
  const [small, large] = [await watercooler(bob, ...crowd.slice(1)), await watercooler(bob, ...crowd)];
  expect((await say(bob, small, '@all')).mentionsAll).toBe(true);
  chat.presence.people.push(carol, ...crowd);
  const refused = await say(bob, large, '@all @here');
  expect([refused.mentionsAll, refused.mentions]).toEqual([false, []]);
  await setRole(chat, alice, { id: large, userId: bob, role: 'moderator' });
  expect((await say(bob, large, '@all')).mentionsAll).toBe(true);
});

test('@here names the members who are online, and nobody names themselves', async () => {
  const id = await watercooler(bob);
  chat.presence.people.push(alice, bob, carol);
  expect((await say(alice, id, `@here @${await usernameOf(alice)}`)).mentions).toEqual([bob]);
});

test('who is no member is not named, and hears nothing of it', async () => {
  const id = await watercooler(bob);
  const message = await say(alice, id, `@${await usernameOf(carol)} is not here`);
  expect([message.mentions, await rowsOf(message)]).toEqual([[], 0]);
});

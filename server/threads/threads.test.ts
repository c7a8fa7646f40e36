import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Follow, Message } from '../../protocol/chat.ts';
import type { ParleyError } from '../../protocol/errors.ts';
import { makeChat } from '../../test/harness/chat.ts';
import { createGroup } from '../groups/create.ts';
import { addMember, removeMember } from '../groups/members.ts';
import { findMembership } from '../groups/membership.ts';
import { readConversation } from '../groups/read-conversations.ts';
import { readChanges } from '../messages/changes.ts';
import { deleteMessage } from '../messages/delete.ts';
import { editMessage } from '../messages/edit.ts';
import { readMessage } from '../messages/message-row.ts';
import { makeSendLane, type SendLane } from '../messages/send-lane.ts';
import { followThread, markThread } from './follows.ts';
import { listThreads } from './list.ts';
import { readPageOf } from './pages.ts';
import { readUnreadThreads } from './read-follows.ts';

let chat: Awaited<ReturnType<typeof makeChat>>;
let lane: SendLane;
let [alice, bob, carol, id] = ['', '', '', ''];
beforeAll(async () => {
  chat = await makeChat();
  lane = makeSendLane(chat);
  [alice, bob, carol] = [await chat.person('Alice'), await chat.person('Bob'), await chat.person('Carol')];
  const settings = { name: 'Watercooler', description: '', visibility: 'private' } as const;
  id = (await createGroup(chat, alice, { ...settings, memberIds: [bob, carol] })).id;
});
afterAll(async () => {
  await lane.close();
  await chat.close();
});

const say = (senderId: string, text: string, root: Message | null = null, replyTo: string | null = null) => {
  const clientId = crypto.randomUUID();
  const place = { conversationId: id, threadRootId: root?.id ?? null, replyTo };
  return lane.send(senderId, { t: 'chat.send', clientId, ...place, text, fileIds: [] });
};
const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'ok',
    (error: ParleyError) => error.code,
  );
const unreadOf = async (userId: string, root: Message): Promise<Follow | undefined> =>
  (await readUnreadThreads(chat.db.$client, userId)).find(({ rootId }) => rootId === root.id);
const numbersOf = (messages: readonly Message[]) => messages.map(({ number }) => number);
const usernameOf = async (userId: string) =>
  (await readConversation(chat.db, id, userId)).users.find((user) => user.id === userId)?.username;
const pageOf = async (userId: string, root: Message | null) =>
  readPageOf(chat.db, await findMembership(chat.db, userId, id), {
    threadRootId: root?.id ?? null,
    direction: 'newest',
    anchor: 0,
    limit: 50,
  });

test('a reply takes a number of its thread and a change of the conversation, and none of its messages', async () => {
  const root = await say(alice, 'Lunch?');
  const { conversation: before } = await readConversation(chat.db, id, alice);
  const replies = [await say(bob, 'Noon', root), await say(carol, 'One', root), await say(bob, 'Fine', root)];
  expect(numbersOf(replies)).toEqual([1, 2, 3]);
  const { conversation: after } = await readConversation(chat.db, id, alice);
  expect(after.lastNumber).toBe(before.lastNumber);
  expect(after.lastChange).toBe(before.lastChange + 3);
  const thread = { replies: 3, lastAt: replies[2]?.createdAt ?? 0, participantIds: [bob, carol] };
  expect(after.lastMessage).toEqual({ ...root, thread });
  expect((await pageOf(alice, null)).messages.at(-1)).toEqual({ ...root, thread });
  const page = await pageOf(alice, root);
  expect(page.messages).toEqual(replies);
  expect(page.thread?.root).toEqual({ ...root, thread });
  expect(page).toMatchObject({ hasBefore: false, hasAfter: false });
});

test('replies and messages that are sent at once by several processes leave no hole in any of their numbers', async () => {
  const roots = [await say(alice, 'one'), await say(alice, 'two')];
  const { conversation: before } = await readConversation(chat.db, id, alice);
  const lanes = [lane, makeSendLane(chat), makeSendLane(chat)];
  await Promise.all(
    Array.from({ length: 60 }, (_, n) => {
      const threadRootId = roots[n % 3]?.id ?? null;
      const send = { conversationId: id, clientId: crypto.randomUUID(), text: `${n}`, replyTo: null };
      return lanes[n % lanes.length]?.send([alice, bob, carol][n % 2] ?? alice, {
        t: 'chat.send',
        ...send,
        threadRootId,
        fileIds: [],
      });
    }),
  );
  const { changes } = await readChanges(chat.db, id, { after: before.lastChange });
  expect(changes.map(({ change }) => change)).toEqual(
    Array.from({ length: 60 }, (_, n) => before.lastChange + n + 1),
  );
  const upTo20 = Array.from({ length: 20 }, (_, n) => n + 1);
  for (const root of roots) {
    const { messages, thread } = await pageOf(bob, root);
    expect(numbersOf(messages)).toEqual(upTo20);
    expect(thread?.root.thread?.replies).toBe(20);
  }
  const { conversation: after } = await readConversation(chat.db, id, alice);
  expect(after.lastNumber).toBe(before.lastNumber + 20);
});

test('who wrote the root, replies or is named follows; what was said before is not new to them', async () => {
  const root = await say(alice, 'A question');
  await say(bob, 'An answer', root);
  expect(await unreadOf(alice, root)).toMatchObject({ lastNumber: 1, readNumber: 0, mentioned: [] });
  expect(await unreadOf(bob, root)).toBeUndefined();
  expect(await unreadOf(carol, root)).toBeUndefined();
  await say(bob, `And what do you say, @${await usernameOf(carol)}?`, root);
  expect(await unreadOf(carol, root)).toMatchObject({ lastNumber: 2, readNumber: 1, mentioned: [2] });
  expect((await readConversation(chat.db, id, carol)).conversation.mentioned).toEqual([]);
  expect(await markThread(chat, carol, { rootId: root.id, read: 99 })).toBe(2);
  expect(await unreadOf(carol, root)).toBeUndefined();
  expect(await markThread(chat, carol, { rootId: root.id, read: 1 })).toBe(2);
  await say(alice, 'I see', root);
  expect(await unreadOf(alice, root)).toBeUndefined();
  expect(await unreadOf(carol, root)).toMatchObject({ lastNumber: 3, readNumber: 2 });
});

test('who follows is told after each reply how they stand, and who does not follow is not', async () => {
  const root = await say(alice, 'Who is in?');
  await say(bob, 'Me', root);
  const told = () =>
    chat.told.flatMap(({ to, event }) =>
      typeof event === 'object' && event.t === 'chat.followed' && event.follow.rootId === root.id
        ? { to, follow: event.follow }
        : [],
    );
  for (let wait = 0; wait < 200 && told().length < 2; wait += 1) await Bun.sleep(5);
  expect(
    told()
      .map(({ to }) => to)
      .toSorted(),
  ).toEqual([alice, bob].toSorted());
  expect(told().find(({ to }) => to === alice)?.follow).toEqual(await unreadOf(alice, root));
});

test('following by hand begins with what comes next; who stopped is brought back by being named, not by replies', async () => {
  const root = await say(alice, 'Long story');
  await say(bob, 'Tell', root);
  const followed = await followThread(chat, carol, { rootId: root.id, on: true });
  expect(followed).toMatchObject({ following: true, readNumber: 1, lastNumber: 1 });
  expect(await followThread(chat, carol, { rootId: root.id, on: true })).toEqual(followed);
  await followThread(chat, carol, { rootId: root.id, on: false });
  await say(bob, 'More', root);
  expect(await unreadOf(carol, root)).toBeUndefined();
  const reply = await say(bob, 'Carol knows', root);
  await editMessage(chat, bob, { messageId: reply.id, text: `@${await usernameOf(carol)} knows` });
  expect(await unreadOf(carol, root)).toMatchObject({
    readNumber: 2,
    lastNumber: 3,
    mentioned: [3],
    revision: 3,
  });
  await deleteMessage(chat, bob, { messageId: reply.id });
  expect(await unreadOf(carol, root)).toMatchObject({ lastNumber: 3, mentioned: [] });
});

test('a thread hangs on messages that people wrote, and a thread in a thread is refused', async () => {
  const root = await say(alice, 'Here');
  const reply = await say(bob, 'there', root);
  const [line] = (await pageOf(alice, null)).messages;
  if (!line) throw new Error('a group begins with a line');
  expect(line.event).toEqual({ kind: 'created' });
  expect(await codeOf(say(bob, 'no', line))).toBe('forbidden');
  expect(await codeOf(say(bob, 'no', reply))).toBe('forbidden');
  expect(await codeOf(followThread(chat, bob, { rootId: reply.id, on: true }))).toBe('forbidden');
  expect(await codeOf(say(bob, 'no', { ...root, id: crypto.randomUUID() }))).toBe('not_found');
  const settings = { name: 'Elsewhere', description: '', visibility: 'private' } as const;
  const elsewhere = (await createGroup(chat, alice, { ...settings, memberIds: [bob] })).id;
  const astray = { conversationId: elsewhere, threadRootId: root.id, text: 'no', replyTo: null, fileIds: [] };
  const send = { t: 'chat.send', clientId: crypto.randomUUID(), ...astray } as const;
  expect(await codeOf(lane.send(bob, send))).toBe('not_found');
  const gone = await say(alice, 'never mind');
  await deleteMessage(chat, alice, { messageId: gone.id });
  expect(await codeOf(say(bob, 'no', gone))).toBe('conflict');
  await deleteMessage(chat, alice, { messageId: root.id });
  expect(await codeOf(say(bob, 'we go on', root))).toBe('ok');
});

test('a quote is of the same place: a thread quotes its replies, the conversation its messages', async () => {
  const root = await say(alice, 'Here');
  const reply = await say(bob, 'first', root);
  expect(await codeOf(say(carol, 'no', null, reply.id))).toBe('not_found');
  expect(await codeOf(say(carol, 'no', root, root.id))).toBe('not_found');
  expect((await say(carol, 'yes', root, reply.id)).quote).toMatchObject({ id: reply.id, number: 1 });
});

test('deleted replies keep their place, and a retry of a reply returns the first', async () => {
  const root = await say(alice, 'Here');
  const first = await say(bob, 'first', root);
  await say(bob, 'second', root);
  await deleteMessage(chat, bob, { messageId: first.id });
  const { messages, thread } = await pageOf(alice, root);
  expect(messages.map(({ number, text }) => [number, text])).toEqual([
    [1, ''],
    [2, 'second'],
  ]);
  expect(thread?.root.thread?.replies).toBe(2);
  const retry = { conversationId: id, clientId: first.clientId, text: 'again', replyTo: null, fileIds: [] };
  const again = await lane.send(bob, { t: 'chat.send', ...retry, threadRootId: root.id });
  expect(again).toEqual((await readMessage(chat.db.$client, first.id)) ?? again);
  expect((await pageOf(alice, root)).messages).toHaveLength(2);
});

test('my threads come newest activity first, page by page, and those of others not at all', async () => {
  const dave = await chat.person('Dave');
  await addMember(chat, alice, { id, userId: dave });
  const roots: Message[] = [];
  for (let n = 0; n < 35; n += 1) {
    const root = await say(alice, `question ${n}`);
    await say(dave, `answer ${n}`, root);
    roots.unshift(root);
  }
  const first = await listThreads(chat.db, dave);
  const second = await listThreads(chat.db, dave, first.next ?? undefined);
  expect(second.next).toBeNull();
  const listed = [...first.threads, ...second.threads];
  expect(listed.map(({ root }) => root.text)).toEqual(roots.map(({ text }) => text));
  expect(listed[0]).toMatchObject({ lastReply: { text: 'answer 34' }, follow: { readNumber: 1 } });
  await removeMember(chat, alice, { id, userId: dave });
  expect(await listThreads(chat.db, dave)).toEqual({ threads: [], next: null });
  expect(await codeOf(followThread(chat, dave, { rootId: listed[0]?.root.id ?? '', on: true }))).toBe(
    'not_found',
  );
});

import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { ParleyError } from '../../protocol/errors.ts';
import { makeChat } from '../../test/harness/chat.ts';
import { createGroup } from '../groups/create.ts';
import { readChanges } from './changes.ts';
import { deleteMessage } from './delete.ts';
import { editMessage } from './edit.ts';
import { pinMessage } from './pins.ts';
import { reactToMessage } from './react.ts';
import { makeSendLane, type SendLane } from './send-lane.ts';

let chat: Awaited<ReturnType<typeof makeChat>>;
let lane: SendLane;
let [alice, bob, id] = ['', '', ''];
beforeAll(async () => {
  chat = await makeChat();
  lane = makeSendLane(chat);
  [alice, bob] = [await chat.person('Alice'), await chat.person('Bob')];
  const settings = { name: 'Watercooler', description: '', visibility: 'private' } as const;
  id = (await createGroup(chat, alice, { ...settings, memberIds: [bob] })).id;
});
afterAll(async () => {
  await lane.close();
  await chat.close();
});

const say = (text: string, replyTo: string | null = null) => {
  const clientId = crypto.randomUUID();
  const send = { clientId, conversationId: id, text, replyTo, threadRootId: null, fileIds: [] };
  return lane.send(alice, { t: 'chat.send', ...send });
};
const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'ok',
    (error: ParleyError) => error.code,
  );

test('sends and changes of messages that happen at once take contiguous numbers, told in their order', async () => {
  const { id: messageId, change: first } = await say('the first');
  const before = chat.told.length;
  await Promise.all(
    Array.from({ length: 20 }, (_, n) => [
      say(`message ${n}`),
      editMessage(chat, alice, { messageId, text: `text ${n}` }),
      reactToMessage(chat, n % 2 ? alice : bob, { messageId, emoji: n < 10 ? '👍' : '🎉', on: n % 4 < 2 }),
      pinMessage(chat, alice, { messageId, on: n % 2 === 0 }),
    ]).flat(),
  );
  const { changes } = await readChanges(chat.db, id, { after: first });
  expect(changes.map(({ change }) => change)).toEqual(changes.map((_, n) => first + n + 1));
  const told = chat.told
    .slice(before)
    .flatMap(({ event }) =>
      typeof event === 'object' && event.t === 'chat.changed' ? event.change.change : [],
    );
  expect(told.toSorted((a, b) => a - b)).toEqual(changes.map(({ change }) => change));
});

test('a change that is read later brings the message as it stands by then', async () => {
  const { id: messageId, change } = await say('one');
  await editMessage(chat, alice, { messageId, text: 'two' });
  await reactToMessage(chat, bob, { messageId, emoji: '👍', on: true });
  await deleteMessage(chat, alice, { messageId });
  const { changes } = await readChanges(chat.db, id, { after: change - 1 });
  expect(changes.map(({ kind }) => kind)).toEqual(['message', 'edited', 'reacted', 'deleted']);
  const revisions = changes.flatMap((one) => ('message' in one ? one.message.revision : []));
  expect(revisions).toEqual([change + 3, change + 3, change + 3]);
  expect(changes[2]).toMatchObject({ kind: 'reacted', userId: bob, emoji: '👍', reactions: [] });
});

test('a message has room for twenty kinds of reactions, and for more of a kind that is there', async () => {
  const { id: messageId } = await say('react to this');
  for (let n = 0; n < 20; n += 1) {
    await reactToMessage(chat, alice, { messageId, emoji: String.fromCodePoint(0x1f600 + n), on: true });
  }
  expect(await codeOf(reactToMessage(chat, alice, { messageId, emoji: '🎉', on: true }))).toBe('conflict');
  expect(await codeOf(reactToMessage(chat, bob, { messageId, emoji: '😀', on: true }))).toBe('ok');
});

test('a deleted message still answers a retry of its send, and a reply to it quotes nothing', async () => {
  const source = await say('gone soon');
  await deleteMessage(chat, alice, { messageId: source.id });
  const { clientId } = source;
  const text = 'again';
  const again = lane.send(alice, {
    t: 'chat.send',
    clientId,
    conversationId: id,
    text,
    replyTo: null,
    threadRootId: null,
    fileIds: [],
  });
  expect(await again).toMatchObject({ id: source.id, text: '' });
  expect((await say('what was it?', source.id)).quote).toMatchObject({ text: '', deleted: true });
});

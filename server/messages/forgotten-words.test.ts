import { afterAll, beforeAll, expect, test } from 'bun:test';
import { makeChat } from '../../test/harness/chat.ts';
import { createGroup } from '../groups/create.ts';
import { deleteMessage } from './delete.ts';
import { editMessage } from './edit.ts';
import { forgetWords } from './forgotten-words.ts';
import { searchMessages } from './search.ts';
import { makeSendLane, type SendLane } from './send-lane.ts';

let chat: Awaited<ReturnType<typeof makeChat>>;
let lane: SendLane;
let [alice, id] = ['', ''];
beforeAll(async () => {
  chat = await makeChat();
  lane = makeSendLane(chat);
  alice = await chat.person('Alice');
  const settings = { name: 'Watercooler', description: '', visibility: 'private' } as const;
  id = (await createGroup(chat, alice, { ...settings, memberIds: [] })).id;
});
afterAll(async () => {
  await lane.close();
  await chat.close();
});

const say = (text: string) => {
  const place = { conversationId: id, threadRootId: null, replyTo: null };
  return lane.send(alice, { t: 'chat.send', clientId: crypto.randomUUID(), ...place, text, fileIds: [] });
};
const known = async (...words: string[]) => {
  const sql = chat.db.$client;
  const rows = await sql<
    { word: string }[]
  >`select distinct word from search_words where word = any(${words})`;
  return rows.map(({ word }) => word).toSorted();
};

test('the words of a deleted message are forgotten, those of its versions too, unless they stand elsewhere', async () => {
  const secret = await say('The aardvark sleeps beneath Watercooler');
  await editMessage(chat, alice, { messageId: secret.id, text: 'The badger sleeps' });
  await say('nothing sleeps');
  await deleteMessage(chat, alice, { messageId: secret.id });
  expect(await known('aardvark', 'badger', 'sleeps')).toEqual(['aardvark', 'badger', 'sleeps']);
  expect(await forgetWords(chat)).toBeGreaterThanOrEqual(3);
  expect(await known('aardvark', 'badger', 'sleeps')).toEqual(['sleeps']);
  expect(await forgetWords(chat)).toBe(0);
  expect((await searchMessages(chat.db, alice, { text: 'leep' })).messages).toHaveLength(1);
});

test('a word that is written again while it is forgotten stays', async () => {
  for (let round = 0; round < 20; round += 1) {
    const word = `ephemeral${round}`;
    const { id: messageId } = await say(word);
    await deleteMessage(chat, alice, { messageId });
    await Promise.all([forgetWords(chat), say(`${word} again`), forgetWords(chat)]);
    await forgetWords(chat);
    expect(await known(word)).toEqual([word]);
    expect((await searchMessages(chat.db, alice, { text: word.slice(1) })).messages).not.toBeEmpty();
  }
});

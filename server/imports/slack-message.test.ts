import { expect, test } from 'bun:test';
import * as v from 'valibot';
import { MAX_MESSAGE_LENGTH, MAX_REACTION_KINDS } from '../../protocol/limits.ts';
import { readEmojiNames } from './slack-emoji.ts';
import { conversationIdOf, messageIdOf } from './slack-ids.ts';
import { convert } from './slack-message.ts';
import { slackMessageSchema } from './slack-schema.ts';

const emoji = await readEmojiNames();
const names = { person: () => null, channel: () => null, emoji: (name: string) => emoji.get(name) ?? null };
const ts = '1600000001.000100';
const read = (message: Record<string, unknown>) =>
  convert(v.parse(slackMessageSchema, { type: 'message', ts, user: 'U1', ...message }), names);

test('notices of the system, deleted and empty messages, and those of nobody do not come over', () => {
  for (const subtype of ['channel_join', 'group_leave', 'channel_topic', 'pinned_item', 'bot_add']) {
    expect(read({ subtype, text: 'x' })).toBe('notice');
  }
  expect(read({ subtype: 'tombstone', text: 'This message was deleted.' })).toBe('deleted');
  expect(read({ text: ' ' })).toBe('empty');
  expect(read({ user: '', text: 'x' })).toBe('noSender');
  expect(read({ subtype: 'thread_broadcast', text: 'x' })).toMatchObject({ text: 'x' });
});

test('bots speak under the name that they had, and what they attach is what they say', () => {
  const bot = { user: '', subtype: 'bot_message', bot_id: 'B1', username: 'Weather' };
  const attachments = [
    { title: 'Today', title_link: 'https://example.org/today', text: '*Rain*', fallback: '' },
  ];
  expect(read({ ...bot, text: '', attachments })).toMatchObject({
    sender: { key: 'bot:B1', name: 'Weather', isBot: true },
    text: '[Today](https://example.org/today)\n**Rain**',
  });
  expect(read({ ...bot, text: 'Sun', attachments })).toMatchObject({ text: 'Sun' });
  expect(read({ user: 'USLACKBOT', text: 'hi' })).toMatchObject({
    sender: { name: 'Slackbot', isBot: true },
  });
});

test('files are links to where they lie, never code, and those that are gone are gone', () => {
  const files = [
    { name: 'a[1].pdf', permalink: 'https://files.example.org/a' },
    { name: 'b.pdf', permalink: 'javascript:alert(1)', url_private: 'https://files.example.org/b) [x](y' },
    { name: 'c.pdf', mode: 'tombstone', permalink: 'https://files.example.org/c' },
  ];
  expect(read({ text: 'look', files })).toMatchObject({
    text: 'look\n[a 1 .pdf](https://files.example.org/a)\nb.pdf',
    losses: ['fileAsLink', 'fileAsLink'],
  });
});

test('what is longer than a message here is cut, and said to be', () => {
  const long = read({ text: 'x'.repeat(MAX_MESSAGE_LENGTH + 1) });
  if (typeof long === 'string') throw new Error(long);
  expect(long.text).toHaveLength(MAX_MESSAGE_LENGTH);
  expect(long.losses).toEqual(['shortened']);
});

test('reactions are found by the names that Slack gives them, within what a message holds here', () => {
  const reactions = [
    { name: '+1', users: ['U1', 'U1', 'U2'] },
    { name: 'thumbsup::skin-tone-4', users: ['U3'] },
    { name: 'partyparrot', users: ['U1'] },
  ];
  expect(read({ text: 'x', reactions })).toMatchObject({
    reactions: [{ emoji: '👍', users: ['U1', 'U2', 'U3'] }],
    losses: ['unknownEmoji'],
  });
  const many = [...emoji.keys()].slice(0, 60).map((name) => ({ name, users: ['U1'] }));
  const full = read({ text: 'x', reactions: many });
  expect(typeof full === 'string' ? 0 : full.reactions.length).toBe(MAX_REACTION_KINDS);
});

test('an answer names what it answers; the first of a thread answers nothing', () => {
  expect(read({ text: 'x', thread_ts: ts })).toMatchObject({ threadTs: null });
  expect(read({ text: 'x', thread_ts: '1500000000.000000' })).toMatchObject({
    threadTs: '1500000000.000000',
  });
  expect(read({ text: 'x', thread_ts: 'now' })).toMatchObject({ threadTs: null });
});

test('ids follow from the archive, are UUIDs of version 7, and stand in the order of time', () => {
  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  const [first, second] = [messageIdOf('slack T1 C1', ts), messageIdOf('slack T1 C1', '1600000002.000100')];
  expect(first).toMatch(uuid);
  expect(first < second).toBe(true);
  expect(messageIdOf('slack T1 C1', ts)).toBe(first);
  expect(messageIdOf('slack T1 C2', ts)).not.toBe(first);
  expect(conversationIdOf('slack T1 C1', 0)).toMatch(uuid);
});

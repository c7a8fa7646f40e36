import { expect, test } from 'bun:test';
import type { Send } from '../../protocol/chat.ts';
import { takeBatch } from './take-batch.ts';

const says = (senderId: string, text: string, more: Partial<Send> = {}) => ({
  senderId,
  send: {
    t: 'chat.send',
    clientId: `${senderId} ${text}`,
    conversationId: 'watercooler',
    text,
    replyTo: null,
    threadRootId: null,
    fileIds: [],
    ...more,
  } satisfies Send,
});
const textsOf = (batch: readonly { send: Send }[]) => batch.map(({ send }) => send.text);

test('texts leave together, and what takes more leaves together after them', () => {
  const waiting = [
    says('alice', 'one'),
    says('bob', '@carol look'),
    says('carol', 'two'),
    says('dora', 'a plan', { fileIds: ['plan'] }),
  ];
  expect(textsOf(takeBatch(waiting, 10))).toEqual(['one', 'two']);
  expect(textsOf(takeBatch(waiting, 10))).toEqual(['@carol look', 'a plan']);
  expect(takeBatch(waiting, 10)).toEqual([]);
});

test('what one person sent keeps its order, whatever the kinds', () => {
  const waiting = [
    says('alice', '1'),
    says('alice', '2 @bob'),
    says('alice', '3'),
    says('bob', '1'),
    says('alice', '4', { replyTo: 'something' }),
    says('bob', '2'),
  ];
  const taken: string[] = [];
  while (waiting.length > 0) {
    for (const { senderId, send } of takeBatch(waiting, 10)) taken.push(`${senderId} ${send.text}`);
  }
  const of = (name: string) => taken.filter((one) => one.startsWith(name)).map((one) => one.split(' ')[1]);
  expect(of('alice')).toEqual(['1', '2', '3', '4']);
  expect(of('bob')).toEqual(['1', '2']);
});

test('a retry of what stands in the batch already waits for the next, with all that its sender sent after it', () => {
  const waiting = [
    says('alice', 'one'),
    says('alice', 'one'),
    says('alice', 'two'),
    says('bob', 'one', { clientId: 'alice one' }),
  ];
  expect(takeBatch(waiting, 10).map(({ senderId, send }) => `${senderId} ${send.text}`)).toEqual([
    'alice one',
    'bob one',
  ]);
  expect(textsOf(takeBatch(waiting, 10))).toEqual(['one', 'two']);
});

test('no more are looked at than a batch may have, and those behind them keep their places', () => {
  const waiting = [says('alice', '1'), says('alice', '2 @bob'), says('bob', '3'), says('carol', '4')];
  expect(textsOf(takeBatch(waiting, 2))).toEqual(['1']);
  expect(textsOf(waiting)).toEqual(['2 @bob', '3', '4']);
});

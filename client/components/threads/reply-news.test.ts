import { expect, test } from 'bun:test';
import type { Follow } from '../../../protocol/chat.ts';
import { ReplyNews } from './reply-news.ts';

const lunch: Follow = {
  rootId: 'lunch',
  conversationId: 'watercooler',
  change: 9,
  lastNumber: 4,
  readNumber: 2,
  mentioned: [],
  following: true,
  revision: 1,
};
type Facts = Parameters<ReplyNews['take']>[0];
const facts: Facts = {
  openRootId: null,
  isMuted: () => false,
  whereOf: (id: string) => (id === 'watercooler' ? 'in Watercooler' : 'with Bob'),
};

function setUp() {
  const news = new ReplyNews();
  news.look([lunch]);
  news.begin();
  const words = (follows: readonly Partial<Follow>[], more: Partial<Facts> = {}) => {
    news.look(follows.map((follow) => ({ ...lunch, ...follow })));
    return news.take({ ...facts, ...more });
  };
  return { news, words };
}

test('a reply in a thread that I follow is told once, and where', () => {
  const { words } = setUp();
  expect(words([{}])).toEqual([]);
  expect(words([{ lastNumber: 5 }])).toEqual(['New reply in a thread in Watercooler']);
  expect(words([{ lastNumber: 5 }])).toEqual([]);
});

test('a thread that I hear of for the first time is new; what comes together is summed up', () => {
  const { words } = setUp();
  const first = { rootId: 'rudder', conversationId: 'bob', lastNumber: 1, readNumber: 0 };
  expect(words([{ lastNumber: 7 }, first])).toEqual([
    '3 new replies in threads in Watercooler',
    'New reply in a thread with Bob',
  ]);
});

test('nothing is told of what I read or wrote, of the open thread, of one I do not follow, and of the muted', () => {
  const { words } = setUp();
  expect(words([{ lastNumber: 5, readNumber: 5 }])).toEqual([]);
  expect(words([{ lastNumber: 6 }], { openRootId: 'lunch' })).toEqual([]);
  expect(words([{ lastNumber: 7, following: false }])).toEqual([]);
  expect(words([{ lastNumber: 8 }], { isMuted: () => true })).toEqual([]);
  expect(words([{ lastNumber: 9 }])).toEqual(['New reply in a thread in Watercooler']);
});

test('where many conversations have replies, they are counted', () => {
  const { words } = setUp();
  const many = ['one', 'two', 'three', 'four'].map((id) => ({
    rootId: id,
    conversationId: id,
    lastNumber: 3,
  }));
  expect(words(many)).toEqual(['New replies in threads of 4 conversations']);
});

import type { Conversation, FileInfo, Message, SystemEvent, User } from '../../protocol/chat.ts';
import { untouched } from '../../protocol/quote.ts';

/** The cast and what they wrote, as a server would tell it. Monday the 4th of May, in the morning. */
export const NOW = new Date(2026, 4, 4, 10, 42).getTime();
const MINUTE = 60_000;

const person = (id: string, name: string, status: string): User => ({
  id,
  username: name.split(' ')[0]?.toLowerCase() ?? '',
  name,
  status,
  avatarFileId: null,
  role: 'member',
});
export const alice: User = { ...person('a1', 'Alice', 'In the garden until noon'), role: 'owner' };
export const bob = person('b2', 'Bob', 'On the train');
export const carol = person('c3', 'Carol', '');
export const cast = [alice, bob, carol];

export const picture: FileInfo = {
  id: 'picture',
  ownerId: bob.id,
  name: 'harbour.jpg',
  size: 2_482_113,
  type: 'image/jpeg',
  width: 1600,
  height: 1067,
  hasThumbnail: true,
  voice: null,
  removed: false,
  createdAt: NOW,
};
export const paper: FileInfo = {
  ...picture,
  id: 'paper',
  name: 'Tide tables 2026.pdf',
  size: 843_200,
  type: 'application/pdf',
  width: null,
  height: null,
  hasThumbnail: false,
};

export const DIRECT = 'direct';
export const WATERCOOLER = 'watercooler';

type Line = [minutesAgo: number, who: User, text: string, more?: { files?: FileInfo[]; event?: SystemEvent }];

const DIRECT_LINES: Line[] = [
  [1500, bob, 'Are you coming up on Sunday?'],
  [1498, alice, 'Yes, with the early train. Should I bring anything?'],
  [
    1490,
    bob,
    '',
    { event: { kind: 'call', callId: 'call', outcome: 'ended', video: false, durationMs: 12 * MINUTE } },
  ],
  [64, bob, 'Look who is back in the water'],
  [64, bob, '', { files: [picture] }],
  [61, alice, 'She looks better than last year. Did the paint hold?'],
  [
    60,
    bob,
    'Mostly. The waterline needs another coat, and I would like your eyes on the rudder before we trust it.',
  ],
  [58, bob, 'Tides for the week: https://tides.example.org/harbour?week=19', { files: [paper] }],
  [31, alice, '', { event: { kind: 'call', callId: 'call', outcome: 'missed', video: true, durationMs: 0 } }],
  [12, alice, 'I will bring the long brush.\nAnd the small tin of `HB 40150`, if the shop is open.'],
  [11, alice, '⛵️'],
  [4, bob, 'Perfect. Platform 2, I will wait by the clock.'],
  [3, bob, 'The kettle is on.'],
];
const WATERCOOLER_LINES: Line[] = [
  [190, carol, '', { event: { kind: 'created' } }],
  [189, carol, '', { event: { kind: 'added', userId: alice.id } }],
  [188, carol, '', { event: { kind: 'added', userId: bob.id } }],
  [
    120,
    carol,
    'Morning all. The build is green again, thanks to whoever found the clock that ran backwards.',
  ],
  [118, bob, 'That was Alice.'],
  [
    112,
    alice,
    'It was the test that ran backwards. The fix is one line:\n```ts\nconst elapsed = clock.now() - startedAt;\n```',
  ],
  [20, bob, 'Lunch at one?'],
  [18, alice, 'Yes.'],
  [9, carol, 'Save me a seat, I am on a call until then.'],
];

export function messagesOf(conversationId: string): Message[] {
  const lines =
    conversationId === DIRECT ? DIRECT_LINES : conversationId === WATERCOOLER ? WATERCOOLER_LINES : [];
  return lines.map(([ago, who, text, more], i) => ({
    id: `${conversationId}-${i}`,
    conversationId,
    number: i + 1,
    change: i + 1,
    senderId: who.id,
    clientId: `${conversationId}-${i}`,
    text,
    ...untouched(i + 1),
    replyTo: null,
    files: more?.files ?? [],
    event: more?.event ?? null,
    createdAt: NOW - ago * MINUTE,
  }));
}

export function conversationsOfAlice(): Conversation[] {
  return [
    conversation(DIRECT, '', [alice, bob], 11),
    conversation(WATERCOOLER, 'Watercooler', [carol, alice, bob], 7),
    conversation('empty', '', [alice, carol], 0),
  ];
}

function conversation(id: string, name: string, members: User[], read: number): Conversation {
  const messages = messagesOf(id);
  const last = messages.at(-1) ?? null;
  return {
    id,
    kind: name === '' ? 'direct' : 'group',
    name,
    description: name === '' ? '' : 'Small talk, lunch, and who broke the build.',
    visibility: 'public',
    avatarFileId: null,
    archivedAt: null,
    createdAt: NOW - 2 * 24 * 60 * MINUTE,
    lastChange: messages.length,
    lastNumber: messages.length,
    lastMessage: last,
    mentioned: [],
    leftUnread: { from: null, revision: 0 },
    members: members.map((user, i) => ({
      userId: user.id,
      role: name !== '' && i === 0 ? 'owner' : 'member',
      readNumber: user.id === alice.id ? read : Math.max(0, messages.length - 1 - i),
      deliveredNumber: messages.length,
    })),
  };
}

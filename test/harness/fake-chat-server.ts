import type { Change, Conversation, Member, Message, User } from '../../protocol/chat.ts';
import type { DownEvent, DownOf } from '../../protocol/down.ts';
import { notFound } from '../../protocol/errors.ts';
import type { UserId } from '../../protocol/ids.ts';
import type { Replies, UpInputOf } from '../../protocol/up.ts';
import type { Answers } from '../../client/socket/fake-socket.ts';
import { makeUuid } from '../../client/uuid.ts';

export function makeUser(name: string): User {
  return {
    id: makeUuid(),
    username: name.toLowerCase(),
    name,
    status: '',
    avatarFileId: null,
    role: 'member',
  };
}

const makeMember = (userId: UserId): Member => ({
  userId,
  role: 'member',
  readNumber: 0,
  deliveredNumber: 0,
});

/** One conversation as a server keeps it: numbered changes, marks that only grow. */
export class FakeConversation {
  state: Conversation;
  readonly changes: Change[] = [];
  readonly messages: Message[] = [];

  constructor(members: readonly User[], name = 'Watercooler') {
    this.state = {
      id: makeUuid(),
      kind: 'group',
      name,
      description: '',
      visibility: 'private',
      avatarFileId: null,
      createdAt: 0,
      lastChange: 0,
      lastNumber: 0,
      lastMessage: null,
      members: members.map(({ id }) => makeMember(id)),
    };
  }

  say(sender: User, text: string, clientId = makeUuid()): DownEvent {
    const change = this.state.lastChange + 1;
    const message: Message = {
      id: makeUuid(),
      conversationId: this.state.id,
      number: this.state.lastNumber + 1,
      change,
      senderId: sender.id,
      clientId,
      text,
      replyTo: null,
      files: [],
      event: null,
      createdAt: change,
    };
    this.messages.push(message);
    this.state = { ...this.state, lastNumber: message.number, lastMessage: message };
    return this.#record({ kind: 'message', change, message });
  }

  rename(name: string): DownEvent {
    this.state = { ...this.state, name };
    const { description, visibility, avatarFileId } = this.state;
    const change = this.state.lastChange + 1;
    return this.#record({ kind: 'conversation', change, name, description, visibility, avatarFileId });
  }

  /** Adds who is not there, removes who is. */
  toggle(user: User): DownEvent {
    const others = this.state.members.filter(({ userId }) => userId !== user.id);
    const isThere = others.length < this.state.members.length;
    const member = isThere ? null : makeMember(user.id);
    this.state = { ...this.state, members: member ? [...others, member] : others };
    return this.#record({ kind: 'member', change: this.state.lastChange + 1, userId: user.id, member, user });
  }

  mark(user: User, read: number): DownEvent {
    const member = this.state.members.find(({ userId }) => userId === user.id);
    const number = Math.max(member?.readNumber ?? 0, read);
    const marks = { readNumber: number, deliveredNumber: Math.max(member?.deliveredNumber ?? 0, number) };
    const members = this.state.members.map((one) => (one === member ? { ...one, ...marks } : one));
    this.state = { ...this.state, members };
    const { id: userId } = user;
    return {
      t: 'chat.marked',
      conversationId: this.state.id,
      userId,
      delivered: marks.deliveredNumber,
      read: number,
    };
  }

  changesAfter({ after, limit = 100 }: UpInputOf<'chat.changes'>): Replies['chat.changes'] {
    const changes = this.changes.slice(after, after + limit);
    return { changes, more: after + limit < this.changes.length };
  }

  page({ direction, anchor = 0, limit = 50 }: UpInputOf<'chat.page'>): Replies['chat.page'] {
    const starts = {
      newest: this.messages.length - limit,
      before: anchor - 1 - limit,
      after: anchor,
      around: anchor - 1 - Math.floor(limit / 2),
    };
    const end = direction === 'before' ? anchor - 1 : starts[direction] + limit;
    const messages = this.messages.slice(Math.max(0, starts[direction]), Math.max(0, end));
    const last = messages.at(-1)?.number ?? 0;
    return {
      messages,
      hasBefore: (messages[0]?.number ?? 1) > 1,
      hasAfter: last < this.messages.length,
    };
  }

  #record(change: Change): DownEvent {
    this.changes.push(change);
    this.state = { ...this.state, lastChange: change.change };
    return { t: 'chat.changed', conversationId: this.state.id, change };
  }
}

export function makeWelcome(
  me: User,
  users: User[],
  ...rooms: FakeConversation[]
): DownOf<'session.welcome'> {
  return {
    t: 'session.welcome',
    me,
    serverTime: 0,
    conversations: rooms.map(({ state }) => state),
    users,
    presence: users.map(({ id }) => ({ userId: id, state: 'online', lastSeen: null })),
    calls: [],
    media: { state: 'ready' },
    settings: { uploadLimitBytes: 1_000, meshLimit: 4 },
  };
}

export function answersOf(...rooms: FakeConversation[]): Answers {
  const room = (id: string) => {
    const found = rooms.find(({ state }) => state.id === id);
    if (!found) throw notFound('The conversation');
    return found;
  };
  return {
    'chat.changes': (up) => room(up.conversationId).changesAfter(up),
    'chat.page': (up) => room(up.conversationId).page(up),
  };
}

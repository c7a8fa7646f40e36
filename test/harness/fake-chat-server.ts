import { DEFAULT_SETTINGS } from '../../protocol/notify.ts';
import type { Change, Conversation, Member, Message, User } from '../../protocol/chat.ts';
import type { DownEvent, DownOf } from '../../protocol/down.ts';
import { notFound } from '../../protocol/errors.ts';
import { unvoted } from '../../protocol/poll-rules.ts';
import { quoteOf, untouched } from '../../protocol/quote.ts';
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

const LUNCH = { options: ['Soup', 'Salad'], several: true, anonymous: true, closesAt: null };

/** One conversation as a server keeps it and its first member sees it: numbered changes, marks that only grow. */
export class FakeConversation {
  state: Conversation;
  readonly messages: Message[] = [];
  readonly changes: Change[] = [];

  constructor(members: readonly User[], name = 'Watercooler') {
    this.state = {
      id: makeUuid(),
      kind: 'group',
      name,
      description: '',
      visibility: 'private',
      avatarFileId: null,
      archivedAt: null,
      createdAt: 0,
      lastChange: 0,
      lastNumber: 0,
      lastMessage: null,
      mentioned: [],
      leftUnread: { from: null, revision: 0 },
      members: members.map(({ id }) => makeMember(id)),
    };
  }

  say(sender: User, text: string, clientId = makeUuid(), more: Partial<Message> = {}): DownEvent {
    const change = this.state.lastChange + 1;
    const message: Message = {
      ...untouched(change),
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
      ...more,
    };
    this.messages.push(this.#quoting(message));
    this.state = { ...this.state, lastNumber: message.number };
    return this.record({ kind: 'message', change, message: this.at(message.number) });
  }

  /** What a server allows or not is of no matter here. */
  edit(number: number, text: string, more: Partial<Message> = {}): DownEvent {
    const change = this.#touch(number, { text, ...more });
    return this.record({ kind: 'edited', change, message: this.at(number) });
  }

  remove(number: number): DownEvent {
    const { thread } = this.at(number);
    const gone = { thread, text: '', replyTo: null, quote: null, files: [], editedAt: null, pinned: null };
    const deletedAt = this.state.lastChange + 1;
    const change = this.#touch(number, { ...untouched(deletedAt), ...gone, deletedAt });
    return this.record({
      kind: 'deleted',
      change,
      userId: this.at(number).senderId,
      message: this.at(number),
    });
  }

  /** Puts it on or takes it off. */
  react({ id: userId }: User, number: number, emoji: string): DownEvent {
    const others = this.at(number).reactions.filter((reaction) => reaction.emoji !== emoji);
    const on = others.length === this.at(number).reactions.length;
    const reactions = on ? [...others, { emoji, userIds: [userId] }] : others;
    const change = this.#touch(number, { reactions });
    const messageId = this.at(number).id;
    return this.record({ kind: 'reacted', change, messageId, userId, emoji, on, reactions });
  }

  pin({ id: userId }: User, number: number): DownEvent {
    const pinned = this.at(number).pinned ? null : { userId, at: this.state.lastChange };
    const change = this.#touch(number, { pinned });
    return this.record({ kind: 'pinned', change, messageId: this.at(number).id, userId, pinned });
  }

  /** Finds something behind a link of it, or takes it off. */
  preview(number: number): DownEvent {
    const target = this.at(number);
    const page = {
      url: 'https://parley.test/',
      title: 'A page',
      description: '',
      siteName: '',
      picture: null,
    };
    const previews = target.previews.length > 0 ? [] : [{ id: target.id, ...page }];
    const change = this.#touch(number, { previews });
    return this.record({ kind: 'previewed', change, messageId: target.id, previews });
  }

  ask(sender: User, text: string): DownEvent {
    return this.say(sender, text, undefined, { poll: unvoted(LUNCH) });
  }

  /** One more vote for one of two options, of nobody in particular. */
  vote(number: number, option: number): DownEvent {
    const poll = this.at(number).poll ?? unvoted(LUNCH);
    const options = poll.options.map((one, at) => (at === option ? { ...one, count: one.count + 1 } : one));
    const next = this.at(number).deletedAt === null ? { ...poll, options, voters: poll.voters + 1 } : null;
    const change = this.#touch(number, { poll: next });
    return this.record({ kind: 'voted', change, messageId: this.at(number).id, poll: next });
  }

  rename(name: string): DownEvent {
    this.state = { ...this.state, name };
    const { description, visibility, avatarFileId, archivedAt } = this.state;
    const change = this.state.lastChange + 1;
    return this.record({
      kind: 'conversation',
      change,
      ...{ name, description, visibility, avatarFileId, archivedAt },
    });
  }

  /** Adds who is not there, removes who is. */
  toggle(user: User): DownEvent {
    const others = this.state.members.filter(({ userId }) => userId !== user.id);
    const isThere = others.length < this.state.members.length;
    const member = isThere ? null : makeMember(user.id);
    this.state = { ...this.state, members: member ? [...others, member] : others };
    return this.record({ kind: 'member', change: this.state.lastChange + 1, userId: user.id, member, user });
  }

  mark(user: User, read: number): DownEvent {
    const member = this.state.members.find(({ userId }) => userId === user.id);
    const number = Math.max(member?.readNumber ?? 0, read);
    const marks = { readNumber: number, deliveredNumber: Math.max(member?.deliveredNumber ?? 0, number) };
    const members = this.state.members.map((one) => (one === member ? { ...one, ...marks } : one));
    this.state = { ...this.state, members };
    this.#look();
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
    const changes = this.changes.slice(after, after + limit).map((change) => this.asItStands(change));
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

  protected record(change: Change): DownEvent {
    this.changes.push(change);
    this.state = { ...this.state, lastChange: change.change };
    this.#look();
    return { t: 'chat.changed', conversationId: this.state.id, change };
  }

  protected at(number: number): Message {
    const message = this.messages[number - 1];
    if (!message) throw notFound('The message');
    return message;
  }

  #touch(number: number, next: Partial<Message>): number {
    const change = this.state.lastChange + 1;
    this.messages[number - 1] = { ...this.at(number), ...next, revision: change };
    this.messages.forEach((message, index) => {
      this.messages[index] = this.#quoting(message);
    });
    return change;
  }

  #quoting(message: Message): Message {
    const source = this.messages.find(({ id }) => id === message.replyTo);
    if (!source) return message;
    const [fileCount, deleted] = [source.files.length, source.deletedAt !== null];
    return { ...message, quote: quoteOf({ ...source, fileCount, poll: source.poll !== null, deleted }) };
  }

  /** What follows from messages and marks. */
  #look(): void {
    const [viewer] = this.state.members;
    const mentioned = this.messages
      .filter(({ number, senderId, mentions, mentionsAll }) => {
        if (!viewer || number <= viewer.readNumber || senderId === viewer.userId) return false;
        return mentionsAll || mentions.includes(viewer.userId);
      })
      .map(({ number }) => number);
    this.state = { ...this.state, mentioned, lastMessage: this.messages.at(-1) ?? null };
  }

  /** A change that is read later brings the message as it is by then. */
  protected asItStands(change: Change): Change {
    switch (change.kind) {
      case 'message':
      case 'edited':
      case 'deleted':
        return { ...change, message: this.at(change.message.number) };
      case 'reacted':
      case 'voted':
      case 'pinned': {
        const { reactions, pinned, poll } = this.messages.find(({ id }) => id === change.messageId) ?? {};
        if (change.kind === 'voted') return { ...change, poll: poll ?? null };
        if (change.kind === 'reacted') return { ...change, reactions: reactions ?? [] };
        return { ...change, pinned: pinned ?? null };
      }
      default:
        return change;
    }
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
    threads: [],
    users,
    presence: users.map(({ id }) => ({ userId: id, state: 'online', lastSeen: null })),
    drafts: [],
    scheduled: [],
    calls: [],
    media: { state: 'ready' },
    settings: {
      uploadLimitBytes: 1_000,
      meshLimit: 4,
      rules: { editWindowMinutes: null, deleteWindowMinutes: null, linkPreviews: true },
    },
    preferences: { mine: DEFAULT_SETTINGS, conversations: [] },
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

import type { Change, Conversation, Member, Message } from '../../protocol/chat.ts';
import type { UserId } from '../../protocol/ids.ts';
import { mentionedAfter, newer, touchAll, touchOne } from './apply-message.ts';

/**
 * What a device knows of one conversation. Two readers follow the same numbered changes: the conversation itself
 * (`conversation.lastChange`) and the window of loaded messages (`window.change`). Each applies the next number, drops
 * what it has, and stops at a gap; `needsChanges` says from where to ask the server.
 */
export interface Tracked {
  readonly conversation: Conversation;
  readonly window: Window | null;
  /** The highest change number that was heard of. */
  readonly known: number;
}

/** Messages with contiguous numbers, ascending. All changes up to `change` are in it, as far as they touch it. */
export interface Window {
  readonly change: number;
  readonly messages: readonly Message[];
}

/** A snapshot of the server: in the welcome, or when this user became a member. */
export function opened(snapshot: Conversation, before: Tracked | undefined): Tracked {
  const window = before?.window ?? null;
  // Numbers that went back tell of a server restored from an older copy: what was loaded from it is not its truth.
  const kept = window && window.change <= snapshot.lastChange ? window : null;
  return { conversation: snapshot, window: kept, known: snapshot.lastChange };
}

/** `me`: whose device this is; what names me is counted. */
export function changed(before: Tracked, change: Change, me: UserId | null): Tracked {
  const { conversation, window } = before;
  const isNext = change.change === conversation.lastChange + 1;
  const isNextOfWindow = window !== null && change.change === window.change + 1;
  const known = Math.max(before.known, change.change);
  if (!isNext && !isNextOfWindow && known === before.known) return before;
  return {
    conversation: isNext ? applyToConversation(conversation, change, me) : conversation,
    window: isNextOfWindow ? applyToWindow(window, change) : window,
    known,
  };
}

/** Marks are state, not changes: they only grow, in whatever order they come. */
export function marked(
  before: Tracked,
  { userId, delivered, read }: { userId: UserId; delivered: number; read: number },
  me: UserId | null,
): Tracked {
  const member = before.conversation.members.find((other) => other.userId === userId);
  if (!member) return before;
  const next = withMarks(member, { deliveredNumber: Math.max(delivered, read), readNumber: read });
  if (next === member) return before;
  const members = before.conversation.members.map((other) => (other === member ? next : other));
  const isMine = userId === me && next.readNumber > member.readNumber;
  const mentioned = isMine
    ? before.conversation.mentioned.filter((number) => number > next.readNumber)
    : before.conversation.mentioned;
  return { ...before, conversation: { ...before.conversation, members, mentioned } };
}

/** `change` is a number up to which the page is certainly complete: the last one applied when it was asked for. */
export function paged(before: Tracked, page: readonly Message[], change: number): Tracked {
  return { ...before, window: { change, messages: page } };
}

/**
 * A page that adjoins the window, or overlaps it, on either side; one that does neither changes nothing. `change` as
 * above: what touched the page's messages after it is missing from them, and is asked for again.
 */
export function extended(before: Tracked, page: readonly Message[], change: number): Tracked {
  const { window } = before;
  if (!window) return before;
  const merged = new Map(window.messages.map((message) => [message.number, message]));
  for (const message of page)
    merged.set(message.number, newer(merged.get(message.number) ?? message, message));
  const messages = [...merged.values()].toSorted((a, b) => a.number - b.number);
  if (!isContiguous(messages)) return before;
  return { ...before, window: { change: Math.min(change, window.change), messages } };
}

/** Keeps only the newest `count` messages loaded. */
export function trimmed(before: Tracked, count: number): Tracked {
  const { window } = before;
  if (!window || window.messages.length <= count) return before;
  return { ...before, window: { ...window, messages: window.messages.slice(-count) } };
}

/** The number after which to ask for changes; null where nothing is missing. */
export function needsChanges(tracked: Tracked): number | null {
  const applied = Math.min(
    tracked.conversation.lastChange,
    tracked.window?.change ?? Number.POSITIVE_INFINITY,
  );
  return applied < tracked.known ? applied : null;
}

/** A window that ends here shows the newest message, and the next one is appended to it. */
export function reachesNewest({ conversation, window }: Tracked): boolean {
  return window !== null && (window.messages.at(-1)?.number ?? 0) >= conversation.lastNumber;
}

function applyToConversation(conversation: Conversation, change: Change, me: UserId | null): Conversation {
  const next = { ...conversation, lastChange: change.change };
  const { lastMessage } = conversation;
  switch (change.kind) {
    case 'message': {
      const { message } = change;
      const mentioned = mentionedAfter(conversation, message, me);
      return { ...next, lastNumber: message.number, lastMessage: message, mentioned };
    }
    case 'edited':
    case 'deleted': {
      const mentioned = mentionedAfter(conversation, change.message, me);
      return { ...next, mentioned, lastMessage: lastMessage && touchOne(lastMessage, change) };
    }
    case 'reacted':
    case 'pinned':
    case 'previewed':
      return { ...next, lastMessage: lastMessage && touchOne(lastMessage, change) };
    case 'member':
      return { ...next, members: replaceMember(conversation.members, change.userId, change.member) };
    case 'conversation': {
      const { name, description, visibility, avatarFileId, archivedAt } = change;
      return { ...next, name, description, visibility, avatarFileId, archivedAt };
    }
    default:
      return change satisfies never;
  }
}

function replaceMember(members: Member[], userId: UserId, member: Member | null): Member[] {
  const before = members.find((other) => other.userId === userId);
  if (!member) return before ? members.filter((other) => other !== before) : members;
  if (!before) return [...members, member];
  return members.map((other) => (other === before ? withMarks(member, before) : other));
}

function withMarks(member: Member, marks: Pick<Member, 'readNumber' | 'deliveredNumber'>): Member {
  const readNumber = Math.max(member.readNumber, marks.readNumber);
  const deliveredNumber = Math.max(member.deliveredNumber, marks.deliveredNumber, readNumber);
  if (readNumber === member.readNumber && deliveredNumber === member.deliveredNumber) return member;
  return { ...member, readNumber, deliveredNumber };
}

function applyToWindow(window: Window, change: Change): Window {
  const next = { ...window, change: change.change };
  if (change.kind === 'member' || change.kind === 'conversation') return next;
  if (change.kind !== 'message') return { ...next, messages: touchAll(window.messages, change) };
  const last = window.messages.at(-1)?.number ?? 0;
  const { message } = change;
  // Not adjoining: the window stands further back, and gets there by pages.
  if (message.number !== last + 1) return next;
  return { ...next, messages: [...window.messages, message] };
}

function isContiguous(messages: readonly Message[]): boolean {
  const first = messages[0]?.number ?? 0;
  return messages.every((message, index) => message.number === first + index);
}

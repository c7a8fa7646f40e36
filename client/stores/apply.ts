import type { Change, Conversation, LeftUnread, Member, Message } from '../../protocol/chat.ts';
import type { UserId } from '../../protocol/ids.ts';
import { mentionedAfter, touchOne } from './apply-message.ts';
import { withReply } from './apply-reply.ts';
import { applyToThreads, NO_THREADS, stillTrue, type ThreadWindows } from './apply-thread.ts';
import { readUntilOf } from './receipts.ts';
import { applyToWindow, extendWindow, type Window } from './window.ts';

/**
 * What a device knows of one conversation. Several readers follow the same numbered changes: the conversation itself
 * (`conversation.lastChange`), the window of loaded messages (`window.change`), those of open threads. Each applies the next number, drops
 * what it has, and stops at a gap; `needsChanges` says from where to ask the server.
 */
export interface Tracked {
  readonly conversation: Conversation;
  readonly window: Window | null;
  readonly threads: ThreadWindows;
  /** The highest change number that was heard of. */
  readonly known: number;
}

/** A snapshot of the server: in the welcome, or when this user became a member. */
export function opened(snapshot: Conversation, before: Tracked | undefined, me: UserId | null): Tracked {
  const window = before?.window ?? null;
  // Numbers that went back tell of a server restored from an older copy: what was loaded from it is not its truth.
  const isOlder = before !== undefined && before.conversation.lastChange > snapshot.lastChange;
  const kept = window && window.change <= snapshot.lastChange ? window : null;
  const threads = stillTrue(before?.threads ?? NO_THREADS, snapshot.lastChange);
  const conversation = before && !isOlder ? withMarksOf(snapshot, before.conversation, me) : snapshot;
  return { conversation, window: kept, threads, known: snapshot.lastChange };
}

/** A mark that was heard while the snapshot was read and brought is newer than it, and has no number that would say so. */
function withMarksOf(snapshot: Conversation, before: Conversation, me: UserId | null): Conversation {
  const known = new Map(before.members.map((member) => [member.userId, member]));
  let isNewer = false;
  const members = snapshot.members.map((member) => {
    const heard = known.get(member.userId);
    const next = heard ? withMarks(member, heard) : member;
    isNewer ||= next !== member;
    return next;
  });
  return isNewer ? withoutRead({ ...snapshot, members }, me) : snapshot;
}

/** `me`: whose device this is; what names me is counted. */
export function changed(before: Tracked, change: Change, me: UserId | null): Tracked {
  const { conversation, window } = before;
  const isNext = change.change === conversation.lastChange + 1;
  const isNextOfWindow = window !== null && change.change === window.change + 1;
  const known = Math.max(before.known, change.change);
  const threads = applyToThreads(before.threads, change);
  const isOld = !isNext && !isNextOfWindow && threads === before.threads;
  if (isOld && known === before.known) return before;
  return {
    conversation: isNext ? applyToConversation(conversation, change, me) : conversation,
    window: isNextOfWindow ? applyToWindow(window, change, null) : window,
    threads,
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
  const conversation = { ...before.conversation, members };
  if (userId !== me || next.readNumber === member.readNumber) return { ...before, conversation };
  return { ...before, conversation: withoutRead(conversation, me) };
}

/** What names me and was read counts no more. */
function withoutRead(conversation: Conversation, me: UserId | null): Conversation {
  const readUntil = readUntilOf(conversation, me ?? undefined);
  const mentioned = conversation.mentioned.filter((number) => number > readUntil);
  return { ...conversation, mentioned };
}

/** For this user alone; the latest wins. */
export function leftUnread(
  before: Tracked,
  { leftUnread: next, mentioned }: { leftUnread: LeftUnread; mentioned: number[] },
): Tracked {
  if (next.revision <= before.conversation.leftUnread.revision) return before;
  return { ...before, conversation: { ...before.conversation, leftUnread: next, mentioned } };
}

/** `change` is a number up to which the page is certainly complete: the last one applied when it was asked for. */
export function paged(before: Tracked, page: readonly Message[], change: number): Tracked {
  return { ...before, window: { change, messages: page } };
}

/** A page that adjoins the window; `change` as above. */
export function extended(before: Tracked, page: readonly Message[], change: number): Tracked {
  return before.window ? { ...before, window: extendWindow(before.window, page, change) } : before;
}

/** Keeps only the newest `count` messages loaded. */
export function trimmed(before: Tracked, count: number): Tracked {
  const { window } = before;
  if (!window || window.messages.length <= count) return before;
  return { ...before, window: { ...window, messages: window.messages.slice(-count) } };
}

/** The number after which to ask for changes; null where nothing is missing. */
export function needsChanges(tracked: Tracked): number | null {
  const { conversation, window, threads } = tracked;
  const applied = Math.min(
    conversation.lastChange,
    ...[window, ...threads.values()].map((one) => one?.change ?? Number.POSITIVE_INFINITY),
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
      if (message.threadRootId !== null) {
        return { ...next, lastMessage: lastMessage && withReply(lastMessage, message) };
      }
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
    case 'voted':
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

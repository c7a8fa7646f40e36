import type { Change, Message } from '../../protocol/chat.ts';
import type { MessageId } from '../../protocol/ids.ts';
import { newer, touchOne } from './apply-message.ts';
import { withReply } from './apply-reply.ts';
import { applyToWindow, extendWindow, type Window } from './window.ts';

/** The loaded replies of a thread that somebody looks at, and the message it hangs on. */
export interface ThreadWindow extends Window {
  readonly root: Message;
}

export type ThreadWindows = ReadonlyMap<MessageId, ThreadWindow>;

export const NO_THREADS: ThreadWindows = new Map();

/** The same map where none of them waited for this change. */
export function applyToThreads(threads: ThreadWindows, change: Change): ThreadWindows {
  if (![...threads.values()].some((window) => change.change === window.change + 1)) return threads;
  return new Map(
    [...threads].map(([rootId, window]) =>
      change.change === window.change + 1 ? [rootId, applied(window, change)] : [rootId, window],
    ),
  );
}

function applied(window: ThreadWindow, change: Change): ThreadWindow {
  const { root } = window;
  return { ...applyToWindow(window, change, root.id), root: rootAfter(root, change) };
}

function rootAfter(root: Message, change: Change): Message {
  if (change.kind === 'member' || change.kind === 'conversation') return root;
  return change.kind === 'message' ? withReply(root, change.message) : touchOne(root, change);
}

interface ThreadPage {
  readonly root: Message;
  readonly messages: readonly Message[];
  /** Up to which change the page is certainly complete. */
  readonly change: number;
}

/** In place of what was loaded of the thread. */
export function threadPaged(threads: ThreadWindows, { root, messages, change }: ThreadPage): ThreadWindows {
  const known = threads.get(root.id)?.root ?? root;
  return new Map([...threads, [root.id, { root: newer(known, root), messages, change }]]);
}

export function threadExtended(threads: ThreadWindows, page: ThreadPage): ThreadWindows {
  const known = threads.get(page.root.id);
  if (!known) return threads;
  const window = extendWindow(known, page.messages, page.change);
  return new Map([...threads, [page.root.id, { ...window, root: newer(known.root, page.root) }]]);
}

export function withoutThread(threads: ThreadWindows, rootId: MessageId): ThreadWindows {
  return new Map([...threads].filter(([id]) => id !== rootId));
}

/** Numbers that went back tell of a server restored from an older copy: what was loaded from it is not its truth. */
export function stillTrue(threads: ThreadWindows, lastChange: number): ThreadWindows {
  return new Map([...threads].filter(([, window]) => window.change <= lastChange));
}

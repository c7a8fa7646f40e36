import type { Change, Message } from '../../protocol/chat.ts';
import type { MessageId } from '../../protocol/ids.ts';
import { newer, touchAll } from './apply-message.ts';
import { withReply } from './apply-reply.ts';

/**
 * Loaded messages of a conversation, or of a thread in it: with contiguous numbers, ascending. All changes of the
 * conversation up to `change` are in it, as far as they touch it.
 */
export interface Window {
  readonly change: number;
  readonly messages: readonly Message[];
}

/** `rootId`: of the thread that it is a window of; null: of the conversation. */
export function applyToWindow(window: Window, change: Change, rootId: MessageId | null): Window {
  const next = { ...window, change: change.change };
  if (change.kind === 'member' || change.kind === 'conversation') return next;
  if (change.kind !== 'message') return { ...next, messages: touchAll(window.messages, change) };
  const { message } = change;
  if (message.threadRootId !== rootId) return { ...next, messages: withReplyIn(window.messages, message) };
  const last = window.messages.at(-1)?.number ?? 0;
  // Not adjoining: the window stands further back, and gets there by pages.
  if (message.number !== last + 1) return next;
  return { ...next, messages: [...window.messages, message] };
}

/**
 * With a page that adjoins the window, or overlaps it, on either side; one that does neither changes nothing. `change`
 * is a number up to which the page is certainly complete: what touched it later is missing from it, and asked for again.
 */
export function extendWindow(window: Window, page: readonly Message[], change: number): Window {
  const merged = new Map(window.messages.map((message) => [message.number, message]));
  for (const message of page)
    merged.set(message.number, newer(merged.get(message.number) ?? message, message));
  const messages = [...merged.values()].toSorted((a, b) => a.number - b.number);
  if (!isContiguous(messages)) return window;
  return { change: Math.min(change, window.change), messages };
}

/** The same array where none of them is the root of the thread. */
function withReplyIn(messages: readonly Message[], reply: Message): readonly Message[] {
  const index = messages.findIndex(({ id }) => id === reply.threadRootId);
  const root = messages[index];
  return root ? messages.with(index, withReply(root, reply)) : messages;
}

function isContiguous(messages: readonly Message[]): boolean {
  const first = messages[0]?.number ?? 0;
  return messages.every((message, index) => message.number === first + index);
}

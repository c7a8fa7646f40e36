import type { Message } from '../../../protocol/chat.ts';
import type { Desk } from '../message/desk.ts';

/** Of a message: enough to lead to it. */
export type Place = Pick<Message, 'id' | 'conversationId' | 'number' | 'threadRootId'>;

/** Where the thread stands that hangs on a message, or that a reply is in. */
export function threadPath({ id, conversationId, threadRootId }: Omit<Place, 'number'>): string {
  return `/c/${conversationId}?thread=${threadRootId ?? id}`;
}

/** Where a reply in a thread stands. */
export function replyPath(reply: Place): string {
  return `${threadPath(reply)}&reply=${reply.number}`;
}

/** In a thread every reply answers the root: there is nothing to quote. */
export function mayQuote({ rootId }: Desk, message: Message): boolean {
  return rootId !== message.id;
}

/** A thread in a thread is none. */
export function mayBranch({ rootId }: Desk, message: Message): boolean {
  return rootId === null && message.threadRootId === null;
}

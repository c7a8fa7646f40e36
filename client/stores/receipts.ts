import type { Conversation, Message } from '../../protocol/chat.ts';
import type { UserId } from '../../protocol/ids.ts';

/** Of the sender's own message: as far as the slowest of the others got. */
export function receiptOf(conversation: Conversation, message: Message): 'sent' | 'delivered' | 'read' {
  const others = conversation.members.filter(({ userId }) => userId !== message.senderId);
  if (others.length === 0) return 'sent';
  if (others.every(({ readNumber }) => readNumber >= message.number)) return 'read';
  if (others.every(({ deliveredNumber }) => deliveredNumber >= message.number)) return 'delivered';
  return 'sent';
}

export function readersOf(conversation: Conversation, message: Message): UserId[] {
  return conversation.members
    .filter(({ userId, readNumber }) => userId !== message.senderId && readNumber >= message.number)
    .map(({ userId }) => userId);
}

/** The other one of a direct conversation. */
export function counterpartOf(conversation: Conversation, me: UserId | undefined): UserId | null {
  if (conversation.kind !== 'direct') return null;
  return conversation.members.find(({ userId }) => userId !== me)?.userId ?? null;
}

export function readNumberOf(conversation: Conversation, me: UserId | undefined): number {
  const member = conversation.members.find(({ userId }) => userId === me);
  return member?.readNumber ?? conversation.lastNumber;
}

/** Up to where nothing is unread for this member: the read mark, or where they left the conversation unread. */
export function readUntilOf(conversation: Conversation, me: UserId | undefined): number {
  const { from } = conversation.leftUnread;
  const readNumber = readNumberOf(conversation, me);
  return from === null ? readNumber : Math.min(readNumber, from - 1);
}

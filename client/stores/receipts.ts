import type { Conversation, Message } from '../../protocol/chat.ts';
import type { UserId } from '../../protocol/ids.ts';

/** How far the slowest of the others got; null: there is nobody else. */
export interface Reach {
  readonly delivered: number;
  readonly read: number;
}

export function reachOf(conversation: Conversation, me: UserId | undefined): Reach | null {
  let [delivered, read] = [Infinity, Infinity];
  for (const member of conversation.members) {
    if (member.userId === me) continue;
    delivered = Math.min(delivered, member.deliveredNumber);
    read = Math.min(read, member.readNumber);
  }
  return delivered === Infinity ? null : { delivered, read };
}

export function isSameReach(a: Reach | null, b: Reach | null): boolean {
  return a?.delivered === b?.delivered && a?.read === b?.read;
}

/** Of one of my own messages. */
export function receiptOf(reach: Reach | null, { number }: Message): 'sent' | 'delivered' | 'read' {
  if (reach === null) return 'sent';
  if (reach.read >= number) return 'read';
  return reach.delivered >= number ? 'delivered' : 'sent';
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

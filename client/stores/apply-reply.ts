import type { Message, Thread } from '../../protocol/chat.ts';
import { MAX_THREAD_FACES } from '../../protocol/limits.ts';

/** A message after a reply in some thread: its own thread grew, or it stays as it is. */
export function withReply(message: Message, reply: Message): Message {
  const { thread } = message;
  if (message.id !== reply.threadRootId || reply.number <= (thread?.replies ?? 0)) return message;
  return { ...message, thread: grown(thread, reply) };
}

/** Of two copies the one that knows more replies. */
export function longer(mine: Thread | null, other: Thread | null): Thread | null {
  return (other?.replies ?? 0) > (mine?.replies ?? 0) ? other : mine;
}

function grown(thread: Thread | null, { number, senderId, createdAt }: Message): Thread {
  const { participantIds = [], lastAt = 0 } = thread ?? {};
  const isNew = !participantIds.includes(senderId) && participantIds.length < MAX_THREAD_FACES;
  return {
    replies: number,
    lastAt: Math.max(lastAt, createdAt),
    participantIds: isNew ? [...participantIds, senderId] : participantIds,
  };
}

import type { ConversationId, MessageId } from '../../protocol/ids.ts';

/** What a note tells of: a conversation, or a thread in it. The page and the service worker name it alike. */
export interface Place {
  readonly conversationId: ConversationId;
  readonly threadRootId: MessageId | null;
}

/** A later note takes the place of an earlier one of the same tag. */
export function tagOf({ conversationId, threadRootId }: Place): string {
  return threadRootId === null
    ? `conversation:${conversationId}`
    : `${threadsIn(conversationId)}${threadRootId}`;
}

export const threadsIn = (id: ConversationId) => `${THREADS}${id}:`;
export const THREADS = 'thread:';

/** Where the message of this number stands. */
export function pathOf({ conversationId, threadRootId }: Place, number: number): string {
  const page = `/c/${conversationId}`;
  return threadRootId === null ? `${page}?at=${number}` : `${page}?thread=${threadRootId}&reply=${number}`;
}

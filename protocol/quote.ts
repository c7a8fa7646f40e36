import { QUOTE_LENGTH } from './limits.ts';
import type { Message, Quote } from './message.ts';

/** What a message is before anybody touched it. */
export function untouched(change: number) {
  return {
    revision: change,
    threadRootId: null,
    thread: null,
    quote: null,
    reactions: [],
    previews: [],
    mentions: [],
    mentionsAll: false,
    poll: null,
    editedAt: null,
    deletedAt: null,
    pinned: null,
  } satisfies Partial<Message>;
}

type Quoted = Pick<Message, 'id' | 'number' | 'senderId' | 'text'> &
  Pick<Quote, 'fileCount' | 'poll' | 'deleted'>;

/** Both sides make quotes, from the message itself: they have to come out the same. */
export function quoteOf({ id, number, senderId, text, fileCount, poll, deleted }: Quoted): Quote {
  return { id, number, senderId, text: beginningOf(text), fileCount, poll, deleted };
}

function beginningOf(text: string): string {
  // A character takes at most two units.
  return Array.from(text.slice(0, 2 * QUOTE_LENGTH))
    .slice(0, QUOTE_LENGTH)
    .join('');
}

import type { StoredChange } from '../../db/schema/chat.ts';
import type { Change, Message } from '../../protocol/chat.ts';

/** A change of a message that stands, as it is kept: without what the message itself tells. */
export type Touch = Exclude<StoredChange, { kind: 'member' | 'conversation' }>;

export function isTouch(stored: StoredChange): stored is Touch {
  return stored.kind !== 'member' && stored.kind !== 'conversation';
}

/** As members see it, by the message as it stands: at the change itself, or later. */
export function changeOf(touch: Touch, message: Message): Change {
  const { change } = touch;
  switch (touch.kind) {
    case 'edited':
      return { kind: 'edited', change, message };
    case 'deleted':
      return { kind: 'deleted', change, userId: touch.userId, message };
    case 'reacted':
      return { ...touch, reactions: message.reactions };
    case 'previewed':
      return { kind: 'previewed', change, messageId: message.id, previews: message.previews };
    case 'pinned':
      return { ...touch, pinned: message.pinned };
    case 'voted':
      // Without who it was, which is kept only for the books.
      return { kind: 'voted', change, messageId: touch.messageId, poll: message.poll };
    default:
      return touch satisfies never;
  }
}

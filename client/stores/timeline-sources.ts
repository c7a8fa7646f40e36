import { createMemo } from 'solid-js';
import type { Conversation } from '../../protocol/chat.ts';
import type { ConversationId, MessageId, UserId } from '../../protocol/ids.ts';
import type { ChatModel } from './chat-model.ts';
import { isSameReach, reachOf, readersOf, readUntilOf, receiptOf } from './receipts.ts';
import type { TimelineDeps } from './timeline.ts';

type OfPlace = Pick<TimelineDeps, 'source' | 'readNumber' | 'receipt' | 'readBy'>;

/** `conversation` is fine-grained: who reads it hears of marks and members, not of messages. */
export function conversationSource(
  model: ChatModel,
  id: ConversationId,
  { conversation, myId }: { conversation: () => Conversation | undefined; myId: () => UserId | undefined },
): OfPlace {
  // Looked up once for all rows: a large group has a thousand members.
  const reach = createMemo(() => read(conversation, (it) => reachOf(it, myId())) ?? null, null, {
    equals: isSameReach,
  });
  return {
    source: {
      seen() {
        const tracked = model.get(id);
        return tracked && { ...tracked, lastNumber: tracked.conversation.lastNumber };
      },
      load: (direction, anchor) => model.load(id, direction, anchor),
      trim: () => model.trim(id),
    },
    readNumber() {
      const now = conversation();
      const number = now && readUntilOf(now, myId());
      return now && number !== undefined && number < now.lastNumber ? number : null;
    },
    receipt: (message) => receiptOf(reach(), message),
    readBy: (message) => read(conversation, (it) => readersOf(it, message)) ?? [],
  };
}

/** Of a thread nobody sees how far others read it. */
export function threadSource(model: ChatModel, id: ConversationId, rootId: MessageId): OfPlace {
  return {
    source: {
      seen() {
        const tracked = model.get(id);
        if (!tracked) return undefined;
        const window = tracked.threads.get(rootId) ?? null;
        return { window, known: tracked.known, lastNumber: window?.root.thread?.replies ?? 0 };
      },
      load: (direction, anchor) => model.loadThread(id, rootId, direction, anchor),
      trim: () => model.dropThread(id, rootId),
    },
    readNumber() {
      const follow = model.follows.get(rootId);
      return follow && follow.readNumber < follow.lastNumber ? follow.readNumber : null;
    },
    receipt: () => 'sent',
    readBy: () => [],
  };
}

function read<T>(source: () => Conversation | undefined, of: (conversation: Conversation) => T) {
  const conversation = source();
  return conversation && of(conversation);
}

/** Who gives no read receipts sees none. */
export function withReceipts(place: OfPlace, showsReads: () => boolean): OfPlace {
  return {
    ...place,
    receipt(message) {
      const receipt = place.receipt(message);
      return receipt === 'read' && !showsReads() ? 'delivered' : receipt;
    },
    readBy: (message) => (showsReads() ? place.readBy(message) : []),
  };
}

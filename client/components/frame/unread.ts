import { type Accessor, createMemo } from 'solid-js';
import type { Conversation } from '../../../protocol/chat.ts';
import { useStores } from '../../stores/context.tsx';

/** How many unread messages of a conversation are to draw the eye: of a muted one, or one below its level, none. */
export function useCalling(): (conversation: Conversation) => number {
  const { conversations, settings } = useStores();
  return (conversation) => {
    const level = settings.level(conversation);
    if (level === 'all') return conversations.unread(conversation.id);
    return level === 'mentions' ? conversations.mentioned(conversation.id) : 0;
  };
}

/** How many conversations hold something unread that is to draw the eye. */
export function createUnreadConversations(): Accessor<number> {
  const { conversations } = useStores();
  const calling = useCalling();
  return createMemo(
    () => (conversations.list() ?? []).filter((conversation) => calling(conversation) > 0).length,
  );
}
